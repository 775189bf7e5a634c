//! `dwell coordinator ..`: the daemon that keeps sweeps.

mod backup;
mod check;
mod restore;
mod start;
mod status;

use crate::{error::CliError, exit::Exit};

/// What can be done with a coordinator.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Start(start::Args),
    Status(status::Args),
    Check(check::Args),
    Backup(backup::Args),
    Restore(restore::Args),
}

/// Does it.
pub(super) async fn execute(command: Command) -> Result<Exit, CliError> {
    match command {
        Command::Start(args) => start::execute(args).await,
        Command::Status(args) => status::execute(args).await,
        Command::Check(args) => check::execute(args).await,
        Command::Backup(args) => backup::execute(args).await,
        Command::Restore(args) => restore::execute(args).await,
    }
}
