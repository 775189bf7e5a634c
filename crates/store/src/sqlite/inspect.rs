//! A database file as it lies there, perhaps under a coordinator that writes to it: what it has, what
//! is wrong with it, and a copy of one state of it. Nothing here changes the file.

use std::{fs::File, io, path::Path};

use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use uuid::Uuid;

use super::{
    connection,
    flow::{check, identity},
};
use crate::{Contents, Inspection, StoreError, database::same_schema};

/// Looks at one state of a file from end to end.
pub(crate) async fn inspect(path: &Path) -> Result<Inspection, StoreError> {
    let mut connection = open(path).await?;
    let mut snapshot = connection.begin().await?;
    check::inspect(&mut snapshot).await
}

/// Which database a file is.
pub(crate) async fn identity(path: &Path) -> Result<Uuid, StoreError> {
    identity::get(&mut open(path).await?).await
}

/// What a file has.
pub(crate) async fn contents(path: &Path) -> Result<Contents, StoreError> {
    let mut connection = open(path).await?;
    let mut snapshot = connection.begin().await?;
    check::contents(&mut snapshot).await
}

/// Writes one state of a file to another one, which must not be there; what that has.
pub(crate) async fn copy(path: &Path, to: &Path) -> Result<Contents, StoreError> {
    let mut connection = open(path).await?;
    let quoted = to.display().to_string().replace('\'', "''");
    let copy = AssertSqlSafe(format!("VACUUM INTO '{quoted}'"));
    connection.execute(copy).await?;
    connection.close().await?;
    contents(to).await
}

/// Copies a file of [`copy`] to a place where there is none.
pub(crate) fn put_back(from: &Path, to: &Path) -> Result<(), StoreError> {
    let refused = |error: io::Error| StoreError::Open {
        path: to.display().to_string(),
        reason: error.to_string(),
    };
    let mut target = File::create_new(to).map_err(refused)?;
    let mut source = File::open(from).map_err(refused)?;
    io::copy(&mut source, &mut target).map_err(refused)?;
    target.sync_all().map_err(refused)
}

/// Refuses a file whose tables are not those of this version.
pub(crate) async fn is_up_to_date(path: &Path) -> Result<(), StoreError> {
    Ok(open(path).await?.close().await?)
}

/// The number of the last migration that this version knows.
pub(crate) fn latest_schema() -> i64 {
    connection::latest()
}

/// A connection that cannot write, to a file with the tables of this version.
async fn open(path: &Path) -> Result<SqliteConnection, StoreError> {
    let refused = |reason: String| StoreError::Open {
        path: path.display().to_string(),
        reason,
    };
    if !path.is_file() {
        return Err(refused("there is no such file".to_owned()));
    }
    let options = connection::options(path).read_only(true);
    let connecting = SqliteConnection::connect_with(&options).await;
    let mut connection = connecting.map_err(|error| refused(error.to_string()))?;
    let schema = check::schema(&mut connection).await;
    same_schema(schema, connection::latest()).map_err(refused)?;
    Ok(connection)
}
