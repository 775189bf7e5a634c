//! `fleet`: a thousand simulated workers that hold their trials as real ones do, at one coordinator.

use std::collections::BTreeMap;

use anyhow::ensure;
use clap::Args;
use serde::Deserialize;

use super::Output;
use super::load::{Coordinator, Engine, Postgres, Programs};
use super::machine::Machine;
use super::report::{Rate, Report, Row};
use crate::workspace::Workspace;

const WORK: &str = "\
1,000 simulated workers (fewer or more, where the command below says so) at one coordinator, each with a
connection of its own and a slot of four lanes whose trials take a while (20 s unless the command says so) and
end one by one. They wait for work when a sweep is submitted, which fills all lanes; from then on calls are
measured. A worker makes them as the daemon does: a report whenever a trial has ended, with its evaluation and
its result, and one without facts when it had nothing to say for the 2 s that the coordinator asks for, the
heartbeat, which renews the leases of what it holds and tells how far that is; and a call for trials as soon as
a lane is free. Times are those until the answer, for which everything is on the disk. Workers, coordinator and
database share the machine; the share of a core is that of the coordinator's process alone, which contains
SQLite and not PostgreSQL. No peer takes part.";

/// What is asked for.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) output: Output,
    /// Simulated workers
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    workers: u32,
    /// How long a trial takes, on average
    #[arg(long, default_value_t = 20.0)]
    trial_seconds: f64,
    /// For how long calls are measured on each engine
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
}

/// Builds the programs and measures one coordinator on each engine.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> anyhow::Result<Report> {
    let programs = Programs::build(workspace, "fleet")?;
    let columns = Engine::ALL
        .into_iter()
        .map(|engine| figures(&programs, options, engine))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Report {
        bench: "fleet",
        work: WORK,
        command: format!(
            "cargo xtask bench fleet --workers {} --trial-seconds {} --seconds {}",
            options.workers, options.trial_seconds, options.seconds
        ),
        machine: Machine::here(),
        unit: "one coordinator",
        ratios: BTreeMap::new(),
        rows: rows(columns),
    })
}

/// What a fleet has seen.
#[derive(Deserialize)]
struct Told {
    filled_seconds: f64,
    heartbeats: Kind,
    reports: Kind,
    acquires: Kind,
    trials_per_second: f64,
    errors: u64,
    cpu_percent: f64,
}

/// The calls of one kind.
#[derive(Deserialize)]
struct Kind {
    per_second: f64,
    p50: f64,
    p95: f64,
    p99: f64,
    longest: f64,
}

/// A figure with its name.
type Figure = (String, f64);

/// Every figure of one engine, in the order of the table.
fn figures(
    programs: &Programs,
    options: &Options,
    engine: Engine,
) -> anyhow::Result<(Engine, Vec<Figure>)> {
    eprintln!("{}: {} workers", engine.name(), options.workers);
    let server = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Postgres::fresh(programs, &["dwell"])?),
    };
    let url = server.as_ref().map(|server| server.urls[0].as_str());
    let coordinator = Coordinator::start(programs, &programs.fresh("dwell")?, url)?;
    let told: Told = programs.load([
        "fleet",
        "--coordinator",
        &coordinator.address,
        "--process",
        &coordinator.id().to_string(),
        "--workers",
        &options.workers.to_string(),
        "--trial-seconds",
        &options.trial_seconds.to_string(),
        "--seconds",
        &options.seconds.to_string(),
    ])?;
    ensure!(told.errors == 0, "{} calls went wrong", told.errors);
    Ok((engine, told.figures(coordinator.peak_memory()?)))
}

impl Told {
    fn figures(&self, memory: f64) -> Vec<Figure> {
        let mut figures = self.heartbeats.figures("heartbeat");
        figures.extend(self.reports.figures("report with results"));
        figures.extend(self.acquires.figures("call for trials"));
        let others = [
            ("trials completed per second", self.trials_per_second),
            (
                "from a submission until every worker has trials, s",
                self.filled_seconds,
            ),
            ("calls that went wrong", self.errors as f64),
            ("share of a core, %", self.cpu_percent),
            ("most memory, MiB", memory),
        ];
        figures.extend(others.map(|(name, figure)| (name.to_owned(), figure)));
        figures
    }
}

impl Kind {
    fn figures(&self, call: &str) -> Vec<Figure> {
        let figures = [
            ("per second", self.per_second),
            ("median, ms", self.p50),
            ("p95, ms", self.p95),
            ("p99, ms", self.p99),
            ("longest, ms", self.longest),
        ];
        let named = figures.map(|(name, figure)| (format!("{call}: {name}"), figure));
        named.into()
    }
}

/// One row for each figure, with a column for each engine.
fn rows(columns: Vec<(Engine, Vec<Figure>)>) -> Vec<Row> {
    let mut rows = Vec::<Row>::new();
    for (engine, figures) in columns {
        for (place, (setting, figure)) in figures.into_iter().enumerate() {
            if place == rows.len() {
                let rates = Vec::new();
                rows.push(Row { setting, rates });
            }
            let rate = Rate::of_rounds(engine.name(), vec![figure]);
            rows[place].rates.push(rate);
        }
    }
    rows
}
