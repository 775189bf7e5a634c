//! A database as it is, perhaps under coordinators that write to it: what it has, what is wrong with
//! it, and a dump of one state of it. Nothing here changes the database.

use std::path::Path;

use sqlx::{Connection, PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::{
    connection::{self, connect, refused},
    flow::{check, identity},
    programs::{self, Address},
};
use crate::{Contents, Inspection, StoreError, database::same_schema, statement::statements};

statements! {
    /// Lets others read what this transaction sees.
    EXPORT = "SELECT pg_export_snapshot()";
    /// Whether migrations were ever run.
    IS_MIGRATED = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
    /// How many tables and views of anybody's there are.
    TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::REGNAMESPACE";
}

/// Looks at one state of a database from end to end.
pub(crate) async fn inspect(url: &str) -> Result<Inspection, StoreError> {
    let mut connection = open(url).await?;
    check::inspect(&mut *snapshot(&mut connection).await?).await
}

/// Writes one state of a database to a file of `pg_dump`; what that has.
pub(crate) async fn dump(url: &str, to: &Path) -> Result<Contents, StoreError> {
    let mut connection = open(url).await?;
    let mut snapshot = snapshot(&mut connection).await?;
    let contents = check::contents(&mut snapshot).await?;
    let id: String = sqlx::query_scalar(EXPORT).fetch_one(&mut *snapshot).await?;
    programs::dump(&Address::of(url)?, &id, to).await?;
    Ok(contents)
}

/// Which database it is.
pub(crate) async fn identity(url: &str) -> Result<Uuid, StoreError> {
    identity::get(&mut open(url).await?).await
}

/// What a database has.
pub(crate) async fn contents(url: &str) -> Result<Contents, StoreError> {
    let mut connection = open(url).await?;
    check::contents(&mut *snapshot(&mut connection).await?).await
}

/// Fills an empty database from a file of `pg_dump`.
pub(crate) async fn restore(url: &str, from: &Path) -> Result<(), StoreError> {
    let options = connection::options(url)?;
    let mut connection = connect(&options).await?;
    let tables: i64 = sqlx::query_scalar(TABLES)
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    if tables > 0 {
        return Err(refused(&options, "it is not empty".to_owned()));
    }
    programs::restore(&Address::of(url)?, from).await
}

/// Whether there are tables of any version.
pub(crate) async fn has_tables(url: &str) -> Result<bool, StoreError> {
    let mut connection = connect(&connection::options(url)?).await?;
    let found = sqlx::query_scalar(IS_MIGRATED)
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(found)
}

/// Refuses a database whose tables are not those of this version.
pub(crate) async fn is_up_to_date(url: &str) -> Result<(), StoreError> {
    Ok(open(url).await?.close().await?)
}

/// The number of the last migration that this version knows.
pub(crate) fn latest_schema() -> i64 {
    connection::latest()
}

async fn snapshot(connection: &mut PgConnection) -> Result<Transaction<'_, Postgres>, StoreError> {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    Ok(connection.begin_with(begin).await?)
}

/// A connection to a database with the tables of this version.
async fn open(url: &str) -> Result<PgConnection, StoreError> {
    let options = connection::options(url)?;
    let mut connection = connect(&options).await?;
    let schema = check::schema(&mut connection).await;
    same_schema(schema, connection::latest()).map_err(|reason| refused(&options, reason))?;
    Ok(connection)
}
