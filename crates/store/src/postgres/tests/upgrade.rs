//! Databases that releases wrote are opened, brought up to date, and read as before.

use dwell_testkit::PostgresDatabase;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::open;
use crate::{
    Database,
    postgres::PostgresStore,
    suite::{
        schema::POSTGRES,
        upgrade::{Told, dumps, everything_is_read},
    },
};

/// Every view with its columns.
const VIEWS: &str = "
    SELECT v.table_name::TEXT, string_agg(c.column_name, ', ' ORDER BY c.ordinal_position)
    FROM information_schema.views AS v
    JOIN information_schema.columns AS c USING (table_schema, table_name)
    WHERE v.table_schema = current_schema() GROUP BY v.table_name";

/// What a view says in these columns.
async fn rows(connection: &mut PgConnection, view: &str, columns: &str) -> Vec<String> {
    let sql = format!("SELECT json_build_array({columns})::TEXT AS line FROM {view} ORDER BY line");
    let rows = sqlx::query_scalar(AssertSqlSafe(sql));
    rows.fetch_all(connection).await.unwrap()
}

/// What every view says.
async fn told(connection: &mut PgConnection) -> Told {
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

async fn schema(connection: &mut PgConnection) -> Vec<String> {
    let lines = sqlx::query_scalar(POSTGRES).fetch_all(connection).await;
    lines.unwrap()
}

/// Runs a dump; it leaves its connection with settings of its own.
async fn load(url: &str, dump: String) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    connection.execute(AssertSqlSafe(dump)).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_database_of_every_release_is_brought_up_to_date_and_read_as_before() {
    let fresh = open().await;
    let mut fresh = PgConnection::connect(&fresh.database.url()).await.unwrap();
    let fresh = schema(&mut fresh).await;
    for dump in dumps("postgres") {
        let database = PostgresDatabase::new();
        load(&database.url(), dump).await;
        let mut connection = PgConnection::connect(&database.url()).await.unwrap();
        let before = told(&mut connection).await;

        let store = PostgresStore::open(&database.url()).await.unwrap();
        assert_eq!(schema(&mut connection).await, fresh);
        for (view, columns, rows_before) in before {
            let rows_now = rows(&mut connection, &view, &columns).await;
            assert_eq!(rows_now, rows_before, "{view}");
        }
        everything_is_read(&store, &Database::Postgres(database.url())).await;
    }
}
