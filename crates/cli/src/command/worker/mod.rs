//! `dwell worker ..`: the daemons that train.

mod list;
mod show;
mod start;

use crate::{error::CliError, exit::Exit};

/// What can be done with workers.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Start(start::Args),
    List(list::Args),
    Show(show::Args),
}

/// Does it.
pub(super) async fn execute(command: Command) -> Result<Exit, CliError> {
    match command {
        Command::Start(args) => start::execute(args).await,
        Command::List(args) => list::execute(args).await,
        Command::Show(args) => show::execute(args).await,
    }
}
