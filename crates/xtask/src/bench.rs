//! `cargo xtask bench NAME`: the benchmarks, each against its peers.
//!
//! Times on a shared machine drift, so every benchmark runs both sides in one call and reports
//! their ratio.

mod fleet;
mod load;
pub(crate) mod machine;
mod peers;
mod read;
mod report;
mod submit;
mod train_cpu;
mod trials;

use clap::{Args, Subcommand};

use crate::workspace::Workspace;

/// The benchmarks that there are.
#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Training on one thread: parity, logic and addition at the paper's sizes, every sample held
    /// to N updates per step
    TrainCpu(train_cpu::Options),
    /// No-op trials through a coordinator, on both engines, against Optuna on the same
    Trials(trials::Options),
    /// A sweep of a million trials: time and memory of its submission
    Submit(submit::Options),
    /// Lists and the frontier of a million trials with twenty million evaluations, beside writers
    Read(read::Options),
    /// A thousand simulated workers at one coordinator, on both engines: heartbeats, reports, calls
    /// for trials
    Fleet(fleet::Options),
}

/// What every benchmark can be asked for.
#[derive(Args)]
pub(crate) struct Output {
    /// Print one JSON object instead of the table, and leave docs/benchmarks alone
    #[arg(long)]
    json: bool,
}

/// Runs one benchmark and shows its report.
pub(crate) fn command(workspace: &Workspace, bench: &Bench) -> anyhow::Result<()> {
    let (output, report) = match bench {
        Bench::TrainCpu(options) => (&options.output, train_cpu::measure(workspace, options)?),
        Bench::Trials(options) => (&options.output, trials::measure(workspace, options)?),
        Bench::Submit(options) => (&options.output, submit::measure(workspace, options)?),
        Bench::Read(options) => (&options.output, read::measure(workspace, options)?),
        Bench::Fleet(options) => (&options.output, fleet::measure(workspace, options)?),
    };
    if output.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
        return Ok(());
    }
    print!("{}", report.table());
    let page = report.write_page(workspace)?;
    eprintln!("written to {}", page.display());
    Ok(())
}
