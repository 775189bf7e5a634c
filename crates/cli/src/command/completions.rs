//! `dwell completions SHELL`: a script that completes `dwell`'s commands and flags.

use std::io::Write as _;

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{args::Cli, error::CliError, exit::Exit, output};

/// Write a script that completes commands and flags in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell completions bash > ~/.local/share/bash-completion/completions/dwell
  dwell completions zsh > ~/.zfunc/_dwell
  dwell completions fish > ~/.config/fish/completions/dwell.fish")]
pub(crate) struct Args {
    /// For which shell
    shell: Shell,
}

/// Writes the script to stdout.
pub(super) fn execute(args: &Args) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dwell", &mut script);
    let mut out = output::data();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Exit::Ok)
}
