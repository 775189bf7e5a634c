//! A coordinator that is measured: a process of its own, as `dwell coordinator start` makes it.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use super::Programs;

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running coordinator; it is killed when this is dropped.
pub(crate) struct Coordinator {
    process: Child,
    /// Where it listens.
    pub(crate) address: String,
}

impl Coordinator {
    /// Starts one on a data folder; its database is the folder's own, or that of a URL.
    pub(crate) fn start(
        programs: &Programs,
        data: &Path,
        database: Option<&str>,
    ) -> anyhow::Result<Self> {
        let log = data.join("coordinator.log");
        let mut command = programs.dwell();
        command.args(["coordinator", "start", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(data);
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        let process = command
            .stdin(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let mut coordinator = Self {
            process,
            address: String::new(),
        };
        coordinator.address = coordinator.announced(&log)?;
        Ok(coordinator)
    }

    /// The address that it tells in its log.
    fn announced(&mut self, log: &Path) -> anyhow::Result<String> {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            let said = fs::read_to_string(log)?;
            if let Some((_, told)) = said.split_once("coordinator at ")
                && let Some((address, _)) = told.split_once(',')
            {
                return Ok(address.to_owned());
            }
            if let Some(status) = self.process.try_wait()? {
                bail!("the coordinator ended with {status}: {said}");
            }
            sleep(Duration::from_millis(20));
        }
        bail!("the coordinator did not start in {PATIENCE:?}");
    }

    /// Of its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// The most memory that it has had, in MiB.
    pub(crate) fn peak_memory(&self) -> anyhow::Result<f64> {
        let peak = peak_memory(&self.process)?;
        peak.context("the coordinator is gone")
    }

    /// Asks it to end in good order, and waits until it has.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        let asked = Command::new("kill")
            .args(["-INT", &self.process.id().to_string()])
            .status()?;
        ensure!(asked.success(), "the coordinator cannot be asked to end");
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Coordinator {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to kill.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The most memory that a process has had, in MiB; `None` once it has ended.
pub(crate) fn peak_memory(process: &Child) -> anyhow::Result<Option<f64>> {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id()))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1));
    let kibibytes = kibibytes.map(str::parse::<f64>).transpose()?;
    Ok(kibibytes.map(|kibibytes| kibibytes / 1024.0))
}
