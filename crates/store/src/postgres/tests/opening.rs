//! Which databases are opened, and what is said of those that are not.

use std::net::TcpListener;

use sqlx::Executor;

use super::{Opened, open};
use crate::{
    Store,
    postgres::PostgresStore,
    suite::story::{Story, draft, result},
};

async fn refusal(url: &str) -> String {
    PostgresStore::open(url).await.unwrap_err().to_string()
}

#[tokio::test]
async fn an_acknowledged_change_is_there_after_a_restart_without_a_farewell() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    let sweep = draft("kept", &[1e-3], 2);
    let submitted = story.submits(sweep.clone()).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    let report = story.says(worker).completed(&held[0], result(0.1));
    report.sends().await;

    let again = PostgresStore::open(&opened.database.url()).await.unwrap();
    let found = again.submit(sweep).await.unwrap();
    assert!(found.attached && found.sweep.id == submitted.id);
    assert_eq!(
        (found.sweep.trials.completed, found.sweep.trials.running),
        (1, 1)
    );
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let Opened { store, database } = open().await;
    let later = "INSERT INTO _sqlx_migrations
                 VALUES (9999, 'later', CURRENT_TIMESTAMP, TRUE, '', 0)";
    store.writers.execute(later).await.unwrap();
    let refusal = refusal(&database.url()).await;
    assert!(
        refusal.ends_with("a newer version of dwell wrote it"),
        "{refusal}"
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_the_password() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("postgres://ada:secret@{closed}/sweeps");
    let refusal = refusal(&url).await.replace(&closed.to_string(), "HOST");
    insta::assert_snapshot!(
        refusal,
        @"cannot open postgres://ada@HOST/sweeps: error communicating with database: Connection refused (os error 111)"
    );
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let Opened { database, .. } = open().await;
    let url = database.url().replace("/test_", "/other_");
    let refusal = refusal(&url).await;
    assert!(refusal.contains("does not exist"), "{refusal}");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_unread() {
    let refusal = refusal("postgres://ada:secret@host:port/sweeps").await;
    insta::assert_snapshot!(refusal, @"cannot open the PostgreSQL database: error with configuration: invalid port number");
}

#[tokio::test]
async fn readers_cannot_write() {
    let opened = open().await;
    let refused = opened.store.readers.execute("DELETE FROM sweeps").await;
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("read-only transaction")
    );
}

#[tokio::test]
async fn the_tables_themselves_refuse_a_lease_on_an_ended_trial() {
    let opened = open().await;
    Story::on(&opened.store).sweep(&[1e-3], 1).await;
    let lease = "UPDATE trials SET state = 'failed', lease_until = 1";
    let refused = opened.store.writers.execute(lease).await;
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("check constraint")
    );
}

#[tokio::test]
async fn a_zero_byte_in_what_a_trainer_said_does_not_refuse_its_report() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    let mut result = result(0.1);
    result.traces[0].steps[0].input = "\0".into();
    story.says(worker).completed(&held, result).sends().await;
    let kept = story.trial(held.trial).await.result.unwrap();
    assert_eq!(kept.traces[0].steps[0].input, "\u{2400}");
}

#[tokio::test]
async fn no_two_databases_are_the_same_one() {
    let (one, other) = (open().await, open().await);
    let (one, other) = (one.store.identity().await, other.store.identity().await);
    assert_ne!(one.unwrap(), other.unwrap());
}
