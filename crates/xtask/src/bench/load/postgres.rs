//! A PostgreSQL server for a benchmark.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context as _, ensure};

use super::Programs;

/// A running server with databases; it ends when this is dropped.
pub(crate) struct Postgres {
    server: Child,
    /// How to connect to each, in the order in which they were asked for.
    pub(crate) urls: Vec<String>,
}

impl Postgres {
    /// A server on empty files, with these databases.
    pub(crate) fn fresh(programs: &Programs, names: &[&str]) -> anyhow::Result<Self> {
        let data = programs.fresh("postgres")?;
        Self::start(programs, &data, "--create", names)
    }

    /// A server on files that are there, with the databases in them.
    pub(crate) fn again(programs: &Programs, data: &Path, names: &[&str]) -> anyhow::Result<Self> {
        Self::start(programs, data, "--open", names)
    }

    /// A server on files that stay, which are made, with these databases.
    pub(crate) fn new(programs: &Programs, data: &Path, names: &[&str]) -> anyhow::Result<Self> {
        Self::start(programs, data, "--create", names)
    }

    fn start(programs: &Programs, data: &Path, how: &str, names: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(&programs.load);
        command.arg("postgres").arg("--data").arg(data);
        for name in names {
            command.args([how, name]);
        }
        let mut server = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let stdout = server.stdout.take().context("its output is piped")?;
        let urls = lines(stdout, names.len())?;
        Ok(Self { server, urls })
    }
}

fn lines(stdout: ChildStdout, count: usize) -> anyhow::Result<Vec<String>> {
    let lines = BufReader::new(stdout).lines().take(count);
    let lines = lines.collect::<Result<Vec<String>, _>>()?;
    ensure!(lines.len() == count, "the PostgreSQL server did not start");
    Ok(lines)
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It ends with its input, and takes the server with it.
        drop(self.server.stdin.take());
        let _ = self.server.wait();
    }
}
