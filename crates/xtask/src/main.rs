//! `cargo xtask`: everything that a clone of this repository needs done to it, one file per
//! command.
//!
//! Each command does its whole set-up itself, prints the commands that it runs, and can be
//! repeated. What `dwell` itself can do is left to `dwell`.

mod bench;
mod chaos;
mod check;
mod corpus;
mod demo;
mod docs;
mod fuzz;
mod gpu_check;
mod libtorch;
mod promises;
mod release;
mod simulate;
mod tally;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use workspace::Workspace;

/// Builds, tests, checks, measures and shows Dwell
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fetch libtorch once, into .deps/libtorch; the other commands do this when it is missing
    Libtorch,
    /// Build everything and run a first sweep, down to its trade-off table
    Demo(demo::Options),
    /// Build everything and run every test
    Test,
    /// Formatting, lints, documentation, licences: all that must be clean before a commit
    Check,
    /// Write the pages of docs/reference that the program itself knows best
    Docs,
    /// Check a GPU against the CPU, and measure it; exit code 69 where there is none
    GpuCheck(gpu_check::Options),
    /// Tell stories of clusters in simulated trouble, one for each seed, until one does not end well
    Simulate(simulate::Options),
    /// Feed every parser of bytes from outside what nobody would write, and see that it copes
    Fuzz(fuzz::Options),
    /// Write this repository's own text files, as one corpus, to .deps/corpora/project.txt
    Corpus,
    /// Train sweeps while processes die, hang and lose their network, and compare what comes of it
    Chaos(chaos::Options),
    /// Measure Dwell against its peers, both sides in the same call
    #[command(subcommand)]
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::of_this_build()?;
    match &arguments.command {
        Command::Libtorch => libtorch::command(&workspace)?,
        Command::Demo(options) => demo::command(&workspace, options)?,
        Command::Test => test::command(&workspace)?,
        Command::Check => check::command(&workspace)?,
        Command::Docs => docs::command(&workspace)?,
        Command::GpuCheck(options) => return gpu_check::command(&workspace, options),
        Command::Simulate(options) => simulate::command(&workspace, options)?,
        Command::Fuzz(options) => fuzz::command(&workspace, options)?,
        Command::Corpus => corpus::command(&workspace)?,
        Command::Chaos(options) => chaos::command(&workspace, options)?,
        Command::Bench(bench) => bench::command(&workspace, bench)?,
    }
    Ok(ExitCode::SUCCESS)
}
