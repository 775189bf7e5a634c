//! `dwell-trainer bench`: how fast training is here, and how fast libtorch's matrix products alone
//! would let it be. `cargo xtask bench train-cpu` puts other programs beside it.

use std::{
    io::{self, Write as _},
    time::Duration,
};

use clap::Args;
use dwell_act::{
    Device,
    benchmark::{self, Workload},
};

/// What is measured: parity on a tanh RNN with ACT.
#[derive(Args)]
pub(crate) struct BenchArgs {
    /// N, the updates that every input step gets
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    halting_updates: u32,
    /// Trials in the pack
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    lanes: u32,
    /// Seconds for each of the two measurements
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0)]
    seconds: f64,
    /// CPU threads
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    threads: u32,
    /// Inputs of the task
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
    bits: u32,
    /// Units of the hidden state
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..))]
    hidden: u32,
    /// Sequences per update
    #[arg(long, value_name = "N", default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..))]
    batch: u32,
}

/// Measures and prints one JSON object. Rates count optimiser updates, summed over lanes; a cell
/// update is one update of one sample's state.
pub(crate) fn run(args: &BenchArgs) -> anyhow::Result<()> {
    let device = Device::open("cpu", args.threads)?;
    let workload = Workload {
        bits: args.bits,
        hidden: args.hidden,
        batch: args.batch,
        ponder: args.halting_updates,
        lanes: args.lanes,
    };
    let span = Duration::try_from_secs_f64(args.seconds)?;
    let rates = benchmark::measure(&workload, &device, span);
    let measured = serde_json::json!({
        "halting_updates": args.halting_updates,
        "lanes": args.lanes,
        "threads": args.threads,
        "bits": args.bits,
        "hidden": args.hidden,
        "batch": args.batch,
        "updates_per_second": rates.training,
        "products_per_second": rates.products,
        "cell_updates_per_second": workload.cell_updates(rates.training),
        "share_of_products": rates.training / rates.products,
        "numerics": device.numerics(),
    });
    writeln!(io::stdout(), "{measured}")?;
    Ok(())
}
