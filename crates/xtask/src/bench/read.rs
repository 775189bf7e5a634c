//! `read`: how long people wait for lists and for the frontier of a database of a million trials and
//! twenty million evaluations, while workers bring results.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;

use super::Output;
use super::load::{Coordinator, Engine, Postgres, Programs};
use super::machine::Machine;
use super::report::{Rate, Report, Row};
use crate::workspace::Workspace;

const WORK: &str = "\
The answers of a coordinator whose database holds 1,000,000 trials with 20 evaluations each (fewer, where
the command below says so), one fifth of them in the sweep that is asked about, over gRPC as the command
line asks, while 64 simulated workers bring results of another sweep. A list is read by pages of 100; a
page of ponder is one of completed trials with their statistics; `tradeoff` is the frontier of the whole
sweep with 100 seeds of each configuration, read at first (the longest) and kept until another result of
it comes. The rows were put into the tables by SQL.";

/// What is asked for.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) output: Output,
    /// Trials of the database, in thousands
    #[arg(long, default_value_t = 1_000)]
    thousands: u32,
    /// Evaluations of each
    #[arg(long, default_value_t = 20)]
    evaluations: u32,
    /// Workers that write meanwhile
    #[arg(long, default_value_t = 64)]
    writers: u32,
    /// How often each list is asked for
    #[arg(long, default_value_t = 200)]
    rounds: u32,
    /// How often the frontier is asked for
    #[arg(long, default_value_t = 20)]
    frontiers: u32,
}

/// Fills the databases where that was not done before, and measures both engines.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> anyhow::Result<Report> {
    let reading = Reading {
        options,
        programs: Programs::build(workspace, "read")?,
    };
    let mut rows = Vec::new();
    for engine in Engine::ALL {
        rows.extend(reading.rows(engine)?);
    }
    Ok(Report {
        bench: "read",
        work: WORK,
        command: format!(
            "cargo xtask bench read --thousands {} --evaluations {} --writers {} --rounds {} \
             --frontiers {}",
            options.thousands,
            options.evaluations,
            options.writers,
            options.rounds,
            options.frontiers
        ),
        machine: Machine::here(),
        unit: "milliseconds",
        ratios: BTreeMap::new(),
        rows,
    })
}

/// What the readers found.
#[derive(Deserialize)]
struct Answers {
    questions: Vec<Answer>,
    written_per_second: f64,
}

/// How long the answers to one question took.
#[derive(Deserialize)]
struct Answer {
    question: String,
    p50: f64,
    p95: f64,
    longest: f64,
}

/// How it went to fill a database.
#[derive(Deserialize)]
struct Filled {
    seconds: f64,
}

struct Reading<'a> {
    options: &'a Options,
    programs: Programs,
}

impl Reading<'_> {
    /// Every question on one engine.
    fn rows(&self, engine: Engine) -> anyhow::Result<Vec<Row>> {
        let folder = self.folder(engine);
        let is_filled = folder.join("filled").exists();
        if !is_filled && folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(folder.join("data"))?;
        let server = self.server(engine, is_filled)?;
        let url = server.as_ref().map(|server| server.urls[0].as_str());
        let start = || Coordinator::start(&self.programs, &folder.join("data"), url);
        if !is_filled {
            start()?.stop()?;
            let file = format!("sqlite:{}", folder.join("data/dwell.db").display());
            self.fill(engine, url.unwrap_or(&file))?;
            fs::write(folder.join("filled"), "")?;
        }
        let answers = self.ask(&start()?)?;
        eprintln!(
            "{}: meanwhile {:.0} trials/s were completed",
            engine.name(),
            answers.written_per_second
        );
        Ok(answers
            .questions
            .into_iter()
            .map(|answer| answer.row(engine))
            .collect())
    }

    /// The folder of a filled database, which is used again.
    fn folder(&self, engine: Engine) -> PathBuf {
        let Options {
            thousands,
            evaluations,
            ..
        } = self.options;
        let name = engine.name().to_lowercase();
        self.programs
            .path(format!("{name}-{thousands}k-{evaluations}"))
    }

    fn server(&self, engine: Engine, is_filled: bool) -> anyhow::Result<Option<Postgres>> {
        let data = self.folder(engine).join("server");
        Ok(match engine {
            Engine::Sqlite => None,
            Engine::Postgres if is_filled => {
                Some(Postgres::again(&self.programs, &data, &["dwell"])?)
            }
            Engine::Postgres => Some(Postgres::new(&self.programs, &data, &["dwell"])?),
        })
    }

    fn fill(&self, engine: Engine, database: &str) -> anyhow::Result<()> {
        eprintln!("{}: the database is filled", engine.name());
        let filled: Filled = self.programs.load([
            "fill",
            "--database",
            database,
            "--thousands",
            &self.options.thousands.to_string(),
            "--evaluations",
            &self.options.evaluations.to_string(),
        ])?;
        eprintln!("that took {:.0} s", filled.seconds);
        Ok(())
    }

    fn ask(&self, coordinator: &Coordinator) -> anyhow::Result<Answers> {
        self.programs.load([
            "read",
            "--coordinator",
            &coordinator.address,
            "--writers",
            &self.options.writers.to_string(),
            "--rounds",
            &self.options.rounds.to_string(),
            "--frontiers",
            &self.options.frontiers.to_string(),
        ])
    }
}

impl Answer {
    fn row(self, engine: Engine) -> Row {
        let columns = [
            ("median", self.p50),
            ("p95", self.p95),
            ("longest", self.longest),
        ];
        Row {
            setting: format!("{}: {}", engine.name(), self.question),
            rates: columns
                .into_iter()
                .map(|(column, value)| Rate::of_rounds(column, vec![value]))
                .collect(),
        }
    }
}
