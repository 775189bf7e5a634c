//! Both engines have the same logical schema.

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::open;
use crate::{
    Store,
    sqlite::SqliteStore,
    suite::schema::{POSTGRES, SQLITE},
};

async fn of_sqlite() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dwell.db");
    SqliteStore::open(&path).await.unwrap().close().await;
    let options = SqliteConnectOptions::new().filename(&path);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let mut schema: Vec<String> = sqlx::query_scalar(SQLITE)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    schema.sort_unstable();
    schema
}

#[tokio::test]
async fn both_engines_have_the_same_tables_columns_indexes_and_views() {
    let opened = open().await;
    let mut schema: Vec<String> = sqlx::query_scalar(POSTGRES)
        .fetch_all(&opened.store.readers)
        .await
        .unwrap();
    schema.sort_unstable();
    let sqlite = of_sqlite().await;
    assert!(sqlite.contains(&"view v_tradeoff.on_frontier".to_owned()));
    let lacks = |one: &[String], other: &[String]| {
        let lacking = other.iter().filter(|name| !one.contains(name));
        lacking.cloned().collect::<Vec<_>>()
    };
    assert_eq!(lacks(&schema, &sqlite), [""; 0], "PostgreSQL lacks");
    assert_eq!(lacks(&sqlite, &schema), [""; 0], "SQLite lacks");
}
