//! `dwell sweep ..`: what has been submitted.

mod cancel;
mod list;
mod show;
pub(super) mod watch;

use indicatif::MultiProgress;

use crate::{error::CliError, exit::Exit};

/// What can be done with sweeps.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    List(list::Args),
    Show(show::Args),
    Watch(watch::Args),
    Cancel(cancel::Args),
}

/// Does it.
pub(super) async fn execute(command: Command, bars: &MultiProgress) -> Result<Exit, CliError> {
    match command {
        Command::List(args) => list::execute(args).await,
        Command::Show(args) => show::execute(args).await,
        Command::Watch(args) => watch::execute(args, bars).await,
        Command::Cancel(args) => cancel::execute(args).await,
    }
}

/// The argument of every command on one sweep.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct SweepArg {
    /// A sweep: its name, the start of its id, or "last"
    #[arg(value_name = "SWEEP")]
    pub(crate) sweep: String,
}
