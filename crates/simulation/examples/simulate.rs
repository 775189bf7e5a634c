//! Tells the stories of many seeds, and stops at the first that does not end well. `cargo xtask
//! simulate` runs it.

use std::process::ExitCode;

use clap::Parser;
use dwell_simulation::{Misadventure, Tally, fuzz, fuzz_twice};

/// Simulate clusters in trouble
#[derive(Parser)]
struct Arguments {
    /// How many seeds
    #[arg(long, default_value_t = 100)]
    seeds: u64,

    /// The first one
    #[arg(long, default_value_t = 0)]
    from: u64,

    /// Tell every story twice, and compare
    #[arg(long)]
    twice: bool,

    /// Show what happened also where all went well
    #[arg(long)]
    trace: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut total = Tally::default();
    for seed in arguments.from..arguments.from + arguments.seeds {
        match told(seed, &arguments) {
            Ok(tally) => total += tally,
            Err(failure) => {
                println!("{total}");
                eprintln!("{failure}");
                eprintln!("again: cargo xtask simulate --seeds 1 --from {seed} --trace");
                return ExitCode::FAILURE;
            }
        }
    }
    println!("{total}");
    ExitCode::SUCCESS
}

fn told(seed: u64, arguments: &Arguments) -> Result<Tally, String> {
    let tally = fuzz(seed).map_err(|misadventure| shown(&misadventure))?;
    if arguments.trace {
        println!("{}", dwell_simulation::traced(seed).lines().join("\n"));
    }
    if arguments.twice
        && let Some(place) = fuzz_twice(seed)
    {
        return Err(format!("seed {seed}, told twice, went two ways:\n{place}"));
    }
    Ok(tally)
}

fn shown(misadventure: &Misadventure) -> String {
    let Misadventure {
        seed,
        plan,
        findings,
        trace,
    } = misadventure;
    format!(
        "seed {seed}: {plan}\n{}\nseed {seed} did not end well:\n{}",
        trace.lines().join("\n"),
        findings.join("\n")
    )
}
