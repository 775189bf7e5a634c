//! `dwell`: the command line of Dwell.
//!
//! Each command has a file of its own in [`command`]. What they share lies beside it: finding a
//! coordinator ([`connect`]), writing data to stdout ([`output`]), telling progress and errors on
//! stderr, and the exit codes ([`exit`]). What a sweep means, how it is handed out and how it is
//! trained are left to other crates.

mod address;
mod args;
mod command;
mod confirm;
mod connect;
mod corpora;
mod diagnostics;
mod embedded;
mod error;
mod exit;
mod follow;
mod held_out;
mod kept;
mod local_worker;
mod open_files;
mod output;
mod progress;
mod reference;
mod screen;
mod signals;
mod spec_file;
mod submission;
mod telemetry;
mod trust;
mod view;
mod wording;

use std::process::ExitCode;

use clap::Parser as _;
use indicatif::MultiProgress;
use tokio::runtime::Runtime;

use crate::{args::Cli, error::CliError, exit::Exit};

fn main() -> ExitCode {
    // Before anything speaks TLS: whatever library does shall go by this one.
    let provider = rustls::crypto::ring::default_provider();
    provider.install_default().expect("it is the first");
    let ended = start(Cli::parse());
    let exit = ended.unwrap_or_else(|error| {
        error.tell();
        error.exit()
    });
    exit.into()
}

fn start(cli: Cli) -> Result<Exit, CliError> {
    let bars = MultiProgress::new();
    telemetry::start(&cli.log, cli.command.log_filter(), &bars)?;
    let runtime = Runtime::new().map_err(CliError::system("threads"))?;
    let ended = runtime.block_on(cli.command.execute(&bars));
    // Whatever a second Ctrl-C left behind is not waited for.
    runtime.shutdown_background();
    ended
}
