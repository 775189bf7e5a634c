//! `cargo xtask fuzz`: feeds every parser of bytes from outside what nobody would write, for as long as
//! wanted, and fails when one of them does what it should not.
//!
//! What is asked of each is the business of `crates/fuzz`. Without a sanitizer the pinned stable Rust
//! is enough, and nothing is missed: all of this code is safe Rust.

mod outcome;

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail, ensure};
use clap::{Args, ValueEnum};

use self::outcome::Outcome;
use crate::libtorch;
use crate::workspace::Workspace;

/// Where the targets are.
const FOLDER: &str = "crates/fuzz";

/// The most memory of a process, in megabytes.
const MOST_MEMORY: &str = "2048";

/// The seconds that one input may take.
const PATIENCE: &str = "30";

/// What is asked for.
#[derive(Args)]
pub(crate) struct Options {
    /// Which targets [default: all of them]
    #[arg(value_enum)]
    targets: Vec<Target>,
    /// For how long each of them runs
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
}

/// What is fuzzed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// The text of a sweep file
    Spec,
    /// Messages of the protocol, from the wire to the domain and back
    Protocol,
    /// Calls to a coordinator, in any order
    Calls,
    /// The pipe between a daemon and its trainer, both ways
    Pipe,
    /// Checkpoint files
    Checkpoint,
    /// Ids, tokens, addresses of databases, stored JSON
    Words,
}

impl Target {
    fn name(self) -> String {
        let value = self.to_possible_value();
        value.expect("none is hidden").get_name().to_owned()
    }

    /// Folders with seeds beside its own.
    const fn more_seeds(self) -> &'static [&'static str] {
        match self {
            Self::Spec => &["configs", "crates/cli/tests/bad-specs"],
            _ => &[],
        }
    }

    /// The longest input, in bytes.
    const fn longest(self) -> u32 {
        match self {
            Self::Spec | Self::Protocol | Self::Pipe | Self::Words => 4 << 10,
            Self::Calls => 8 << 10,
            Self::Checkpoint => 16 << 10,
        }
    }
}

/// Runs the targets one after another.
pub(crate) fn command(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    libtorch::ensure(workspace)?;
    ensure!(
        workspace.has("cargo-fuzz"),
        "cargo-fuzz is not installed; `cargo install cargo-fuzz` installs it"
    );
    let targets = if options.targets.is_empty() {
        Target::value_variants()
    } else {
        &options.targets
    };
    let mut found = Vec::new();
    for target in targets {
        workspace.run(cargo_fuzz(workspace, "build").arg(target.name()))?;
        let outcome = run(workspace, *target, options.minutes)?;
        println!("{}: {outcome}", target.name());
        found.extend(outcome.findings);
    }
    if found.is_empty() {
        return Ok(());
    }
    bail!(
        "found:\n{}\nput what is found into {FOLDER}/found/TARGET, beside its fix: the tests then \
         try it for ever",
        found.join("\n")
    )
}

/// A command of cargo-fuzz, as far as its target.
fn cargo_fuzz(workspace: &Workspace, command: &str) -> Command {
    let mut cargo = workspace.cargo(["fuzz", command, "--fuzz-dir", FOLDER]);
    // The programs are those that users have, but for the counting of what was reached.
    cargo.args(["--sanitizer", "none", "--no-cfg-fuzzing"]);
    cargo.args(["--features", "libfuzzer"]);
    cargo
}

/// Runs a target, and says what came of it; all that it says itself is in a file.
fn run(workspace: &Workspace, target: Target, minutes: f64) -> anyhow::Result<Outcome> {
    let name = target.name();
    let corpus = format!("{FOLDER}/corpus/{name}");
    fs::create_dir_all(workspace.path(&corpus))?;
    let mut fuzz = cargo_fuzz(workspace, "run");
    fuzz.arg(&name).arg(workspace.path(corpus));
    let own = [
        format!("{FOLDER}/seeds/{name}"),
        format!("{FOLDER}/found/{name}"),
    ];
    let others = target.more_seeds().iter().map(ToString::to_string);
    let seeds = own
        .into_iter()
        .chain(others)
        .map(|folder| workspace.path(folder));
    fuzz.args(seeds.filter(|folder| folder.is_dir()));
    fuzz.args(["--", "-print_final_stats=1"]);
    fuzz.arg(format!("-max_total_time={}", (minutes * 60.0).ceil()));
    fuzz.arg(format!("-max_len={}", target.longest()));
    fuzz.arg(format!("-timeout={PATIENCE}"));
    fuzz.arg(format!("-rss_limit_mb={MOST_MEMORY}"));
    let dictionary = workspace.path(format!("{FOLDER}/dictionaries/{name}"));
    if dictionary.is_file() {
        fuzz.arg(format!("-dict={}", dictionary.display()));
    }
    let said = log(workspace, &name)?;
    let log = File::create(&said).with_context(|| format!("cannot write {}", said.display()))?;
    workspace.announce(&fuzz);
    let status = fuzz
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()
        .context("cannot start cargo-fuzz")?;
    let words = String::from_utf8_lossy(&fs::read(&said)?).into_owned();
    let outcome = Outcome::of(&words);
    ensure!(
        status.success() || !outcome.findings.is_empty(),
        "{name} ended with {status}; what it said is in {}",
        said.display()
    );
    Ok(outcome)
}

/// Where all that a target says is kept.
fn log(workspace: &Workspace, name: &str) -> anyhow::Result<PathBuf> {
    let folder = workspace.target("fuzz");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{name}.log")))
}
