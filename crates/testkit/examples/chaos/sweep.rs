//! The sweep that is run again and again, and the command line that submits and follows it.

use std::{
    fs,
    path::PathBuf,
    process::Output,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use dwell_testkit::{Dwell, Proxy};
use serde_json::Value;

use crate::{Options, table::Tables};

/// Far more than any sweep takes when nothing disturbs it any more.
const PATIENCE: Duration = Duration::from_mins(10);

/// How often someone asks whether a sweep has ended, and whether it can be submitted now.
const PAUSE: Duration = Duration::from_millis(500);

/// The configurations of the sweep.
const CONFIGURATIONS: u64 = 4;

/// From here on, seeds have the scripted trainer take its time and finish.
const FIRST_NOOP_SEED: u64 = 1_000;

/// Seeds that one configuration may have.
const MOST_SEEDS: u64 = 1_000;

/// What is trained, and with what.
pub(crate) struct Work {
    trials: u64,
    workers: usize,
    /// A trainer that trains nothing.
    noop: Option<PathBuf>,
}

impl Work {
    pub(crate) fn new(options: &Options) -> Self {
        let noop = options.noop.then(|| {
            let program = std::env::current_exe().expect("a running program knows its path");
            let trainer = program.with_file_name("scripted_trainer");
            assert!(
                trainer.is_file(),
                "run `cargo build -p dwell-worker --examples` first"
            );
            trainer
        });
        Self {
            trials: options.trials,
            workers: options.workers,
            noop,
        }
    }

    /// The name of the sweep when it is submitted for this time; all are of one length.
    pub(crate) fn name(round: usize) -> String {
        format!("chaos-{round:04}")
    }

    /// The words that choose what trains, and on what.
    pub(crate) fn trainer(&self) -> impl Iterator<Item = String> {
        let path = self.noop.iter().map(|path| path.display().to_string());
        let trainer = path.flat_map(|path| ["--trainer".to_owned(), path]);
        let device = ["--device", "cpu"].map(str::to_owned);
        device.into_iter().chain(trainer)
    }

    /// Writes the sweep's file.
    pub(crate) fn written(&self, client: &Client, name: &str) -> String {
        let path = client.dwell.path(&format!("{name}.toml"));
        fs::write(&path, self.spec(name)).expect("a spec can be written");
        path
    }

    fn spec(&self, name: &str) -> String {
        if self.noop.is_some() {
            self.noop_spec(name)
        } else {
            let seeds = self.trials / CONFIGURATIONS;
            format!(
                "name = \"{name}\"\n{}seeds = {seeds}\n",
                include_str!("real.toml")
            )
        }
    }

    fn noop_spec(&self, name: &str) -> String {
        let configurations = self.trials.div_ceil(MOST_SEEDS).max(CONFIGURATIONS);
        let seeds = self.trials / configurations;
        let seeds: Vec<u64> = (FIRST_NOOP_SEED..FIRST_NOOP_SEED + seeds).collect();
        format!(
            "name = \"{name}\"\n{}ponder_cost = {{ log = [1e-4, 1.0], points = {configurations} }}\nseeds = {seeds:?}\n",
            include_str!("noop.toml")
        )
    }

    /// The tables of the sweep where nothing happens.
    pub(crate) fn undisturbed(&self) -> Tables {
        let client = Client::alone();
        let name = Self::name(9_999);
        let path = self.written(&client, &name);
        let slots = self.workers.to_string();
        let words = ["run".to_owned(), path, "--slots".to_owned(), slots];
        let words: Vec<String> = words.into_iter().chain(self.trainer()).collect();
        let output = client.run(words.iter().map(String::as_str));
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        client.tables(&name)
    }
}

/// Someone at a command line, who tries again what did not work.
#[derive(Clone)]
pub(crate) struct Client {
    dwell: Arc<Dwell>,
    /// The way to the coordinators; without it there is a data folder and nobody on it.
    way: Option<Arc<Proxy>>,
}

impl Client {
    pub(crate) fn new(way: Proxy) -> Self {
        Self {
            dwell: Arc::new(Dwell::new()),
            way: Some(Arc::new(way)),
        }
    }

    fn alone() -> Self {
        Self {
            dwell: Arc::new(Dwell::new()),
            way: None,
        }
    }

    /// Submits a file until that has worked.
    pub(crate) fn submit(&self, path: &str) {
        self.insist(&["submit", path]);
    }

    /// Waits until a sweep has ended, and calls `meanwhile` again and again.
    pub(crate) fn until_ended(&self, name: &str, mut meanwhile: impl FnMut()) {
        let begin = Instant::now();
        loop {
            meanwhile();
            let output = self.ask(&["sweep", "show", name, "-o", "json"]);
            let sweep: Option<Value> = serde_json::from_slice(&output.stdout).ok();
            if sweep.is_some_and(|sweep| sweep["state"] == "completed") {
                return;
            }
            assert!(
                begin.elapsed() < PATIENCE,
                "{name} did not end in {PATIENCE:?}"
            );
            sleep(PAUSE);
        }
    }

    /// Everything that the sweep file alone decides.
    pub(crate) fn tables(&self, sweep: &str) -> Tables {
        Tables::read(sweep, |table| {
            self.insist(&["export", sweep, "--table", table]).stdout
        })
    }

    /// The rows that a statement finds.
    pub(crate) fn query(&self, sql: &str) -> Vec<Value> {
        let output = self.insist(&["query", sql, "-o", "json"]);
        let answer: Value = serde_json::from_slice(&output.stdout).expect("a query prints JSON");
        answer["rows"].as_array().expect("a query has rows").clone()
    }

    /// The JSON that a command prints.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let output = self.insist(&[words, &["-o", "json"]].concat());
        serde_json::from_slice(&output.stdout).expect("a command prints JSON")
    }

    /// Runs a command until it works.
    fn insist(&self, words: &[&str]) -> Output {
        let begin = Instant::now();
        loop {
            let output = self.ask(words);
            if output.status.success() {
                return output;
            }
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(begin.elapsed() < PATIENCE, "{words:?}: {errors}");
            sleep(PAUSE);
        }
    }

    fn ask(&self, words: &[&str]) -> Output {
        let address = self.way.as_ref().map(|way| way.address().to_string());
        let way = address
            .iter()
            .flat_map(|address| ["--coordinator", address]);
        self.run(words.iter().copied().chain(way))
    }

    fn run<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Output {
        let mut command = self.dwell.command(words);
        command.output().expect("dwell can be started")
    }
}
