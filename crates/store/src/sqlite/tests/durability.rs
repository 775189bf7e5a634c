//! What outlives the process: the file.

use std::path::Path;

use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use super::open;
use crate::{
    Store, StoreError,
    sqlite::SqliteStore,
    suite::story::{Story, draft, result},
};

#[tokio::test]
async fn an_acknowledged_change_is_there_after_a_restart_without_a_farewell() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    let sweep = draft("kept", &[1e-3], 2);
    let submitted = story.submits(sweep.clone()).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    story
        .says(worker)
        .completed(&held[0], result(0.1))
        .sends()
        .await;

    // The first store stays open, as after kill -9: its log is not folded into the file.
    let again = SqliteStore::open(&opened.folder.path().join("dwell.db"))
        .await
        .unwrap();
    let found = again.submit(sweep).await.unwrap();
    assert!(found.attached && found.sweep.id == submitted.id);
    assert_eq!(
        (found.sweep.trials.completed, found.sweep.trials.running),
        (1, 1)
    );
    assert_eq!(
        again.trial("kept/1").await.unwrap().result,
        Some(result(0.1))
    );
}

#[tokio::test]
async fn a_reader_neither_waits_for_a_write_nor_holds_it_up() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    story.sweep(&[1e-3], 1).await;
    let begin = "BEGIN IMMEDIATE";
    let write = opened
        .store
        .writer
        .connection
        .begin_with(begin)
        .await
        .unwrap();
    assert_eq!(opened.store.sweeps(None, 9).await.unwrap().len(), 1);
    drop(write);

    let mut snapshot = opened.store.snapshot().await.unwrap();
    let count = "SELECT count(*) FROM sweeps";
    let before: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut *snapshot)
        .await
        .unwrap();
    story.sweep(&[1e-3], 1).await;
    let after: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut *snapshot)
        .await
        .unwrap();
    assert_eq!((before, after), (1, 1));
    assert_eq!(opened.store.sweeps(None, 9).await.unwrap().len(), 2);
}

#[tokio::test]
async fn readers_cannot_write() {
    let opened = open().await;
    let refused = opened.store.readers.execute("DELETE FROM sweeps").await;
    assert!(refused.unwrap_err().to_string().contains("readonly"));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let notes = "not a database, but quite long enough to be taken for one ".repeat(20);
    std::fs::write(&path, &notes).unwrap();
    let error = SqliteStore::open(&path).await.unwrap_err();

    assert!(matches!(error, StoreError::Open { .. }), "{error}");
    assert!(
        error.to_string().contains("file is not a database"),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), notes);
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused() {
    let opened = open().await;
    let path = opened.folder.path().join("dwell.db");
    run(
        &path,
        "INSERT INTO _sqlx_migrations
         VALUES (9999, 'later', CURRENT_TIMESTAMP, TRUE, x'00', 0)",
    )
    .await;
    let error = SqliteStore::open(&path).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("a newer version of dwell wrote it"),
        "{error}"
    );
}

#[tokio::test]
async fn the_tables_themselves_refuse_a_lease_on_an_ended_trial() {
    let opened = open().await;
    Story::on(&opened.store).sweep(&[1e-3], 1).await;
    let lease = "UPDATE trials SET state = 'failed', lease_until = 1";
    let refused = opened.store.writer.connection.execute(lease).await;
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("CHECK constraint failed")
    );
}

async fn run(path: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(path);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    connection.execute(sql).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn no_two_databases_are_the_same_one() {
    let (one, other) = (open().await, open().await);
    let (one, other) = (one.store.identity().await, other.store.identity().await);
    assert_ne!(one.unwrap(), other.unwrap());
}
