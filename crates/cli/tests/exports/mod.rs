//! Whole sweeps as files: the same bytes wherever they were trained, and little memory for many.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Stdio},
};

use dwell_testkit::{PostgresDatabase, until};
use nix::sys::resource::{UsageWho, getrusage};

use crate::{
    database::{completed, coordinator, worker},
    process::Dwell,
    sample,
};

/// Trials that measure something, and trials whose trainer dies at the first attempt.
const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/exports/measured.toml");
const TRIALS: u64 = 12;

const TABLES: [&str; 6] = [
    "trials",
    "configurations",
    "evaluations",
    "histogram",
    "profile",
    "traces",
];

/// Every table in every format, as files of a folder.
fn exports(dwell: &Dwell, address: &str, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = TABLES.into_iter().flat_map(|table| {
        let formats = ["csv", "jsonl", "parquet"].into_iter();
        formats.map(move |format| (table, format!("{table}.{format}")))
    });
    files
        .map(|(table, file)| {
            let path = folder.join(&file);
            let to = path.to_str().expect("temporary folders have plain names");
            let words = ["export", "last", "--table", table, "-o", to];
            dwell.succeed(&[&words[..], &["--coordinator", address]].concat());
            let bytes = fs::read(&path).expect("the file was written");
            (file, bytes)
        })
        .collect()
}

#[test]
fn the_same_sweep_is_the_same_bytes_on_both_engines_whoever_trained_it() {
    let database = PostgresDatabase::new();
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", folder.path().join("sweeps.db").display());
    let [one, here, there] = [(); 3].map(|()| Dwell::new());
    let (_one, alone) = coordinator(&one, &file);
    let (_here, first) = coordinator(&here, &database.url());
    let (_there, second) = coordinator(&there, &database.url());
    one.succeed(&["submit", SPEC, "--coordinator", &alone]);
    here.succeed(&["submit", SPEC, "--coordinator", &first]);
    let _workers = [
        worker(&one, &alone),
        worker(&here, &first),
        worker(&there, &second),
    ];
    for (dwell, address) in [(&one, &alone), (&here, &second)] {
        until("every trial has completed", || {
            (completed(dwell, address) == TRIALS).then_some(())
        });
    }

    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let of_sqlite = exports(&one, &alone, folders[0].path());
    for (address, folder) in [(&first, &folders[1]), (&second, &folders[2])] {
        let of_postgres = exports(&here, address, folder.path());
        for ((name, sqlite), (_, postgres)) in of_sqlite.iter().zip(&of_postgres) {
            assert!(sqlite == postgres, "{name} differs");
            assert!(sqlite.len() > 200, "{name} holds {} bytes", sqlite.len());
        }
    }

    let provenance = |dwell: &Dwell, address: &str| {
        let words = ["export", "last", "--provenance", "--coordinator", address];
        dwell.succeed(&words).stdout
    };
    assert_ne!(provenance(&one, &alone), provenance(&here, &first));
}

/// Gives the first trial so many more evaluations, each like the one that it had halfway.
fn add_evaluations(folder: &Path, more: u32) {
    const COPIES: &str = "
        WITH RECURSIVE more (step) AS (
            SELECT 1001 UNION ALL SELECT step + 1 FROM more WHERE step < 1000 + ?1)
        INSERT INTO evaluations (
            trial, step, attempt, loss, training_loss, error, mean_ponder, p50_ponder,
            p90_ponder, p99_ponder, max_ponder, share_at_one, share_at_cap, mean_batch_max,
            mean_remainder, histogram, profile)
        SELECT trial, more.step, attempt, loss, training_loss, error, mean_ponder, p50_ponder,
               p90_ponder, p99_ponder, max_ponder, share_at_one, share_at_cap, mean_batch_max,
               mean_remainder, histogram, profile
        FROM evaluations, more
        WHERE evaluations.step = 500 AND trial = (SELECT id FROM trials WHERE number = 1)";
    let database = rusqlite::Connection::open(folder.join("dwell.db"));
    let database = database.expect("the database can be opened");
    let added = database.execute(COPIES, [more]);
    assert_eq!(added.expect("rows can be copied"), more as usize);
}

/// Writes the evaluations of a finished sample to a file; how much memory any child of this process
/// has needed so far, in KiB.
fn memory_after_export(data: &Path, format: &str, file: &Path) -> i64 {
    let words = [
        "export",
        "last",
        "--table",
        "evaluations",
        "--format",
        format,
    ];
    let status = Command::new(env!("CARGO_BIN_EXE_dwell"))
        .args(words)
        .env_remove("DWELL_COORDINATOR")
        .env("DWELL_DATA", data)
        .stdout(File::create(file).unwrap())
        .status()
        .unwrap();
    assert!(status.success());
    getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss()
}

#[test]
fn a_hundred_thousand_evaluations_need_no_more_memory_than_a_few() {
    const MORE: usize = 100_000;
    /// Less than so many rows take as messages: 20 values of 32 bytes each.
    const KIB: i64 = 32 << 10;
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("out"));
    sample::fill(&data);
    // The one that keeps the most rows at a time.
    let of_few = memory_after_export(&data, "parquet", &file);
    add_evaluations(&data, MORE as u32);
    for format in ["parquet", "csv"] {
        let grown = memory_after_export(&data, format, &file) - of_few;
        assert!(grown < KIB, "{format}: {grown} KiB more");
    }
    let csv = fs::read_to_string(&file).unwrap();
    assert_eq!(csv.lines().count(), 1 + 14 + MORE);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    sample::fill(folder.path());
    add_evaluations(folder.path(), 10_000);
    for format in ["csv", "jsonl", "parquet"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dwell"))
            .args([
                "export",
                "last",
                "--table",
                "evaluations",
                "--format",
                format,
            ])
            .env_remove("DWELL_COORDINATOR")
            .env("DWELL_DATA", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{format}: {output:?}");
        assert!(output.stderr.is_empty(), "{format}: {output:?}");
    }
}
