//! `train-cpu`: training on one thread, against the ACT package of the Python package index and
//! against plain PyTorch.
//!
//! The sides take turns in each round, so that a slow minute of the machine strikes all of them.
//! What an update is on the peers' side is in `peer.py`; our side, and the matrix products that
//! bound it, measures `dwell-trainer bench`.

use std::process::Command;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::Options;
use super::machine::Machine;
use super::peers::Peers;
use super::report::{Rate, Report, Row, ratios};
use crate::release::Release;
use crate::workspace::Workspace;

const WORK: &str = "\
Full training updates (forward, backward, Adam) of parity with 64 bits on a tanh RNN of 128 units,
batch 128, one thread, every sample held to N updates per step. A cell update is one update of one
sample's state: updates/s x 128 x N. The peer is pytorch-adaptive-computation-time 0.1.3 from the
Python package index; plain PyTorch is ACT's equations written down in eager PyTorch 2.11 with
autograd; the last column is what libtorch's matrix products alone would allow.";

const BATCH: f64 = 128.0;
const PONDER: [u32; 3] = [2, 5, 10];

/// In the order of the table, our own first.
const SIDES: [&str; 4] = [
    "Dwell",
    "pytorch-adaptive-computation-time",
    "plain PyTorch",
    "matrix products alone",
];

/// Builds our side, installs the peers and measures all of them.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> anyhow::Result<Report> {
    let contest = Contest {
        workspace,
        options,
        release: Release::build(workspace)?,
        peers: Peers::install(workspace)?,
    };
    let rows = PONDER
        .into_iter()
        .map(|ponder| contest.row(ponder))
        .collect::<anyhow::Result<Vec<Row>>>()?;
    Ok(Report {
        bench: "train-cpu",
        work: WORK,
        command: format!(
            "cargo xtask bench train-cpu --seconds {} --rounds {}",
            options.seconds, options.rounds
        ),
        machine: Machine::here(),
        unit: "cell updates/s",
        ratios: ratios(&rows),
        rows,
    })
}

/// All sides, ready to be measured.
struct Contest<'a> {
    workspace: &'a Workspace,
    options: &'a Options,
    release: Release,
    peers: Peers,
}

impl Contest<'_> {
    /// All rounds at one N.
    fn row(&self, ponder: u32) -> anyhow::Result<Row> {
        let mut rounds = SIDES.map(|_| Vec::new());
        for round in 1..=self.options.rounds {
            eprintln!("N = {ponder}, round {round} of {}", self.options.rounds);
            for (rates, updates_per_second) in rounds.iter_mut().zip(self.round(ponder)?) {
                rates.push(updates_per_second * BATCH * f64::from(ponder));
            }
        }
        let sides = SIDES.into_iter().zip(rounds);
        Ok(Row {
            setting: format!("N = {ponder}"),
            rates: sides
                .map(|(side, rates)| Rate::of_rounds(side, rates))
                .collect(),
        })
    }

    /// Updates per second of every side.
    fn round(&self, ponder: u32) -> anyhow::Result<[f64; SIDES.len()]> {
        let ours: Ours = measured(&mut self.ours(ponder))?;
        let package: Theirs = measured(&mut self.theirs("package", ponder))?;
        let plain: Theirs = measured(&mut self.theirs("plain", ponder))?;
        Ok([
            ours.updates_per_second,
            package.updates_per_second,
            plain.updates_per_second,
            ours.products_per_second,
        ])
    }

    fn ours(&self, ponder: u32) -> Command {
        let mut command = self.workspace.command(self.release.trainer());
        command.args([
            "bench",
            "--threads",
            "1",
            "--halting-updates",
            &ponder.to_string(),
        ]);
        command.args(["--seconds", &self.options.seconds.to_string()]);
        command
    }

    fn theirs(&self, which: &str, ponder: u32) -> Command {
        self.peers
            .command(self.workspace, which, ponder, self.options.seconds)
    }
}

/// What `dwell-trainer bench` prints.
#[derive(Deserialize)]
struct Ours {
    updates_per_second: f64,
    products_per_second: f64,
}

/// What `peer.py` prints.
#[derive(Deserialize)]
struct Theirs {
    updates_per_second: f64,
}

/// Runs one side and reads the JSON object that it prints.
fn measured<T: for<'de> Deserialize<'de>>(side: &mut Command) -> anyhow::Result<T> {
    let output = side
        .output()
        .with_context(|| format!("cannot start {side:?}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "{side:?} failed: {}\n{errors}",
        output.status
    );
    let text = String::from_utf8(output.stdout)?;
    serde_json::from_str(&text).with_context(|| format!("{side:?} printed no measurement: {text}"))
}
