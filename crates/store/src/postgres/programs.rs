//! PostgreSQL's own programs: `pg_dump` and `pg_restore`, which know every version's catalogues.

use std::{ffi::OsStr, io, path::Path, process::Stdio};

use tokio::process::Command;
use url::Url;

use crate::StoreError;

/// Where a database is, for programs: the password apart, so that no list of processes shows it.
pub(super) struct Address {
    url: String,
    password: Option<String>,
}

impl Address {
    /// Takes a URL apart.
    pub(super) fn of(url: &str) -> Result<Self, StoreError> {
        let mut url = Url::parse(url).map_err(|error| failed("the URL", error.to_string()))?;
        let password = url.password().map(|password| {
            let decoded = percent_encoding::percent_decode_str(password);
            decoded.decode_utf8_lossy().into_owned()
        });
        if password.is_some() {
            url.set_password(None)
                .map_err(|()| failed("the URL", "it has a password and no host"))?;
        }
        Ok(Self {
            url: url.into(),
            password,
        })
    }
}

/// Writes what a transaction sees, which it exported under this name.
pub(super) async fn dump(address: &Address, snapshot: &str, to: &Path) -> Result<(), StoreError> {
    let options = [
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--snapshot",
        snapshot,
    ];
    let mut command = Command::new("pg_dump");
    command.args(options).arg("--file").arg(to);
    run(command, address).await
}

/// Fills an empty database, wholly or not at all.
pub(super) async fn restore(address: &Address, from: &Path) -> Result<(), StoreError> {
    let options = [
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
    ];
    let mut command = Command::new("pg_restore");
    command.args(options).arg(from);
    run(command, address).await
}

async fn run(mut command: Command, address: &Address) -> Result<(), StoreError> {
    command
        .args(["--dbname", &address.url])
        .stdin(Stdio::null());
    let spelled = spelled(&command);
    if let Some(password) = &address.password {
        command.env("PGPASSWORD", password);
    }
    let ended = command.kill_on_drop(true).output().await;
    let output = ended.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => failed(
            &spelled,
            "it is not installed here: PostgreSQL's client programs have it, such as Debian's postgresql-client",
        ),
        _ => failed(&spelled, error.to_string()),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(failed(&spelled, said.trim()))
}

/// A command as one could type it.
fn spelled(command: &Command) -> String {
    let command = command.as_std();
    let words = [command.get_program()]
        .into_iter()
        .chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

fn failed(what: &str, why: impl Into<String>) -> StoreError {
    StoreError::Program {
        command: what.to_owned(),
        reason: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_among_the_words_of_a_command() {
        let address = Address::of("postgres://ada:s%40cret@db:5433/dwell?sslmode=require").unwrap();
        assert_eq!(address.url, "postgres://ada@db:5433/dwell?sslmode=require");
        assert_eq!(address.password.as_deref(), Some("s@cret"));
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_named_with_its_words() {
        let address = Address::of("postgres://ada:secret@db/dwell").unwrap();
        let mut command = Command::new("no_such_pg_dump");
        command.arg("--file").arg("sweeps.dump");
        let refused = run(command, &address).await.unwrap_err().to_string();
        insta::assert_snapshot!(refused, @"`no_such_pg_dump --file sweeps.dump --dbname postgres://ada@db/dwell` failed: it is not installed here: PostgreSQL's client programs have it, such as Debian's postgresql-client");
    }
}
