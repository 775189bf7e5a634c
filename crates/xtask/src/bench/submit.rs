//! `submit`: one sweep of a million trials, from `dwell submit` to its answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Args;

use super::Output;
use super::load::{Coordinator, Engine, Postgres, Programs, peak_memory};
use super::machine::Machine;
use super::report::{Rate, Report, Row};
use crate::workspace::Workspace;

const WORK: &str = "\
A sweep of 1,000,000 trials, 10,000 configurations with 100 seeds each (fewer, where the command below says
so), is handed to a coordinator with `dwell submit`: the time until the command has its answer, when all of
it is on the disk, and the most memory that the coordinator and the command have had. No peer takes a sweep
of this size.";

/// Of each configuration.
const SEEDS: u32 = 100;

/// How often the memory of the command is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// What is asked for.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) output: Output,
    /// Configurations of the sweep, in hundreds; each has 100 seeds
    #[arg(long, default_value_t = 100)]
    hundreds: u32,
    /// How many times it is submitted; the medians are reported
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..))]
    rounds: u8,
}

/// Builds the programs and measures them on both engines.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> anyhow::Result<Report> {
    let programs = Programs::build(workspace, "submit")?;
    let spec = programs.path("million.toml");
    fs::write(&spec, sweep(options.hundreds))?;
    let rows = Engine::ALL
        .into_iter()
        .map(|engine| row(&programs, options, engine, &spec))
        .collect::<anyhow::Result<Vec<Row>>>()?;
    Ok(Report {
        bench: "submit",
        work: WORK,
        command: format!(
            "cargo xtask bench submit --hundreds {} --rounds {}",
            options.hundreds, options.rounds
        ),
        machine: Machine::here(),
        unit: "one sweep",
        ratios: BTreeMap::new(),
        rows,
    })
}

/// All rounds on one engine.
fn row(programs: &Programs, options: &Options, engine: Engine, spec: &Path) -> anyhow::Result<Row> {
    let mut rounds = [Vec::new(), Vec::new(), Vec::new()];
    for round in 1..=options.rounds {
        eprintln!("{}, round {round} of {}", engine.name(), options.rounds);
        let server = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Postgres::fresh(programs, &["dwell"])?),
        };
        let url = server.as_ref().map(|server| server.urls[0].as_str());
        let figures = submit(programs, url, spec)?;
        for (values, value) in rounds.iter_mut().zip(figures) {
            values.push(value);
        }
    }
    let columns = ["seconds", "coordinator, MiB", "`dwell submit`, MiB"];
    Ok(Row {
        setting: engine.name().to_owned(),
        rates: columns
            .into_iter()
            .zip(rounds)
            .map(|(column, values)| Rate::of_rounds(column, values))
            .collect(),
    })
}

/// Seconds, and the most memory of the coordinator and of the command.
fn submit(programs: &Programs, url: Option<&str>, spec: &Path) -> anyhow::Result<[f64; 3]> {
    let data = programs.fresh("dwell")?;
    let coordinator = Coordinator::start(programs, &data, url)?;
    let mut command = programs.dwell();
    command.arg("submit").arg(spec);
    command.args(["--coordinator", &coordinator.address]);
    let begin = Instant::now();
    let mut submitting = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let mut peak = 0.0;
    let status = loop {
        if let Some(status) = submitting.try_wait()? {
            break status;
        }
        peak = peak_memory(&submitting)?.unwrap_or(peak);
        sleep(LOOK);
    };
    let seconds = begin.elapsed().as_secs_f64();
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok([seconds, coordinator.peak_memory()?, peak])
}

/// The sweep file.
fn sweep(hundreds: u32) -> String {
    format!(
        r#"
name = "million"
tasks = [{{ kind = "parity", bits = 16 }}]
[model]
cell = "rnn"
hidden = 64
max_ponder = 10
halting = ["act"]
[train]
batch = 64
updates = 20_000
learning_rate = {{ log = [1e-4, 1e-2], points = 100 }}
evaluate_every = 1_000
[search]
ponder_cost = {{ linear = [0.001, 1.0], points = {hundreds} }}
seeds = {SEEDS}
"#
    )
}
