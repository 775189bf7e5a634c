//! A coordinator whose database is not the data folder's own: PostgreSQL, or a file elsewhere.

use std::path::PathBuf;

use dwell_testkit::{PostgresDatabase, until};
use serde_json::Value;

use crate::{
    coordinator_with,
    process::{Dwell, Running},
};

/// Four configurations; its seed is that of trials which the scripted trainer finishes at once.
pub(crate) const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sample/scripted.toml");

/// The trainer that plays parts, an example of `dwell-worker`.
pub(crate) fn scripted_trainer() -> PathBuf {
    let dwell = PathBuf::from(env!("CARGO_BIN_EXE_dwell"));
    let trainer = dwell.with_file_name("examples/scripted_trainer");
    assert!(
        trainer.is_file(),
        "run `cargo build -p dwell-worker --examples` first"
    );
    trainer
}

/// Starts a coordinator on a database; its address.
pub(crate) fn coordinator(dwell: &Dwell, database: &str) -> (Running, String) {
    coordinator_with(dwell, &["--listen", "127.0.0.1:0", "--database", database])
}

pub(crate) fn worker(dwell: &Dwell, address: &str) -> Running {
    let trainer = scripted_trainer();
    let trainer = trainer.to_str().expect("target folders have plain names");
    let words = [
        "worker",
        "start",
        "--device",
        "cpu",
        "--slots",
        "1",
        "--trainer",
        trainer,
    ];
    dwell.start(&[&words[..], &["--coordinator", address]].concat())
}

pub(crate) fn completed(dwell: &Dwell, address: &str) -> u64 {
    let words = [
        "sweep",
        "show",
        "last",
        "-o",
        "json",
        "--coordinator",
        address,
    ];
    let shown: Value = serde_json::from_str(&dwell.succeed(&words).stdout).unwrap();
    shown["completed"]
        .as_u64()
        .expect("a sweep counts its trials")
}

#[test]
fn two_coordinators_share_a_sweep_on_postgres_and_a_third_finds_its_results() {
    let database = PostgresDatabase::new();
    let (here, there) = (Dwell::new(), Dwell::new());
    let (_here, first) = coordinator(&here, &database.url());
    let (_there, second) = coordinator(&there, &database.url());
    here.succeed(&["submit", SPEC, "--coordinator", &first]);
    let _workers = [worker(&here, &first), worker(&there, &second)];
    until("every trial has completed", || {
        (completed(&there, &second) == 4).then_some(())
    });
    assert!(!here.data().join("dwell.db").exists());

    let later = Dwell::new();
    let (_later, third) = coordinator(&later, &database.url());
    assert_eq!(completed(&later, &third), 4);
}

#[test]
fn a_file_elsewhere_has_one_coordinator_whatever_its_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", folder.path().join("sweeps.db").display());
    let (here, there) = (Dwell::new(), Dwell::new());
    let (_here, address) = coordinator(&here, &file);
    let second = [
        "coordinator",
        "start",
        "--listen",
        "127.0.0.1:0",
        "--database",
        &file,
    ];
    let refused = there.fail(8, &second).stderr;
    assert!(refused.contains(&address), "{refused}");
}

#[test]
fn a_database_that_cannot_be_had_is_named_and_a_strange_one_refused() {
    let dwell = Dwell::new();
    let nobody = "postgres://ada:secret@127.0.0.1:1/dwell";
    let refused = dwell.fail(1, &["coordinator", "start", "--database", nobody]);
    assert!(
        refused
            .stderr
            .contains("cannot open postgres://ada@127.0.0.1:1/dwell: "),
        "{}",
        refused.stderr
    );
    let strange = dwell.fail(
        2,
        &["coordinator", "start", "--database", "mysql://db/dwell"],
    );
    let expected = "a database is sqlite:PATH or postgres://USER@HOST/NAME";
    assert!(strange.stderr.contains(expected), "{}", strange.stderr);
}
