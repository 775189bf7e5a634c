//! `train-cpu`: training on one thread, against the ACT package of the Python package index and
//! against plain PyTorch.
//!
//! The sides take turns in each round, so that a slow minute of the machine strikes all of them.
//! What an update is on the peers' side is in `peer.py`; our side, and the matrix products that
//! bound it, measures `dwell-trainer bench`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::Options;
use super::machine::Machine;
use super::report::{Rate, Report, Row, ratios};
use crate::libtorch;
use crate::workspace::Workspace;

const WORK: &str = "\
Full training updates (forward, backward, Adam) of parity with 64 bits on a tanh RNN of 128 units,
batch 128, one thread, every sample held to N updates per step. A cell update is one update of one
sample's state: updates/s x 128 x N. The peer is pytorch-adaptive-computation-time 0.1.3 from the
Python package index; plain PyTorch is ACT's equations written down in eager PyTorch 2.11 with
autograd; the last column is what libtorch's matrix products alone would allow.";

const BATCH: f64 = 128.0;
const PONDER: [u32; 3] = [2, 5, 10];

/// What pip installs for the peers. The ACT package pins an old PyTorch and a training framework
/// that its cells do not use, so it is installed without what it asks for.
const PEERS: [(&str, &[&str]); 2] = [
    ("torch==2.11.0", &[]),
    ("pytorch-adaptive-computation-time==0.1.3", &["--no-deps"]),
];

/// One line of JSON, from either side.
#[derive(Deserialize)]
struct Measured {
    updates_per_second: f64,
    products_per_second: Option<f64>,
}

/// Builds our side, installs the peers and measures all of them.
pub(crate) fn measure(workspace: &Workspace, options: &Options) -> anyhow::Result<Report> {
    libtorch::ensure(workspace)?;
    workspace.run(&mut workspace.cargo(["build", "--release", "--package=dwell-trainer"]))?;
    let peers = install_peers(workspace)?;
    let rows = PONDER
        .into_iter()
        .map(|ponder| measure_ponder(workspace, options, &peers, ponder))
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

fn measure_ponder(
    workspace: &Workspace,
    options: &Options,
    peers: &PathBuf,
    ponder: u32,
) -> anyhow::Result<Row> {
    let mut sides = [
        ("Dwell", Vec::new()),
        ("pytorch-adaptive-computation-time", Vec::new()),
        ("plain PyTorch", Vec::new()),
        ("matrix products alone", Vec::new()),
    ];
    for round in 1..=options.rounds {
        eprintln!("N = {ponder}, round {round} of {}", options.rounds);
        let ours = measured(&mut ours(workspace, options, ponder))?;
        let package = measured(&mut peer(workspace, options, peers, "package", ponder)?)?;
        let plain = measured(&mut peer(workspace, options, peers, "plain", ponder)?)?;
        let products = ours
            .products_per_second
            .context("dwell-trainer states no bound")?;
        let updates = [
            ours.updates_per_second,
            package.updates_per_second,
            plain.updates_per_second,
            products,
        ];
        for ((_, rounds), rate) in sides.iter_mut().zip(updates) {
            rounds.push(rate * BATCH * f64::from(ponder));
        }
    }
    let rates = sides
        .into_iter()
        .map(|(side, rounds)| Rate::of_rounds(side, rounds))
        .collect();
    Ok(Row {
        setting: format!("N = {ponder}"),
        rates,
    })
}

fn ours(workspace: &Workspace, options: &Options, ponder: u32) -> Command {
    let mut command = workspace.command(workspace.target("release/dwell-trainer"));
    command.args(["bench", "--threads", "1"]);
    command.args([
        "--halting-updates",
        &ponder.to_string(),
        "--seconds",
        &options.seconds.to_string(),
    ]);
    command
}

fn peer(
    workspace: &Workspace,
    options: &Options,
    peers: &PathBuf,
    which: &str,
    ponder: u32,
) -> anyhow::Result<Command> {
    let mut command = workspace.command(libtorch::python()?);
    command.arg(workspace.path("crates/xtask/src/bench/peer.py"));
    command.args([which, &ponder.to_string(), &options.seconds.to_string()]);
    command.env("PYTHONPATH", peers).env("OMP_NUM_THREADS", "1");
    Ok(command)
}

/// Runs one side and reads the JSON object that it ends with.
fn measured(side: &mut Command) -> anyhow::Result<Measured> {
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

/// Installs the peers into `.deps/peers` once, each step marked when it is done.
fn install_peers(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let folder = workspace.dependency("peers");
    for (requirement, options) in PEERS {
        let done = folder.join(format!("{requirement}.installed"));
        if done.exists() {
            continue;
        }
        let mut pip = workspace.command(libtorch::python()?);
        pip.args(["-m", "pip", "install", "--quiet", "--upgrade", "--target"])
            .arg(&folder);
        workspace.run(pip.args(options).arg(requirement))?;
        std::fs::write(done, "")?;
    }
    Ok(folder)
}
