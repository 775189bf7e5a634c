//! What PostgreSQL has to show: the conformance suite, and what only a server can do.

mod bulk;
mod damage;
mod disk;
mod histories;
mod news;
mod opening;
mod pages;
mod schema;
mod sharing;
mod statements;
mod upgrade;
mod views;

use dwell_testkit::PostgresDatabase;

use super::PostgresStore;
use crate::suite::{conformance, conformance_of_queries};

/// A store on a database of its own, which must outlive it.
struct Opened {
    store: PostgresStore,
    database: PostgresDatabase,
}

async fn open() -> Opened {
    let database = PostgresDatabase::new();
    let store = PostgresStore::open(&database.url()).await.unwrap();
    Opened { store, database }
}

conformance!(super::open);
conformance_of_queries!(super::open);
