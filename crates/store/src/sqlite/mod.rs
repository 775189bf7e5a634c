//! The store on one SQLite file.
//!
//! Each call is made as a whole or not at all. Writes go through a single connection and begin at
//! once with the write lock, so they never meet `SQLITE_BUSY` half-way; those that come together are
//! committed together. Reads have connections of their own and, with the write-ahead log, never wait
//! for a write nor hold one up. That no second coordinator
//! opens the file is left to the coordinator's lock.

mod bulk;
mod call;
mod connection;
mod dialect;
#[path = "../flow/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the flows are written once and compiled for each engine"
)]
mod flow;
pub(crate) mod inspect;
mod locks;
mod news;
mod query;
mod writer;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use sqlx::{Sqlite, SqlitePool, Transaction, pool::PoolConnection};

use self::{flow::Change, writer::Writer};
use crate::StoreError;

/// A [`Store`](crate::Store) on one SQLite file.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    /// The file, as it was named.
    path: PathBuf,
    /// All writes.
    writer: Writer,
    /// Read-only connections.
    readers: SqlitePool,
    /// Where people's own queries run.
    queries: query::Queries,
}

impl SqliteStore {
    /// Opens the file, creates it where there is none, and brings its tables up to date.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |error: sqlx::Error| StoreError::Open {
            path: path.display().to_string(),
            reason: error.to_string(),
        };
        let writer = connection::writer(path).await.map_err(failed)?;
        connection::migrate(&writer, path).await?;
        let readers = connection::readers(path).await.map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Writer::on(writer),
            readers,
            queries: query::Queries::on(path),
        })
    }

    /// Makes a change, perhaps together with others.
    async fn write<C: Change>(&self, change: C) -> Result<C::Answer, StoreError> {
        self.writer.write(change).await
    }

    /// A connection for one reading statement.
    async fn read(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// One state of the database for several reading statements.
    async fn snapshot(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.readers.begin().await?)
    }

    /// Where results are kept, for people.
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    /// Closes every connection, which also folds the write-ahead log into the file.
    async fn disconnect(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
