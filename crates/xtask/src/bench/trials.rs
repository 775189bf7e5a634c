//! `trials`: how many trials go through the coordinator when training takes no time, against Optuna on
//! the same engines.
//!
//! The sides take turns in each round, on databases of their own. Workers are simulated by
//! `crates/testkit/examples/load`; the coordinator and its database are as a user has them.

use std::process::Command;

use clap::Args;
use serde::Deserialize;

use super::Output;
use super::load::{Coordinator, Engine, Postgres, Programs, measured};
use super::machine::Machine;
use super::peers::Peers;
use super::report::{Rate, Report, Row, ratios};
use crate::workspace::Workspace;

const WORK: &str = "\
No-op trials through the whole path: a sweep is submitted, workers acquire its trials over gRPC, report
an evaluation and a result of each, and every report is committed before it is answered. The coordinator
is a process of its own, on SQLite with `synchronous = FULL` and on a stock PostgreSQL server with
`fsync`; the workers are simulated, with 64 lanes each. The time is that from the submission to the
answer to the last report.

The peer is Optuna 4.9.0 with its random sampler and its own storage on the same engines: a trial is
asked for, draws one parameter, and is told its value. It is measured in one process and in eight.";

/// In the order of the table, our own first.
const SIDES: [&str; 3] = ["Dwell", "Optuna, 1 process", "Optuna, 8 processes"];

/// What is asked for.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) output: Output,
    /// Trials of Dwell's sweep, in hundreds
    #[arg(long, default_value_t = 400)]
    hundreds: u32,
    /// Simulated workers
    #[arg(long, default_value_t = 16)]
    workers: u32,
    /// Seconds for which each peer is measured at a time
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// How many times the sides take turns; their medians are reported
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..))]
    rounds: u8,
}

/// Builds our side, installs the peer and measures both.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> anyhow::Result<Report> {
    let contest = Contest {
        workspace,
        options,
        programs: Programs::build(workspace, "trials")?,
        peers: Peers::optuna(workspace)?,
    };
    let rows = Engine::ALL
        .into_iter()
        .map(|engine| contest.row(engine))
        .collect::<anyhow::Result<Vec<Row>>>()?;
    Ok(Report {
        bench: "trials",
        work: WORK,
        command: format!(
            "cargo xtask bench trials --hundreds {} --workers {} --seconds {} --rounds {}",
            options.hundreds, options.workers, options.seconds, options.rounds
        ),
        machine: Machine::here(),
        unit: "trials/s",
        ratios: ratios(&rows),
        rows,
    })
}

/// Both sides, ready to be measured.
struct Contest<'a> {
    workspace: &'a Workspace,
    options: &'a Options,
    programs: Programs,
    peers: Peers,
}

/// What either side prints.
#[derive(Deserialize)]
struct Throughput {
    trials_per_second: f64,
}

impl Contest<'_> {
    /// All rounds on one engine.
    fn row(&self, engine: Engine) -> anyhow::Result<Row> {
        let mut rounds = SIDES.map(|_| Vec::new());
        for round in 1..=self.options.rounds {
            let name = engine.name();
            eprintln!("{name}, round {round} of {}", self.options.rounds);
            for (rates, rate) in rounds.iter_mut().zip(self.round(engine)?) {
                rates.push(rate);
            }
        }
        let sides = SIDES.into_iter().zip(rounds);
        Ok(Row {
            setting: engine.name().to_owned(),
            rates: sides
                .map(|(side, rates)| Rate::of_rounds(side, rates))
                .collect(),
        })
    }

    /// Trials per second of every side, each on a new database.
    fn round(&self, engine: Engine) -> anyhow::Result<[f64; SIDES.len()]> {
        match engine {
            Engine::Sqlite => {
                let folder = self.programs.fresh("optuna")?;
                let storage = |name| format!("sqlite:///{}", folder.join(name).display());
                Ok([
                    self.ours(None)?,
                    self.theirs(&storage("one.db"), 1)?,
                    self.theirs(&storage("eight.db"), 8)?,
                ])
            }
            Engine::Postgres => {
                let server = Postgres::fresh(&self.programs, &["dwell", "one", "eight"])?;
                let [ours, one, eight] = server.urls.as_slice() else {
                    unreachable!("as many as were asked for");
                };
                let storage = |url: &str| url.replace("postgres://", "postgresql+psycopg2://");
                Ok([
                    self.ours(Some(ours))?,
                    self.theirs(&storage(one), 1)?,
                    self.theirs(&storage(eight), 8)?,
                ])
            }
        }
    }

    fn ours(&self, database: Option<&str>) -> anyhow::Result<f64> {
        let data = self.programs.fresh("dwell")?;
        let coordinator = Coordinator::start(&self.programs, &data, database)?;
        let throughput: Throughput = self.programs.load([
            "trials",
            "--coordinator",
            &coordinator.address,
            "--hundreds",
            &self.options.hundreds.to_string(),
            "--workers",
            &self.options.workers.to_string(),
        ])?;
        Ok(throughput.trials_per_second)
    }

    fn theirs(&self, storage: &str, processes: u32) -> anyhow::Result<f64> {
        let seconds = self.options.seconds.to_string();
        let arguments = [storage, &seconds, &processes.to_string()];
        let mut peer: Command = self
            .peers
            .command(self.workspace, "optuna_trials.py", &arguments);
        let throughput: Throughput = measured(&mut peer)?;
        Ok(throughput.trials_per_second)
    }
}
