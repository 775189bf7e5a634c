//! `dwell trial ..`: configurations with a seed, and what came of them.

mod attempts;
mod data;
mod list;
mod show;
mod weights;

use crate::{error::CliError, exit::Exit};

/// What can be done with trials.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    List(list::Args),
    Show(show::Args),
    Attempts(attempts::Args),
    Weights(weights::Args),
    Data(data::Args),
}

/// Does it.
pub(super) async fn execute(command: Command) -> Result<Exit, CliError> {
    match command {
        Command::List(args) => list::execute(args).await,
        Command::Show(args) => show::execute(args).await,
        Command::Attempts(args) => attempts::execute(args).await,
        Command::Weights(args) => weights::execute(args).await,
        Command::Data(args) => data::execute(args).await,
    }
}
