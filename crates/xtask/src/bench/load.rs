//! The side of Dwell in benchmarks of its coordinator: the programs as a user runs them, databases
//! that keep what they acknowledge, and the loads of `crates/testkit/examples/load`.

mod coordinator;
mod postgres;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, ensure};
use serde::Deserialize;

pub(crate) use self::coordinator::{Coordinator, peak_memory};
pub(crate) use self::postgres::Postgres;
use crate::workspace::Workspace;

/// Where a coordinator keeps everything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// In one file, each commit on the disk before it is acknowledged.
    Sqlite,
    /// In a server as it comes, which calls `fsync`.
    Postgres,
}

impl Engine {
    /// In the order of the tables.
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// For people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// The programs that are measured, and the folder where they keep their data.
pub(crate) struct Programs {
    dwell: PathBuf,
    load: PathBuf,
    folder: PathBuf,
}

impl Programs {
    /// Builds them, and makes the folder of a benchmark.
    pub(crate) fn build(workspace: &Workspace, bench: &str) -> anyhow::Result<Self> {
        workspace.run(&mut workspace.cargo([
            "build",
            "--release",
            "--package=dwell-cli",
            "--package=dwell-testkit",
            "--bin=dwell",
            "--example=load",
        ]))?;
        let folder = workspace.target("bench").join(bench);
        fs::create_dir_all(&folder)?;
        Ok(Self {
            dwell: workspace.target("release/dwell"),
            load: workspace.target("release/examples/load"),
            folder,
        })
    }

    /// A path in the benchmark's folder.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.join(name)
    }

    /// The same, where nothing is.
    pub(crate) fn fresh(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.path(name);
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// `dwell`, without what the user's own settings say.
    pub(crate) fn dwell(&self) -> Command {
        let mut command = Command::new(&self.dwell);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("DWELL_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// A load, with what it prints.
    pub(crate) fn load<T: for<'de> Deserialize<'de>, S: AsRef<OsStr>>(
        &self,
        words: impl IntoIterator<Item = S>,
    ) -> anyhow::Result<T> {
        measured(Command::new(&self.load).args(words))
    }
}

/// Runs a side that prints one JSON object.
pub(crate) fn measured<T: for<'de> Deserialize<'de>>(side: &mut Command) -> anyhow::Result<T> {
    let output = side
        .output()
        .with_context(|| format!("cannot start {side:?}"))?;
    let text = succeeded(side, output)?;
    serde_json::from_str(&text).with_context(|| format!("{side:?} printed no measurement: {text}"))
}

/// What a side wrote to stdout; it must have succeeded.
fn succeeded(side: &Command, output: Output) -> anyhow::Result<String> {
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "{side:?} failed: {}\n{errors}",
        output.status
    );
    Ok(String::from_utf8(output.stdout)?)
}
