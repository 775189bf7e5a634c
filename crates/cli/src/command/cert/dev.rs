//! `dwell cert dev`: certificates for a cluster of one's own, to try TLS with.

use std::{
    fs::{self, Permissions},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, tz::TimeZone};
use rustls::pki_types::ServerName;

use super::authority::Authority;
use crate::{error::CliError, exit::Exit};

/// Who may read a private key, and who anything else.
const SECRET: u32 = 0o600;
const PUBLIC: u32 = 0o644;

/// What the server is called in any case, by clients on the same machine.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Make a test authority, with a certificate for a coordinator and one for its clients
///
/// They are valid for a year. The key of the authority is not kept, so that nobody can make more of
/// them; for other names, make all of them anew.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell cert dev
  dwell cert dev --out /etc/dwell --name head.example.org --name 10.0.0.5")]
pub(crate) struct Args {
    /// The folder to write them to
    #[arg(long, value_name = "DIR", default_value = "certs")]
    out: PathBuf,

    /// A name or address that clients call the coordinator by, beside this host's name, localhost,
    /// 127.0.0.1 and ::1; may be repeated
    #[arg(long = "name", value_name = "HOST")]
    names: Vec<String>,

    /// Replace what is there
    #[arg(long)]
    force: bool,
}

/// Makes them, and says what to do with them.
pub(super) fn execute(args: &Args) -> Result<Exit, CliError> {
    let names = all_names(&args.names)?;
    let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
    let authority = Authority::new(today).map_err(|error| unsigned(&error))?;
    let server = authority.server(&names).map_err(|error| unsigned(&error))?;
    let client = authority.client().map_err(|error| unsigned(&error))?;
    let files = [
        ("ca.pem", &authority.certificate, PUBLIC),
        ("server.pem", &server.certificate, PUBLIC),
        ("server-key.pem", &server.key, SECRET),
        ("client.pem", &client.certificate, PUBLIC),
        ("client-key.pem", &client.key, SECRET),
    ];
    let place = |name: &str| args.out.join(name);
    if !args.force
        && let Some((name, ..)) = files.iter().find(|(name, ..)| place(name).exists())
    {
        let path = place(name);
        return Err(CliError::FileExists { path });
    }
    fs::create_dir_all(&args.out).map_err(|source| CliError::cannot_write(&args.out, source))?;
    for (name, pem, mode) in files {
        let path = place(name);
        write(&path, pem, mode).map_err(|source| CliError::cannot_write(&path, source))?;
    }
    tell_next(&args.out, &names);
    Ok(Exit::Ok)
}

/// The names of the server, each once.
fn all_names(given: &[String]) -> Result<Vec<String>, CliError> {
    if let Some(wrong) = given.iter().find(|name| !is_name(name)) {
        return Err(CliError::Usage {
            message: format!("`{wrong}` is neither the name nor the address of a machine"),
            hint: "`--name head.example.org` or `--name 10.0.0.5` is one".to_owned(),
        });
    }
    let host = gethostname::gethostname().to_string_lossy().into_owned();
    // A machine may have a name that no certificate can have.
    let host = Some(host).filter(|host| is_name(host));
    let all = OWN_NAMES.map(str::to_owned).into_iter().chain(host);
    let mut names = Vec::new();
    for name in all.chain(given.iter().cloned()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// Whether clients can look for it in a certificate.
fn is_name(text: &str) -> bool {
    ServerName::try_from(text).is_ok()
}

/// Writes a file that nobody else could read for a moment even.
fn write(path: &Path, pem: &str, mode: u32) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".dwell-")
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder)?;
    file.write_all(pem.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

fn unsigned(error: &rcgen::Error) -> CliError {
    CliError::Uncertified(error.to_string())
}

fn tell_next(folder: &Path, names: &[String]) {
    let folder = folder.display();
    let host = names.last().expect("it has names of its own");
    anstream::eprintln!(
        "certificates for {} are in {folder}; to use them:

  (umask 077; dwell token create --scope worker > worker.token)
  dwell coordinator start --listen 0.0.0.0:7117 --tls-cert {folder}/server.pem --tls-key {folder}/server-key.pem --client-ca {folder}/ca.pem
  dwell worker start --coordinator https://{host}:7117 --ca {folder}/ca.pem --client-cert {folder}/client.pem --client-key {folder}/client-key.pem --token-file worker.token",
        names.join(", ")
    );
}
