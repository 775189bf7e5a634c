//! Files that releases wrote are opened, brought up to date, and read as before.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use super::open;
use crate::{
    Database,
    sqlite::SqliteStore,
    suite::{
        schema::SQLITE,
        upgrade::{Told, dumps, everything_is_read},
    },
};

/// Every view with its columns.
const VIEWS: &str = "
    SELECT v.name, group_concat(c.name, ', ')
    FROM sqlite_schema AS v JOIN pragma_table_info(v.name) AS c
    WHERE v.type = 'view' GROUP BY v.name";

async fn connect(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
}

/// What a view says in these columns.
async fn rows(connection: &mut SqliteConnection, view: &str, columns: &str) -> Vec<String> {
    let sql = format!("SELECT json_array({columns}) AS line FROM {view} ORDER BY line");
    let rows = sqlx::query_scalar(AssertSqlSafe(sql));
    rows.fetch_all(connection).await.unwrap()
}

/// What every view says.
async fn told(connection: &mut SqliteConnection) -> Told {
    let views: Vec<(String, String)> = sqlx::query_as(VIEWS)
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    let mut told = Vec::new();
    for (view, columns) in views {
        let rows = rows(connection, &view, &columns).await;
        assert!(!rows.is_empty(), "{view} says something");
        told.push((view, columns, rows));
    }
    told
}

async fn schema(connection: &mut SqliteConnection) -> Vec<String> {
    let lines = sqlx::query_scalar(SQLITE).fetch_all(connection).await;
    lines.unwrap()
}

#[tokio::test]
async fn a_file_of_every_release_is_brought_up_to_date_and_read_as_before() {
    let fresh = open().await;
    let fresh = schema(&mut connect(&fresh.folder.path().join("dwell.db")).await).await;
    for dump in dumps("sqlite") {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dwell.db");
        let mut connection = connect(&file).await;
        connection.execute(AssertSqlSafe(dump)).await.unwrap();
        let before = told(&mut connection).await;

        let store = SqliteStore::open(&file).await.unwrap();
        assert_eq!(schema(&mut connection).await, fresh);
        for (view, columns, rows_before) in before {
            let rows_now = rows(&mut connection, &view, &columns).await;
            assert_eq!(rows_now, rows_before, "{view}");
        }
        everything_is_read(&store, &Database::Sqlite(file)).await;
    }
}
