//! The loads of the benchmarks, with numbers so small that nothing is measured: what they do is done
//! right.

use std::{path::PathBuf, process::Command};

use dwell_testkit::{Cluster, PostgresDatabase};
use serde_json::Value;

/// Runs a load, which must succeed; what it printed.
fn load(words: &[&str]) -> Value {
    let test = std::env::current_exe().expect("a running program knows its path");
    let profile = test
        .ancestors()
        .nth(2)
        .expect("a test lies in target/PROFILE/deps");
    let program: PathBuf = profile.join("examples/load");
    assert!(
        program.is_file(),
        "run `cargo build -p dwell-testkit --examples` first"
    );
    let output = Command::new(&program)
        .args(words)
        .output()
        .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {errors}");
    serde_json::from_slice(&output.stdout).expect("a load prints a JSON object")
}

#[test]
fn simulated_workers_complete_every_trial_of_a_sweep() {
    let cluster = Cluster::with_workers(0);
    let address = cluster.address().to_string();
    let words = ["trials", "--coordinator", &address, "--hundreds", "3"];
    let told = load(&[&words[..], &["--workers", "3", "--lanes", "7"]].concat());
    assert_eq!(told["trials"], 300);
    let sweep = cluster.dwell().json("sweep show last");
    assert_eq!(
        (&sweep["completed"], &sweep["state"]),
        (&300.into(), &"completed".into())
    );
}

#[test]
fn a_fleet_makes_every_kind_of_call_and_none_goes_wrong() {
    let cluster = Cluster::with_workers(0);
    let address = cluster.address().to_string();
    let process = std::process::id().to_string();
    let words = ["fleet", "--coordinator", &address, "--process", &process];
    let short = ["--workers", "5", "--trial-seconds", "8", "--seconds", "6"];
    let told = load(&[&words[..], &short].concat());

    assert_eq!(told["errors"], 0);
    for kind in ["heartbeats", "reports", "acquires"] {
        let times = &told[kind];
        assert!(
            times["answers"].as_u64() > Some(0),
            "no {kind} were answered: {told}"
        );
        assert!(times["p99"].as_f64() <= times["longest"].as_f64(), "{told}");
    }
    let sweep = cluster.dwell().json("sweep show last");
    let completed = sweep["completed"].as_f64().unwrap_or_default();
    let measured = ["trials_per_second", "seconds"].map(|key| told[key].as_f64());
    let [Some(rate), Some(seconds)] = measured else {
        panic!("a rate and its time are numbers: {told}");
    };
    assert!(rate > 0.0 && rate * seconds < completed + 0.5, "{told}");
    assert!(told["cpu_percent"].as_f64() >= Some(0.0), "{told}");
}

#[test]
fn a_filled_file_answers_every_question() {
    fill_and_ask(Cluster::on_database(None));
}

#[test]
fn a_filled_server_answers_every_question() {
    let database = PostgresDatabase::new();
    fill_and_ask(Cluster::on_database(Some(database.url())));
}

/// Fills the database of a new cluster, and reads it beside writers.
fn fill_and_ask(mut cluster: Cluster) {
    let database = cluster.database();
    cluster.kill_coordinator();
    let words = ["fill", "--database", &database, "--thousands", "2"];
    load(&[&words[..], &["--evaluations", "4"]].concat());
    cluster.restart_coordinator();

    let sweep = cluster.dwell().json("sweep show load-0");
    assert_eq!(
        (&sweep["completed"], &sweep["failed"]),
        (&396.into(), &4.into())
    );
    let trial = cluster.dwell().json("trial show load-0/2");
    assert_eq!(trial["evaluations"].as_array().map(Vec::len), Some(4));

    let address = cluster.address().to_string();
    let words = [
        "read",
        "--coordinator",
        &address,
        "--writers",
        "2",
        "--hundreds",
        "2",
    ];
    let told = load(
        &[
            &words[..],
            &["--pause-ms", "1", "--rounds", "2", "--frontiers", "1"],
        ]
        .concat(),
    );
    assert_eq!(told["questions"].as_array().map(Vec::len), Some(10));
}
