//! Looking after what is kept: check, backup and restore.

use std::{fs, path::PathBuf};

use dwell_coordinator::Database;
use dwell_testkit::PostgresDatabase;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{SPEC, coordinator, coordinator_with, process::Dwell};

fn path(dwell: &Dwell, name: &str) -> String {
    let path = dwell.data().with_file_name(name);
    path.into_os_string()
        .into_string()
        .expect("temporary folders have plain names")
}

/// Where the objects of its database lie.
fn objects(dwell: &Dwell) -> PathBuf {
    let database = Database::Sqlite(dwell.data().join("dwell.db"));
    let runtime = Runtime::new().unwrap();
    let identity = runtime.block_on(database.identity()).unwrap();
    dwell.data().join("checkpoints").join(identity.to_string())
}

#[test]
fn a_backup_is_taken_beside_a_coordinator_and_restored_elsewhere() {
    let dwell = Dwell::new();
    dwell.fail(7, &["coordinator", "check"]);
    let (_coordinator, _) = coordinator(&dwell);
    dwell.succeed(&["submit", SPEC]);
    let backup = path(&dwell, "backup");
    let written = dwell.succeed(&["coordinator", "backup", &backup, "-o", "json"]);
    let written: Value = serde_json::from_str(&written.stdout).unwrap();
    assert_eq!(written["schema"], "dwell.backup.v1");
    assert_eq!(
        (&written["engine"], &written["trials"]),
        (&"sqlite".into(), &8.into())
    );

    let restored = path(&dwell, "restored");
    dwell.succeed(&["coordinator", "restore", &backup, "--data", &restored]);
    let checked = dwell.succeed(&["coordinator", "check", "--data", &restored, "-o", "json"]);
    let checked: Value = serde_json::from_str(&checked.stdout).unwrap();
    assert_eq!(checked["schema"], "dwell.check.v1");
    assert_eq!(
        (&checked["trials"], &checked["findings"]),
        (&8.into(), &Value::Array(vec![]))
    );
    let trials = dwell.succeed(&["trial", "list", "last", "-o", "csv", "--data", &restored]);
    assert_eq!(trials.stdout.lines().count(), 1 + 8);

    let again = ["coordinator", "restore", &backup, "--data", &restored];
    assert!(dwell.fail(8, &again).stderr.contains("is there already"));
    fs::write(path(&dwell, "backup/database"), "torn").unwrap();
    let elsewhere = path(&dwell, "elsewhere");
    let torn = dwell.fail(
        10,
        &["coordinator", "restore", &backup, "--data", &elsewhere],
    );
    assert!(
        torn.stderr.contains("is torn: database is not what it was"),
        "{}",
        torn.stderr
    );
    assert!(!fs::exists(elsewhere).unwrap());
}

#[test]
fn what_is_found_is_told_with_what_to_do() {
    let dwell = Dwell::new();
    let (_coordinator, _) = coordinator(&dwell);
    let folder = objects(&dwell).join("ab".repeat(32));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(uuid::Uuid::nil().to_string()), "stray").unwrap();
    let found = dwell.fail(10, &["coordinator", "check"]).stdout;
    insta::assert_snapshot!(found, @r"
    checked 0 sweeps, 0 trials, 0 results (0 made again from their evaluations), 0 checkpoints

    object-unnamed: object abababababababababababababababababababababababababababababababab
      no row names it
      to do: nothing; a coordinator removes it when it next starts or sweeps

    1 finding
    ");
}

#[test]
fn a_backup_of_postgres_needs_pg_dump_and_says_how_it_would_be_called() {
    let (dwell, database) = (Dwell::new(), PostgresDatabase::new());
    let url = database.url();
    let options = ["--listen", "127.0.0.1:0", "--database", &url];
    let (_coordinator, address) = coordinator_with(&dwell, &options);
    dwell.succeed(&["submit", SPEC, "--coordinator", &address]);
    let backup = path(&dwell, "backup");
    let words = ["coordinator", "backup", &backup, "--database", &url];
    let refused = dwell.fail_without_programs(1, &words).stderr;
    assert!(refused.contains("`pg_dump --format=custom "), "{refused}");
    assert!(refused.contains("it is not installed here"), "{refused}");
    assert!(!fs::exists(&backup).unwrap());

    dwell.succeed(&words);
    let (target, restored) = (PostgresDatabase::new(), path(&dwell, "restored"));
    let target = target.url();
    let places = ["--database", &target, "--data", &restored];
    dwell.succeed(&[&["coordinator", "restore", &backup], &places[..]].concat());
    dwell.succeed(&[&["coordinator", "check"], &places[..]].concat());
}

#[test]
fn a_place_that_cannot_be_used_is_refused_at_the_start_with_what_to_do() {
    let dwell = Dwell::new();
    let file = path(&dwell, "file");
    fs::write(&file, "no folder").unwrap();
    let below = format!("{file}/below");
    let words = ["coordinator", "start", "--checkpoints", &below];
    let refused = dwell.fail(1, &words).stderr;
    assert!(refused.contains("Not a directory"), "{refused}");
    assert!(refused.contains("hint: `--checkpoints PLACE`"), "{refused}");
    let words = ["coordinator", "start", "--checkpoints", "gs://lab"];
    let refused = dwell.fail(2, &words).stderr;
    assert!(refused.contains("s3://BUCKET/PREFIX"), "{refused}");
}
