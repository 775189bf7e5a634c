//! The store on a PostgreSQL database, which several coordinators may share.
//!
//! Each call is one transaction. One that changes a trial first locks its row, and reads what it
//! decides by afterwards; trials are handed out with `SKIP LOCKED`, so that no coordinator waits for
//! another's claim. Rows are locked in one order, workers, trials, sweeps, but a transaction over
//! several sweeps may still meet another one half-way: the one that the database ends is begun again.
//!
//! Whoever is answered has what was changed on the disk; the rows are free before that (`disk`).
//!
//! Times are the caller's, as the trait has them: coordinators on several machines need clocks that
//! agree to well within a lease, and opening the database says so where they do not.

mod bulk;
mod connection;
mod dialect;
mod disk;
#[path = "../flow/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the flows are written once and compiled for each engine"
)]
mod flow;
pub(crate) mod inspect;
mod locks;
mod news;
mod programs;
mod query;
mod text;

#[cfg(test)]
mod tests;

use sqlx::{
    PgPool, Postgres, Transaction, error::DatabaseError, pool::PoolConnection,
    postgres::PgConnectOptions,
};
use uuid::Uuid;

use self::{disk::Disk, flow::Change};
use crate::StoreError;

/// A [`Store`](crate::Store) on a PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    /// Where it is, without a password.
    address: String,
    /// How it is reached.
    options: PgConnectOptions,
    /// Which coordinator news are from.
    teller: Uuid,
    /// Connections that change something, and do not wait for the disk.
    writers: PgPool,
    /// Where that is waited for.
    disk: Disk,
    /// Read-only connections.
    readers: PgPool,
    /// Where people's own queries run.
    queries: query::Queries,
}

/// Transactions that the database ends for the sake of others are begun so many times.
const TRIES: u32 = 10;

/// Whether the database ended a transaction for a deadlock, or because it could not be as if alone.
/// The kinds of sqlx do not tell these apart from other failures.
fn stood_in_the_way(error: &StoreError) -> bool {
    let StoreError::Database(error) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(DatabaseError::code);
    matches!(code.as_deref(), Some("40P01" | "40001"))
}

impl PostgresStore {
    /// Opens the database at a URL, `postgres://USER:PASSWORD@HOST/DATABASE`, and brings its tables
    /// up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = connection::options(url)?;
        connection::check(&options).await?;
        let writers = connection::writers(&options);
        connection::migrate(&writers, &options).await?;
        Ok(Self {
            address: connection::describe(&options),
            writers,
            disk: Disk::of(options.clone()),
            readers: connection::readers(&options),
            queries: query::Queries::on(options.clone()),
            options,
            teller: Uuid::now_v7(),
        })
    }

    /// Makes a change in one transaction, which is begun again when the database ended it because
    /// another one stood in its way, and waits until it is on the disk.
    async fn write<C: Change>(&self, change: C) -> Result<C::Answer, StoreError> {
        let line = self.disk.line().await?;
        let mut tries = 1;
        let answer = loop {
            match self.try_to_write(&change).await {
                Err(error) if tries < TRIES && stood_in_the_way(&error) => {
                    let rows = change.rows();
                    tracing::debug!(tries, rows, %error, "a transaction is begun again");
                    tries += 1;
                }
                tried => break tried?,
            }
        };
        line.flush().await?;
        Ok(answer)
    }

    /// Makes a change that sees what others have committed before each of its statements.
    async fn try_to_write<C: Change>(&self, change: &C) -> Result<C::Answer, StoreError> {
        let begin = "BEGIN ISOLATION LEVEL READ COMMITTED";
        let mut tx = self.writers.begin_with(begin).await?;
        let answer = change.make(&mut tx).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// A connection for one reading statement.
    async fn read(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// One state of the database for several reading statements.
    async fn snapshot(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        Ok(self.readers.begin_with(begin).await?)
    }

    /// Where results are kept, for people.
    fn place(&self) -> String {
        self.address.clone()
    }

    async fn disconnect(&self) {
        self.readers.close().await;
        self.writers.close().await;
        self.disk.close().await;
    }
}
