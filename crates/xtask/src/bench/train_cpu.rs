//! `train-cpu`: training on one thread, against the ACT package of the Python package index and
//! against plain PyTorch.
//!
//! The sides take turns in each round, so that a slow minute of the machine strikes all of them.
//! What an update is on the peers' side is in `peer/`; our side, and the matrix products that
//! bound it, measures `dwell-trainer bench`.

use std::process::Command;

use clap::Args;
use serde::Deserialize;

use super::Output;
use super::load::measured;
use super::machine::Machine;
use super::peers::Peers;
use super::report::{Rate, Report, Row, ratios};
use crate::release::Release;
use crate::workspace::Workspace;

const WORK: &str = "\
Full training updates (forward, backward, Adam) on one thread, every sample held to N updates per
input step, at the sizes of Graves 2016: parity (64 bits, one step, tanh RNN of 128 units, batch 128),
logic (up to 10 gates, up to 10 steps, LSTM of 128 units, batch 16) and addition (up to 5 digits, up to
5 steps, LSTM of 512 units, batch 32). A cell update is one update of one sample's state: updates/s x
batch x most steps x N.

The peer is pytorch-adaptive-computation-time 0.1.3 from the Python package index. It has no LSTM; its
wrapper is given PyTorch's, with hidden state and memory in one tensor. Plain PyTorch is ACT's
equations written down in eager PyTorch 2.11 with autograd. The peers' batches lie ready and end with
their longest sequence; Dwell draws its own as it trains. The last column is what libtorch's matrix
products alone would allow.";

const PARITY: Task = Task {
    name: "parity",
    samples: 128,
};
const LOGIC: Task = Task {
    name: "logic",
    samples: 16 * 10,
};
const ADDITION: Task = Task {
    name: "addition",
    samples: 32 * 5,
};

/// One row of the table each.
const SETTINGS: [Setting; 6] = [
    PARITY.at(2),
    PARITY.at(5),
    PARITY.at(10),
    LOGIC.at(2),
    LOGIC.at(5),
    ADDITION.at(2),
];

/// In the order of the table, our own first.
const SIDES: [&str; 4] = [
    "Dwell",
    "pytorch-adaptive-computation-time",
    "plain PyTorch",
    "matrix products alone",
];

/// What is asked for.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) output: Output,
    /// Seconds for which each side is measured at a time
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// How many times the sides take turns; their medians are reported
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
    rounds: u8,
}

/// Builds our side, installs the peers and measures all of them.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> anyhow::Result<Report> {
    let contest = Contest {
        workspace,
        options,
        release: Release::build(workspace)?,
        peers: Peers::pytorch(workspace)?,
    };
    let rows = SETTINGS
        .iter()
        .map(|setting| contest.row(setting))
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

/// A task at the paper's sizes, which `dwell-trainer bench` and `peer/tasks.py` know.
#[derive(Clone, Copy)]
struct Task {
    name: &'static str,
    /// Batch times steps: the states that an optimiser update takes N updates further.
    samples: u32,
}

impl Task {
    const fn at(self, ponder: u32) -> Setting {
        Setting { task: self, ponder }
    }
}

/// A task with every sample held to N = `ponder`.
struct Setting {
    task: Task,
    ponder: u32,
}

impl Setting {
    fn name(&self) -> String {
        format!("{}, N = {}", self.task.name, self.ponder)
    }

    /// Cell updates in an optimiser update.
    fn cell_updates(&self) -> u32 {
        self.task.samples * self.ponder
    }
}

/// All sides, ready to be measured.
struct Contest<'a> {
    workspace: &'a Workspace,
    options: &'a Options,
    release: Release,
    peers: Peers,
}

impl Contest<'_> {
    /// All rounds at one setting.
    fn row(&self, setting: &Setting) -> anyhow::Result<Row> {
        let name = setting.name();
        let mut rounds = SIDES.map(|_| Vec::new());
        for round in 1..=self.options.rounds {
            eprintln!("{name}, round {round} of {}", self.options.rounds);
            for (rates, updates_per_second) in rounds.iter_mut().zip(self.round(setting)?) {
                rates.push(updates_per_second * f64::from(setting.cell_updates()));
            }
        }
        let sides = SIDES.into_iter().zip(rounds);
        Ok(Row {
            setting: name,
            rates: sides
                .map(|(side, rates)| Rate::of_rounds(side, rates))
                .collect(),
        })
    }

    /// Updates per second of every side.
    fn round(&self, setting: &Setting) -> anyhow::Result<[f64; SIDES.len()]> {
        let ours: Ours = measured(&mut self.ours(setting))?;
        let package: Theirs = measured(&mut self.theirs("package", setting))?;
        let plain: Theirs = measured(&mut self.theirs("plain", setting))?;
        Ok([
            ours.updates_per_second,
            package.updates_per_second,
            plain.updates_per_second,
            ours.products_per_second,
        ])
    }

    fn ours(&self, setting: &Setting) -> Command {
        let mut command = self.workspace.command(self.release.trainer());
        command.args(["bench", "--threads", "1", "--task", setting.task.name]);
        command.args(["--halting-updates", &setting.ponder.to_string()]);
        command.args(["--seconds", &self.options.seconds.to_string()]);
        command
    }

    fn theirs(&self, which: &str, setting: &Setting) -> Command {
        let (ponder, seconds) = (setting.ponder.to_string(), self.options.seconds.to_string());
        let arguments = [which, setting.task.name, &ponder, &seconds];
        self.peers.command(self.workspace, "measure.py", &arguments)
    }
}

/// What `dwell-trainer bench` prints.
#[derive(Deserialize)]
struct Ours {
    updates_per_second: f64,
    products_per_second: f64,
}

/// What `peer/measure.py` prints.
#[derive(Deserialize)]
struct Theirs {
    updates_per_second: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_update_is_one_of_each_sample_in_each_step() {
        assert_eq!(ADDITION.at(2).name(), "addition, N = 2");
        assert_eq!(ADDITION.at(2).cell_updates(), 320);
    }
}
