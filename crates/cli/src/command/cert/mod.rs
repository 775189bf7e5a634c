//! `dwell cert ..`: certificates to try TLS with.

mod authority;
mod dev;

use crate::{error::CliError, exit::Exit};

/// What can be done with certificates.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Dev(dev::Args),
}

/// Does it.
pub(super) fn execute(command: &Command) -> Result<Exit, CliError> {
    match command {
        Command::Dev(args) => dev::execute(args),
    }
}
