//! What a check finds.

use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{Opened, open};
use crate::{
    Database,
    sqlite::flow::check,
    suite::damage::{DAMAGES, healthy, is_found, is_healthy},
};

async fn a_healthy_database() -> (Opened, Database) {
    let opened = open().await;
    healthy(&opened.store).await;
    let database = Database::Sqlite(opened.folder.path().join("dwell.db"));
    (opened, database)
}

/// A connection that may write what the tables refuse.
async fn vandal(opened: &Opened) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(opened.folder.path().join("dwell.db"))
        .foreign_keys(false);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let trust = "PRAGMA ignore_check_constraints = ON";
    connection.execute(trust).await.unwrap();
    connection
}

#[tokio::test]
async fn nothing_is_wrong_while_a_store_is_open_on_it() {
    let (_opened, database) = a_healthy_database().await;
    is_healthy(&database.inspect().await.unwrap());
}

#[tokio::test]
async fn every_damage_is_found() {
    let (opened, _) = a_healthy_database().await;
    let mut connection = vandal(&opened).await;
    for damage in DAMAGES {
        let mut tx = connection.begin().await.unwrap();
        tx.execute(damage.sql).await.unwrap();
        let inspection = check::inspect(&mut tx).await.unwrap();
        is_found(&damage, &inspection);
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_of_another_version_or_none_of_ours_is_refused_unchanged() {
    let (opened, database) = a_healthy_database().await;
    let mut connection = vandal(&opened).await;
    for (version, refusal) in [
        (9_999, "a newer version of dwell wrote it"),
        (0, "an older version of dwell wrote it"),
    ] {
        let change = "UPDATE _sqlx_migrations SET version = $1
                      WHERE version = (SELECT max(version) FROM _sqlx_migrations)";
        let mut tx = connection.begin().await.unwrap();
        sqlx::query(change)
            .bind(version)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.execute("DELETE FROM _sqlx_migrations WHERE version BETWEEN 1 AND 1000")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let refused = database.inspect().await.unwrap_err().to_string();
        assert!(refused.contains(refusal), "{refused}");
    }
    let strange = opened.folder.path().join("strange.db");
    std::fs::write(&strange, "not a database, but longer than its header is").unwrap();
    let refused = Database::Sqlite(strange)
        .inspect()
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("it is no database of dwell"), "{refused}");
    let missing = Database::Sqlite(opened.folder.path().join("missing.db"));
    assert!(missing.inspect().await.is_err());
    assert!(!opened.folder.path().join("missing.db").exists());
}
