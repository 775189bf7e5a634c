//! The views tell the same story on both engines.

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::open;
use crate::{
    sqlite::SqliteStore,
    suite::viewing::tell,
    views::{VIEWS, View},
};

/// Ids are new in every story.
const IDS: [&str; 4] = ["sweep", "configuration", "trial", "worker"];

/// The columns of a view whose values every story repeats.
fn columns(view: &View) -> String {
    let names = view.columns.iter().map(|column| column.name);
    let names: Vec<&str> = names.filter(|name| !IDS.contains(name)).collect();
    names.join(", ")
}

/// Rows with their numbers to twelve digits, which is what sums in another order leave the same.
fn readable(rows: &[String]) -> Vec<String> {
    let number = |value: &Value| match value.as_f64() {
        Some(number) => format!("{number:.11e}"),
        None => value.to_string(),
    };
    let row = |row: &String| {
        let values: Vec<Value> = serde_json::from_str(row).unwrap();
        values.iter().map(number).collect::<Vec<_>>().join(" | ")
    };
    let mut rows: Vec<_> = rows.iter().map(row).collect();
    rows.sort_unstable();
    rows
}

#[tokio::test]
async fn every_view_tells_the_same_on_both_engines() {
    let opened = open().await;
    tell(&opened.store).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dwell.db");
    let sqlite = SqliteStore::open(&path).await.unwrap();
    tell(&sqlite).await;
    let options = SqliteConnectOptions::new().filename(&path);
    let mut sqlite = SqliteConnection::connect_with(&options).await.unwrap();

    for view in VIEWS {
        let (columns, view) = (columns(view), view.name);
        let of_sqlite = format!("SELECT json_array({columns}) FROM {view}");
        let of_sqlite: Vec<String> = sqlx::query_scalar(AssertSqlSafe(of_sqlite))
            .fetch_all(&mut sqlite)
            .await
            .unwrap();
        let of_postgres = format!("SELECT json_build_array({columns})::TEXT FROM {view}");
        let of_postgres: Vec<String> = sqlx::query_scalar(AssertSqlSafe(of_postgres))
            .fetch_all(&opened.store.readers)
            .await
            .unwrap();
        assert!(!of_sqlite.is_empty(), "{view} tells something");
        assert_eq!(readable(&of_postgres), readable(&of_sqlite), "{view}");
    }
}
