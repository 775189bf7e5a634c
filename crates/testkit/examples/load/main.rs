//! Loads for a coordinator, for the benchmarks of `cargo xtask bench`: simulated workers, readers,
//! and databases of a size that no test reaches.
//!
//! Each load talks to the coordinator as its own workers and command line do, over gRPC, and prints
//! one JSON object. What it is compared with, and the page that comes of it, are left to xtask.

mod calls;
mod fill;
mod fleet;
mod measured;
mod postgres;
mod questions;
mod read;
mod slot;
mod trials;
mod worker;

use clap::{Parser, Subcommand};

/// Loads a coordinator with simulated workers and readers
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    load: Load,
}

#[derive(Subcommand)]
enum Load {
    /// No-op trials, from their submission to their last result
    Trials(trials::Options),
    /// Readers beside writing workers
    Read(read::Options),
    /// Workers that hold their trials for a while
    Fleet(fleet::Options),
    /// Puts sweeps with results into an empty database of Dwell
    Fill(fill::Options),
    /// Runs a PostgreSQL server until its standard input ends
    Postgres(postgres::Options),
}

// One thread: the load shares the machine with what it measures.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let printed = match Arguments::parse().load {
        Load::Trials(options) => serde_json::to_string(&trials::run(&options).await?)?,
        Load::Read(options) => serde_json::to_string(&read::run(&options).await?)?,
        Load::Fleet(options) => serde_json::to_string(&fleet::run(&options).await?)?,
        Load::Fill(options) => serde_json::to_string(&fill::run(&options).await?)?,
        Load::Postgres(options) => return postgres::run(&options),
    };
    println!("{printed}");
    Ok(())
}
