//! Chaos: real processes die, hang and lose their network while sweeps train, and the tables that
//! come of it are compared with those of an undisturbed run.
//!
//! The same sweep is submitted again and again, under another name each time, for as long as the
//! disturbance lasts. Faults are drawn from a seed. What is printed is one JSON object; the program
//! fails when anything was lost, duplicated, or different.

mod fault;
mod fleet;
mod plan;
mod sweep;
mod table;
mod verdict;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use clap::{Parser, ValueEnum};

use self::{fleet::Fleet, plan::Plan, sweep::Work, table::Tables, verdict::Figures};

/// Trains sweeps while everything dies
#[derive(Clone, Debug, Parser)]
pub(crate) struct Options {
    /// Where coordinators keep everything
    #[arg(long, value_enum)]
    database: Engine,
    /// For how long sweeps are disturbed; the last one may end later
    #[arg(long, default_value_t = 300)]
    seconds: u64,
    /// What faults are drawn from
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Coordinators; SQLite has one
    #[arg(long, default_value_t = 1)]
    coordinators: usize,
    /// Worker daemons of one slot each
    #[arg(long, default_value_t = 3)]
    workers: usize,
    /// Trials of each sweep; a multiple of four
    #[arg(long, default_value_t = 96)]
    trials: u64,
    /// Have trainers that train nothing, so that all time goes to handing out and reporting
    #[arg(long)]
    noop: bool,
    /// The mean time between faults, in milliseconds
    #[arg(long, default_value_t = 2_000)]
    pause_ms: u64,
}

/// An engine of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// In the coordinator's own file
    Sqlite,
    /// On a private server, which crashes as well
    Postgres,
}

fn main() {
    let options = Options::parse();
    let work = Work::new(&options);
    let undisturbed = work.undisturbed();
    let figures = disturbed(&options, &work, &undisturbed);
    let printed = serde_json::to_string_pretty(&figures).expect("figures are plain data");
    println!("{printed}");
    if !figures.all_is_well() {
        std::process::exit(1);
    }
}

/// Ends the disturbance when it is dropped.
struct OverWhenDropped<'a>(&'a AtomicBool);

impl Drop for OverWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs sweeps under fire, and compares each with the undisturbed one.
fn disturbed(options: &Options, work: &Work, undisturbed: &Tables) -> Figures {
    let mut fleet = Fleet::start(options, work);
    let mut plan = Plan::new(options);
    let client = fleet.client();
    let lasts = Duration::from_secs(options.seconds);
    let begin = Instant::now();
    let is_over = AtomicBool::new(false);
    let (faults, sweeps) = thread::scope(|scope| {
        let disturbing = scope.spawn(|| plan.carry_out(&mut fleet, &is_over));
        // Also where a step below panics: the scope waits for the disturbance.
        let over = OverWhenDropped(&is_over);
        let mut sweeps = Vec::new();
        while sweeps.is_empty() || begin.elapsed() < lasts {
            let name = Work::name(sweeps.len());
            client.submit(&work.written(&client, &name));
            eprintln!(
                "{:>5.0} s: {name} is submitted",
                begin.elapsed().as_secs_f64()
            );
            client.until_ended(&name, || {
                if begin.elapsed() >= lasts {
                    is_over.store(true, Ordering::Relaxed);
                }
            });
            sweeps.push(name);
        }
        drop(over);
        let faults = disturbing.join().expect("the disturbance ends");
        (faults, sweeps)
    });
    let mut figures = Figures::of(options, faults, &client, &sweeps);
    figures.seconds = begin.elapsed().as_secs_f64();
    for name in &sweeps {
        figures.compare(&client.tables(name), undisturbed);
    }
    fleet.end();
    figures.check(&fleet);
    figures
}
