//! The coordinator as a process, and the commands that need one.

mod access;
mod database;
mod exports;
mod keeping;
mod process;
mod sample;

use std::{fs, net::TcpStream, path::Path};

use crate::process::{Dwell, Running};

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sample/sweep.toml");

/// Starts a coordinator on a port that the system chooses; its address.
fn coordinator(dwell: &Dwell) -> (Running, String) {
    coordinator_at(dwell, "127.0.0.1:0")
}

fn coordinator_at(dwell: &Dwell, listen: &str) -> (Running, String) {
    coordinator_with(dwell, &["--listen", listen])
}

fn coordinator_with(dwell: &Dwell, options: &[&str]) -> (Running, String) {
    started(dwell.start(&[&["coordinator", "start"], options].concat()))
}

/// A coordinator that begins to serve, and its address.
fn started(mut running: Running) -> (Running, String) {
    let line = running.until_it_says("coordinator at ");
    // The rest of its start: the address is announced once it serves.
    running.until_it_says("the coordinator serves");
    let address = line
        .strip_prefix("coordinator at ")
        .and_then(|rest| rest.split_once(','))
        .map(|(address, _)| address.to_owned())
        .expect("it says where it listens");
    (running, address)
}

#[test]
fn an_identical_sweep_is_attached_to_unless_a_new_one_is_wanted() {
    let dwell = Dwell::new();
    let (_coordinator, _) = coordinator(&dwell);
    assert!(
        dwell
            .succeed(&["submit", SPEC])
            .stderr
            .contains("sweep sample")
    );
    let again = dwell.succeed(&["submit", SPEC]).stderr;
    assert!(again.contains("attached to sweep sample"), "{again}");
    dwell.succeed(&["submit", SPEC, "--new", "--name", "another"]);
    let sweeps = dwell.succeed(&["sweep", "list", "-o", "csv"]).stdout;
    assert_eq!(sweeps.lines().count(), 1 + 2, "{sweeps}");
    assert!(sweeps.contains(",another,"), "{sweeps}");
}

#[test]
fn a_coordinator_may_be_named_by_its_address() {
    let (here, elsewhere) = (Dwell::new(), Dwell::new());
    let (_coordinator, address) = coordinator(&here);
    elsewhere.succeed(&["submit", SPEC, "--coordinator", &address]);
    let url = format!("http://{address}");
    let shown = elsewhere.succeed(&["sweep", "show", "last", "--spec", "--coordinator", &url]);
    assert_eq!(shown.stdout, std::fs::read_to_string(SPEC).unwrap());
    assert!(!elsewhere.data().exists());
}

#[test]
fn the_status_counts_what_waits() {
    let dwell = Dwell::new();
    let (_coordinator, address) = coordinator(&dwell);
    dwell.succeed(&["submit", SPEC]);
    let status = dwell
        .succeed(&["coordinator", "status", "-o", "json"])
        .stdout;
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["schema"], "dwell.status.v1");
    assert_eq!(status["address"], address.as_str());
    assert_eq!(
        (&status["queued"], &status["active_sweeps"]),
        (&8.into(), &1.into())
    );
}

#[test]
fn a_data_folder_has_one_coordinator() {
    let dwell = Dwell::new();
    let (_coordinator, address) = coordinator(&dwell);
    let second = dwell.fail(8, &["coordinator", "start", "--listen", "127.0.0.1:0"]);
    assert!(second.stderr.contains(&address), "{}", second.stderr);

    let run = dwell.fail(8, &["run", SPEC, "--trainer", "/bin/false"]);
    let hint = format!("`dwell submit {SPEC}`");
    assert!(run.stderr.contains(&hint), "{}", run.stderr);
}

#[test]
fn an_address_that_others_can_reach_needs_a_word() {
    let dwell = Dwell::new();
    let refused = dwell.fail(9, &["coordinator", "start", "--listen", "0.0.0.0:0"]);
    assert!(refused.stderr.contains("--insecure"), "{}", refused.stderr);
}

#[test]
fn a_coordinator_that_is_told_to_end_does_so_in_good_order() {
    let dwell = Dwell::new();
    let (coordinator, _) = coordinator(&dwell);
    dwell.succeed(&["submit", SPEC]);
    assert_eq!(coordinator.terminate(), Some(0));
    let trials = dwell
        .succeed(&["trial", "list", "last", "-o", "csv"])
        .stdout;
    assert_eq!(trials.lines().count(), 1 + 8, "what was submitted is kept");
}

#[test]
fn a_coordinator_has_more_connections_than_files_to_begin_with() {
    let dwell = Dwell::new();
    let words = ["coordinator", "start", "--listen", "127.0.0.1:0"];
    let (_coordinator, address) = started(dwell.start_with_files(&words, 64));
    let connect = |_| TcpStream::connect(&address).expect("it listens");
    let _others: Vec<TcpStream> = (0..100).map(connect).collect();
    dwell.succeed(&["submit", SPEC, "--coordinator", &address]);
}

#[test]
fn leaving_a_watch_does_not_end_the_sweep() {
    let dwell = Dwell::new();
    let (_coordinator, _) = coordinator(&dwell);
    dwell.succeed(&["submit", SPEC]);
    let mut watch = dwell.start(&["sweep", "watch", "last"]);
    watch.until_it_says("0/8 trials");
    assert_eq!(watch.interrupt(), Some(0));
    dwell.fail(4, &["sweep", "watch", "last", "--timeout", "200ms"]);
    let sweeps = dwell.succeed(&["sweep", "list", "-o", "csv"]).stdout;
    assert!(sweeps.contains(",active,"), "{sweeps}");
}

#[test]
fn a_watch_outlives_the_coordinator() {
    let dwell = Dwell::new();
    let (first, address) = coordinator(&dwell);
    dwell.succeed(&["submit", SPEC]);
    let mut watch = dwell.start(&["sweep", "watch", "last"]);
    watch.until_it_says("0/8 trials");
    first.kill();
    watch.until_it_says("the coordinator is away");

    let (_second, _) = coordinator_at(&dwell, &address);
    watch.until_it_says("the coordinator is back");
    dwell.succeed(&["sweep", "cancel", "last", "--yes"]);
    assert_eq!(watch.wait(), Some(5), "a cancelled sweep ends the watch");
}

#[test]
fn a_run_whose_trainer_cannot_start_leaves_a_sweep_to_resume() {
    let dwell = Dwell::new();
    let broken = dwell.fail(1, &["run", SPEC, "--trainer", "/bin/false", "--slots", "1"]);
    assert!(broken.stderr.contains("did not start"), "{}", broken.stderr);
    let sweeps = dwell.succeed(&["sweep", "list", "-o", "csv"]).stdout;
    assert!(sweeps.contains("sample,active,,4,8,0"), "{sweeps}");
}

#[test]
fn a_spec_may_come_from_stdin() {
    let dwell = Dwell::new();
    let planned = dwell.succeed_with_stdin(&["plan", "-", "-o", "csv"], Path::new(SPEC));
    assert_eq!(planned.stdout.lines().count(), 1 + 3);
}

#[test]
fn a_query_goes_to_the_coordinator_that_is_named_and_leaves_it_unharmed() {
    let (here, elsewhere) = (Dwell::new(), Dwell::new());
    let (_coordinator, address) = coordinator(&here);
    here.succeed(&["submit", SPEC]);
    let ask = |sql: &'static str| ["query", sql, "--coordinator", &address, "-o", "csv"].to_vec();
    let folder = tempfile::tempdir().unwrap();
    let huge = folder.path().join("huge.sql");
    fs::write(&huge, format!("SELECT '{}'", "x".repeat(10 << 20))).unwrap();
    let refused = elsewhere.fail_with_stdin(2, &ask("-"), &huge).stderr;
    assert!(refused.contains("at most 64 KiB"), "{refused}");
    elsewhere.fail(2, &ask("DROP TABLE trials"));

    let answer = elsewhere.succeed(&ask("SELECT count(*) AS trials FROM v_trials"));
    assert_eq!(answer.stdout, "trials\n8\n");
}

/// A sweep on a text, as its file.
const TEXT_SPEC: &str = r#"
name = "letters"
tasks = [{ kind = "text", file = "letters.txt", length = 10 }]

[model]
cell = "gru"
hidden = 8
halting = "none"

[train]
batch = 1
updates = 1
learning_rate = 1e-3

[search]
seeds = 1
"#;

#[test]
fn held_out_sequences_of_a_text_need_its_corpus() {
    let dwell = Dwell::new();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    fs::write(path("text.toml"), TEXT_SPEC).unwrap();
    let (_coordinator, _) = coordinator(&dwell);
    dwell.succeed(&["submit", &path("text.toml")]);

    let data = path("data.safetensors");
    let write = ["trial", "data", "last/1", "--sequences", "3", "-o", &data];
    let missing = dwell.fail(7, &write).stderr;
    assert!(missing.contains("there is no corpus"), "{missing}");
    assert!(missing.contains("--corpora"), "{missing}");
    assert!(!Path::new(&data).exists());

    fs::write(path("letters.txt"), "abcdefghij".repeat(100)).unwrap();
    let corpora = folder.path().to_string_lossy();
    dwell.succeed(&[&write[..], &["--corpora", &corpora]].concat());
    let numbers = 3 * 10 * 256 + 3 + 3 * 10;
    let bytes = fs::metadata(&data).unwrap().len();
    assert!(bytes > 4 * numbers, "{bytes} bytes");
}
