//! How the file is opened: one writer, several read-only connections, and the migrations.

use std::{path::Path, time::Duration};

use sqlx::{
    SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::StoreError;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// Pages are read at the same time by at most this many callers.
const READERS: u32 = 4;

/// Pages that a connection keeps in memory, in KiB: that which writes, the upper parts of every index
/// of a large sweep; those which read, less, since there are several and the system keeps pages too.
const WRITER_CACHE: &str = "-65536";
const READER_CACHE: &str = "-4096";

/// The write-ahead log is folded into the file whenever it has so many pages, 32 MiB: many commits
/// write the same pages, and each folding waits for the disk.
const FOLD_AFTER: &str = "8192";

/// How long to wait for a lock that another program, such as a backup, holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait for a free connection: pages may be many, and large.
const QUEUE_TIMEOUT: Duration = Duration::from_mins(2);

/// The one connection that writes. An acknowledged commit survives a power cut.
pub(super) async fn writer(path: &Path) -> Result<SqlitePool, sqlx::Error> {
    let options = options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", WRITER_CACHE)
        .pragma("wal_autocheckpoint", FOLD_AFTER);
    pool(1).connect_with(options).await
}

/// The connections that read.
pub(super) async fn readers(path: &Path) -> Result<SqlitePool, sqlx::Error> {
    pool(READERS)
        .connect_with(
            options(path)
                .read_only(true)
                .pragma("cache_size", READER_CACHE),
        )
        .await
}

/// The number of the last migration of this version.
pub(super) fn latest() -> i64 {
    MIGRATIONS.iter().map(|one| one.version).max().unwrap_or(0)
}

/// Brings the tables up to date.
pub(super) async fn migrate(writer: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    MIGRATIONS
        .run(writer)
        .await
        .map_err(|error| StoreError::Open {
            path: path.display().to_string(),
            reason: match error {
                MigrateError::VersionMissing(_) => "a newer version of dwell wrote it".to_owned(),
                other => other.to_string(),
            },
        })
}

pub(super) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(QUEUE_TIMEOUT)
        .test_before_acquire(false)
}
