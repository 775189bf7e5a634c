//! How the database is reached: two pools, one of which cannot write, and the migrations.

use std::{
    str::FromStr,
    time::{Duration, SystemTime},
};

use sqlx::{
    Connection, PgConnection, PgPool,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{StoreError, statement::statements};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Changes are made at the same time by at most this many callers of one coordinator, and pages
/// read by as many.
const CONNECTIONS: u32 = 8;

/// How long to wait for a database that does not answer, and for a free connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// Clocks that differ by more than this are told of.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(1);

/// Changes are about a few rows, which are found by index however large a table is. A database that
/// does not know yet how large its tables are, or takes a batch for a larger one, would read them from
/// end to end.
pub(super) const BY_INDEX: [(&str, &str); 5] = [
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("plan_cache_mode", "force_generic_plan"),
    ("jit", "off"),
];

statements! {
    /// The database's clock.
    CLOCK = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT";
}

/// Where a database is, from its URL.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| StoreError::Open {
        // Not the URL, which may hold a password.
        path: "the PostgreSQL database".to_owned(),
        reason: error.to_string(),
    })?;
    Ok(options.application_name("dwell"))
}

/// Where a database is, for people: without its password.
pub(super) fn describe(options: &PgConnectOptions) -> String {
    let user = options.get_username();
    let database = options.get_database().unwrap_or(user);
    match options.get_socket() {
        Some(folder) => format!(
            "postgres://{user}@localhost/{database}?host={folder}",
            folder = folder.display()
        ),
        None => format!(
            "postgres://{user}@{host}:{port}/{database}",
            host = options.get_host(),
            port = options.get_port()
        ),
    }
}

/// Connects once, so that what is wrong is said at once.
pub(super) async fn check(options: &PgConnectOptions) -> Result<(), StoreError> {
    let mut connection = connect(options).await?;
    compare_clocks(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Connects, with patience.
pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    let connecting = PgConnection::connect_with(options);
    tokio::time::timeout(PATIENCE, connecting)
        .await
        .map_err(|_| refused(options, format!("no answer within {PATIENCE:?}")))?
        .map_err(|error| refused(options, error.to_string()))
}

/// The number of the last migration of this version.
pub(super) fn latest() -> i64 {
    MIGRATIONS.iter().map(|one| one.version).max().unwrap_or(0)
}

/// Brings the tables up to date. Of several coordinators that start together, one does it and the
/// others wait.
pub(super) async fn migrate(
    writers: &PgPool,
    options: &PgConnectOptions,
) -> Result<(), StoreError> {
    let migrated = MIGRATIONS.run(writers).await;
    migrated.map_err(|error| match error {
        MigrateError::VersionMissing(_) => {
            refused(options, "a newer version of dwell wrote it".to_owned())
        }
        other => refused(options, other.to_string()),
    })
}

pub(super) fn refused(options: &PgConnectOptions, reason: String) -> StoreError {
    StoreError::Open {
        path: describe(options),
        reason,
    }
}

/// Says when this machine's clock is not the database's: leases of several coordinators are compared.
async fn compare_clocks(connection: &mut PgConnection) -> Result<(), StoreError> {
    let theirs: i64 = sqlx::query_scalar(CLOCK).fetch_one(connection).await?;
    let theirs = SystemTime::UNIX_EPOCH + Duration::from_micros(theirs as u64);
    let ours = SystemTime::now();
    let ahead = ours.duration_since(theirs);
    let difference = ahead.unwrap_or_else(|behind| behind.duration());
    if difference > CLOCK_TOLERANCE {
        tracing::warn!(?difference, "this clock and the database's differ");
    }
    Ok(())
}

/// The connections that write.
pub(super) fn writers(options: &PgConnectOptions) -> PgPool {
    let without_waiting = [("synchronous_commit", "off")];
    let options = options.clone().options(without_waiting);
    pool().connect_lazy_with(options.options(BY_INDEX))
}

/// The connections that read, and cannot do else.
pub(super) fn readers(options: &PgConnectOptions) -> PgPool {
    let read_only = [("default_transaction_read_only", "on")];
    pool().connect_lazy_with(options.clone().options(read_only))
}

/// The one connection that hears what others tell.
pub(super) fn listener(options: &PgConnectOptions) -> PgPool {
    pool().max_connections(1).connect_lazy_with(options.clone())
}

fn pool() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
}
