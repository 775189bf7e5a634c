//! The command line, as a person at a shell would use it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{Process, Sweep, Tradeoff, Trial, programs};

/// `dwell` with a data folder of its own.
#[derive(Debug)]
pub struct Dwell {
    program: PathBuf,
    folder: TempDir,
}

impl Dwell {
    /// On an empty data folder.
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("dwell-test-").expect("a temporary folder can be made");
        Self {
            program: programs::dwell(),
            folder,
        }
    }

    /// Where logs and specs go.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A command that has not been run; nothing of the user's own settings reaches it.
    pub fn command<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("DWELL_") {
                command.env_remove(name);
            }
        }
        command
            .args(words)
            .env("DWELL_DATA", self.folder().join("data"))
            .env("NO_COLOR", "1");
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end, however that may be.
    pub fn run(&self, line: &str) -> Output {
        let mut command = self.command(line.split_whitespace());
        command
            .output()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"))
    }

    /// Runs a command that must succeed, and returns what it wrote to stdout.
    pub fn succeed(&self, line: &str) -> String {
        let output = self.run(line);
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "`dwell {line}` ended with {}\n{stdout}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        stdout
    }

    /// Runs a command that must succeed, with `-o json`.
    pub fn json(&self, line: &str) -> Value {
        let stdout = self.succeed(&format!("{line} -o json"));
        serde_json::from_str(&stdout).unwrap_or_else(|error| {
            panic!("`dwell {line} -o json` wrote no JSON: {error}\n{stdout}")
        })
    }

    /// Writes the sweep's file, and returns its path.
    pub fn write(&self, sweep: &Sweep) -> String {
        let path = self.path(&format!("{}.toml", sweep.name()));
        fs::write(&path, sweep.text()).expect("a spec can be written");
        path
    }

    /// A path for a file of the test's own.
    pub fn path(&self, name: &str) -> String {
        let path = self.folder().join(name).into_os_string();
        path.into_string()
            .expect("temporary folders have plain names")
    }

    /// Puts a corpus into the folder where the data folder has them.
    pub fn put_corpus(&self, name: &str, bytes: &[u8]) {
        let corpora = self.folder().join("data/corpora");
        fs::create_dir_all(&corpora).expect("a folder can be made");
        fs::write(corpora.join(name), bytes).expect("a corpus can be written");
    }

    /// The final weights of a trial of the last sweep.
    pub fn weights(&self, trial: u64) -> Vec<u8> {
        let path = self.path(&format!("{trial}.safetensors"));
        self.succeed(&format!("trial weights last/{trial} --force -o {path}"));
        fs::read(&path).expect("the weights were written")
    }

    /// Those of its best evaluation.
    pub fn best_weights(&self, trial: u64) -> Vec<u8> {
        let path = self.path(&format!("{trial}.best.safetensors"));
        self.succeed(&format!(
            "trial weights last/{trial} --best --force -o {path}"
        ));
        fs::read(&path).expect("the weights were written")
    }

    /// Starts `dwell run` and leaves it running.
    pub fn start_run(&self, sweep: &Sweep) -> Process {
        let path = self.write(sweep);
        Process::start("run", &mut self.command(["run", &path]), self.folder())
    }

    /// `dwell run`, to its end.
    pub fn run_to_end(&self, sweep: &Sweep) {
        let path = self.write(sweep);
        self.succeed(&format!("run {path}"));
    }

    /// The trials of the last sweep.
    pub fn trials(&self) -> Vec<Trial> {
        Trial::all_in(&self.json("trial list last"))
    }

    /// The trade-off of the last sweep.
    pub fn tradeoff(&self) -> Tradeoff {
        Tradeoff::of(&self.json("tradeoff last"))
    }
}

impl Default for Dwell {
    fn default() -> Self {
        Self::new()
    }
}
