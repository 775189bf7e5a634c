//! `cargo xtask test`: builds everything once and runs every test.
//!
//! One profile serves all of it, so that no crate is compiled twice: the end-to-end tests of
//! `testkit` start the programs that the first step has built. Those that need PyTorch are a step of
//! their own, which is there where PyTorch is. The last line counts the tests of all steps.
//!
//! Property tests draw the same cases in every run, so that a change is judged by what it changes;
//! a plain `cargo test` draws new ones.

mod pytorch;

use std::env;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use self::pytorch::PyTorch;
use crate::libtorch;
use crate::tally::Tally;
use crate::workspace::Workspace;

/// proptest's variable for the number that its cases are drawn from, and its value here.
const CASES: (&str, &str) = ("PROPTEST_RNG_SEED", "2016");

/// Runs all tests, also after a failure, and fails when one of them did.
pub(crate) fn command(workspace: &Workspace) -> anyhow::Result<()> {
    libtorch::ensure(workspace)?;
    workspace.run(&mut workspace.cargo(["build", "--workspace", "--all-targets"]))?;

    let mut total = Tally::default();
    let mut all_succeeded = true;
    for mut step in steps(workspace) {
        workspace.announce(&step);
        let (tally, succeeded) = counted(&mut step)?;
        total += tally;
        all_succeeded &= succeeded;
    }
    println!("{total}");
    ensure!(all_succeeded, "not every test passed");
    ensure!(total.skipped == 0, "no test may be skipped");
    Ok(())
}

fn steps(workspace: &Workspace) -> Vec<Command> {
    let nextest = workspace.has("cargo-nextest");
    let run = |words: &[&str]| {
        let mut tests = if nextest {
            workspace.cargo(["nextest", "run", "--no-fail-fast"])
        } else {
            workspace.cargo(["test", "--no-fail-fast"])
        };
        tests.args(words);
        tests
    };
    let mut steps = vec![
        run(&["--workspace", "--all-targets"]),
        workspace.cargo(["test", "--workspace", "--no-fail-fast", "--doc"]),
    ];
    if let Some(pytorch) = PyTorch::at_hand(workspace) {
        let mut tests = run(&[
            "-p",
            "dwell-testkit",
            "--features",
            "pytorch",
            "--test",
            "pytorch",
        ]);
        pytorch.lend(&mut tests);
        steps.push(tests);
    } else {
        eprintln!(
            "python3 has no PyTorch: docs/python/evaluate.py stays untested (`cargo xtask bench train-cpu` installs it)"
        );
    }
    steps
}

/// Runs a test runner, passes on what it prints, and counts it.
///
/// nextest speaks on stderr and libtest on stdout: one pipe takes both, in their order.
fn counted(step: &mut Command) -> anyhow::Result<(Tally, bool)> {
    let (reader, writer) = std::io::pipe()?;
    step.stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    step.env("CARGO_TERM_COLOR", "never");
    if env::var_os(CASES.0).is_none() {
        step.env(CASES.0, CASES.1);
    }
    let mut child = step.spawn().context("cannot start the test runner")?;
    // The command keeps its copies of the pipe's writing end; without them the reader below sees
    // the end.
    step.stdout(Stdio::null()).stderr(Stdio::null());

    let mut tally = Tally::default();
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(reader).split(b'\n') {
        let line = line?;
        tally += Tally::of_line(&String::from_utf8_lossy(&line));
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    Ok((tally, child.wait()?.success()))
}
