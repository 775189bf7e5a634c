//! `dwell coordinator ..`: the daemon that keeps sweeps.

mod start;
mod status;

use crate::{error::CliError, exit::Exit};

/// What can be done with a coordinator.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Start(start::Args),
    Status(status::Args),
}

/// Does it.
pub(super) async fn execute(command: Command) -> Result<Exit, CliError> {
    match command {
        Command::Start(args) => start::execute(args).await,
        Command::Status(args) => status::execute(args).await,
    }
}
