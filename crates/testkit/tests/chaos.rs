//! Chaos for a little while: the program of `cargo xtask chaos`, on both engines.

use std::process::Command;

use serde_json::Value;

/// Runs the program beside the tests, which fails when anything was lost, duplicated or different.
fn chaos(words: &[&str]) -> Value {
    let test = std::env::current_exe().expect("a running program knows its path");
    let profile = test.ancestors().nth(2);
    let profile = profile.expect("a test lies in target/PROFILE/deps");
    let program = profile.join("examples/chaos");
    assert!(
        program.is_file(),
        "run `cargo build -p dwell-testkit --examples` first"
    );
    let output = Command::new(&program)
        .args(["--seconds", "12", "--pause-ms", "400", "--seed", "3"])
        .args(words)
        .output()
        .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {told}{errors}");
    serde_json::from_slice(&output.stdout).expect("it prints a JSON object")
}

/// That something did happen, and what was compared.
fn there_was_trouble(figures: &Value) {
    let faults = figures["faults"].as_object().expect("faults are counted");
    assert!(!faults.is_empty(), "{figures}");
    assert!(
        figures["compared"].as_u64() > figures["trials"].as_u64(),
        "{figures}"
    );
}

#[test]
fn training_on_sqlite_comes_through() {
    there_was_trouble(&chaos(&[
        "--database",
        "sqlite",
        "--workers",
        "2",
        "--trials",
        "8",
    ]));
}

#[test]
fn two_coordinators_and_a_crashing_server_come_through() {
    let cluster = ["--database", "postgres", "--coordinators", "2"];
    let work = ["--workers", "4", "--trials", "400", "--noop"];
    there_was_trouble(&chaos(&[&cluster[..], &work].concat()));
}
