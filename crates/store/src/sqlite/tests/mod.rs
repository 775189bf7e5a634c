//! What SQLite has to show: the conformance suite, and what only a file can do.

mod beside;
mod damage;
mod durability;
mod grouping;
mod histories;
mod mirrored;
mod pages;
mod query;
mod statements;
mod upgrade;
mod views;

use tempfile::TempDir;

use super::SqliteStore;
use crate::suite::{conformance, conformance_of_queries};

/// A store on a file of its own.
struct Opened {
    store: SqliteStore,
    folder: TempDir,
}

async fn open() -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("dwell.db"))
        .await
        .unwrap();
    Opened { store, folder }
}

conformance!(super::open);
conformance_of_queries!(super::open);
