//! `dwell coordinator start`: the daemon that keeps sweeps and hands out their trials.

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use clap::builder::FalseyValueParser;
use dwell_coordinator::{
    Coordinator, CoordinatorError, Database, Place, Settings, access::ServerTls,
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    args::duration, connect::DataArgs, corpora::CorporaArgs, error::CliError, exit::Exit,
    open_files, signals::Interrupts,
};

/// Keep sweeps and hand out their trials, until it is told to stop
///
/// It may be stopped or killed at any time: all it knows is in its database and the data folder,
/// workers go on training meanwhile, and it goes on when it is started again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell coordinator start
  dwell coordinator start --listen 0.0.0.0:7117 --tls-cert server.pem --tls-key server-key.pem
  dwell coordinator start --listen 10.0.0.5:7117 --insecure   where nobody else is on the network
  dwell coordinator start --database postgres://dwell@db/dwell
  dwell coordinator start --database postgres://dwell@db/dwell --checkpoints s3://lab/dwell")]
pub(crate) struct Args {
    /// Where to listen; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7117")]
    listen: SocketAddr,

    /// Listen where others can reach it, and let them all in
    #[arg(long)]
    insecure: bool,

    #[command(flatten)]
    access: AccessArgs,

    /// Give a worker up that has not reported for this long
    #[arg(long, value_name = "SPAN", value_parser = duration, default_value = "30s")]
    lease_ttl: Duration,

    /// Keep sweeps and results in sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME [default: a file of
    /// SQLite in the data folder]
    ///
    /// A file has one coordinator; a database of PostgreSQL may have several, each with a data folder
    /// of its own.
    #[arg(
        long,
        value_name = "URL",
        env = "DWELL_DATABASE",
        hide_env_values = true
    )]
    database: Option<Database>,

    /// Keep checkpoints and weights in this folder, or in s3://BUCKET/PREFIX [default: checkpoints in the
    /// data folder]
    ///
    /// Coordinators that share a database share a place too, so that a trial goes on from its checkpoint
    /// whichever of them it comes to. Databases may share one as well: each has a folder of its own there.
    /// Keys, region and endpoint of S3 are taken from AWS_ACCESS_KEY_ID,
    /// AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL.
    #[arg(
        long,
        value_name = "PLACE",
        env = "DWELL_CHECKPOINTS",
        hide_env_values = true
    )]
    checkpoints: Option<Place>,

    /// Keep so many of the latest checkpoints of each trial; one that is lost or damaged costs the
    /// time since the one before
    #[arg(long, value_name = "N", default_value_t = Settings::default().keep_checkpoints)]
    keep_checkpoints: NonZeroU32,

    #[command(flatten)]
    corpora: CorporaArgs,

    #[command(flatten)]
    data: DataArgs,
}

/// Who it is, and who is let in.
#[derive(Clone, Debug, clap::Args)]
struct AccessArgs {
    /// Speak TLS, with this certificate and those that lead to its authority's, in PEM form
    #[arg(
        long,
        value_name = "FILE",
        env = "DWELL_TLS_CERT",
        hide_env_values = true,
        help_heading = "Access",
        requires = "tls_key"
    )]
    tls_cert: Option<PathBuf>,

    /// Its private key
    #[arg(
        long,
        value_name = "FILE",
        env = "DWELL_TLS_KEY",
        hide_env_values = true,
        help_heading = "Access",
        requires = "tls_cert"
    )]
    tls_key: Option<PathBuf>,

    /// Let nobody connect without a certificate by this authority; each call needs its token all the
    /// same
    #[arg(
        long,
        value_name = "FILE",
        env = "DWELL_CLIENT_CA",
        hide_env_values = true,
        help_heading = "Access",
        requires = "tls_cert"
    )]
    client_ca: Option<PathBuf>,

    /// Ask each call for a token on loopback too, where other users of this machine can come from
    #[arg(
        long,
        env = "DWELL_REQUIRE_TOKENS",
        hide_env_values = true,
        help_heading = "Access",
        value_parser = FalseyValueParser::new()
    )]
    require_tokens: bool,
}

impl AccessArgs {
    fn tls(&self) -> Option<ServerTls> {
        Some(ServerTls {
            certificate: self.tls_cert.clone()?,
            key: self.tls_key.clone()?,
            client_authority: self.client_ca.clone(),
        })
    }

    /// What its address begins with, where that must be said.
    fn scheme(&self) -> &'static str {
        self.tls_cert.as_ref().map_or("", |_| "https://")
    }
}

/// Serves until it is told to stop.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let settings = Settings {
        lease_ttl: args.lease_ttl,
        insecure: args.insecure,
        tls: args.access.tls(),
        require_tokens: args.access.require_tokens,
        database: args.database.clone(),
        checkpoints: args.checkpoints.clone(),
        keep_checkpoints: args.keep_checkpoints,
        corpora: args.corpora.given(),
        ..Settings::default()
    };
    open_files::take_all().map_err(CliError::system("more open files"))?;
    let mut interrupts = Interrupts::listen()?;
    let coordinator = Coordinator::open(args.data.folder(), settings).await?;
    let place = where_all_is(&args, &coordinator);
    let listener = TcpListener::bind(args.listen).await;
    let listener = listener.map_err(CoordinatorError::Listen)?;
    let address = listener.local_addr().map_err(CoordinatorError::Listen)?;
    coordinator.may_listen(address).await?;

    let shutdown = CancellationToken::new();
    let serving = coordinator.serve(listener, shutdown.clone());
    tokio::pin!(serving);
    let scheme = args.access.scheme();
    anstream::eprintln!(
        "coordinator at {scheme}{address}, {place}
`dwell worker start --coordinator {scheme}{address}` trains for it"
    );
    tokio::select! {
        ended = &mut serving => ended?,
        () = interrupts.next() => {
            shutdown.cancel();
            serving.await?;
        }
    }
    Ok(Exit::Ok)
}

/// Where it keeps what, for people.
fn where_all_is(args: &Args, coordinator: &Coordinator) -> String {
    let sweeps = args.database.as_ref();
    let sweeps = sweeps.map(|_| format!("sweeps in {}, ", coordinator.database()));
    let checkpoints = args.checkpoints.as_ref();
    let checkpoints =
        checkpoints.map(|_| format!("checkpoints in {}, ", coordinator.checkpoints()));
    let data = args.data.folder().path().display().to_string();
    format!(
        "{}{}data in {data}",
        sweeps.unwrap_or_default(),
        checkpoints.unwrap_or_default()
    )
}
