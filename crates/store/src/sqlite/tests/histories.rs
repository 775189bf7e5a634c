//! Random histories on SQLite, held against the model, and checked over its event log as well.

use proptest::{prelude::*, test_runner::Config};

use super::open;
use crate::{
    sqlite::SqliteStore,
    suite::{
        histories::{histories, lives},
        mirror::Mirror,
    },
};

/// Trials whose log tells of other than one accepted result for the completed and none for the rest.
const WRONGLY_ACCEPTED: &str = "
    SELECT count(*) FROM trials
    WHERE (SELECT count(*) FROM events
           WHERE events.trial = trials.id AND events.kind = 'completed')
       <> (trials.state = 'completed')";

/// Trials whose last event tells of another state than the one they are in.
const WRONGLY_LOGGED: &str = "
    SELECT count(*) FROM trials
    WHERE state <> coalesce(
        (SELECT events.state FROM events WHERE events.trial = trials.id
         ORDER BY sequence DESC LIMIT 1), 'queued')";

async fn count(store: &SqliteStore, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(&store.readers)
        .await
        .unwrap()
}

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn promises_hold_in_every_history(history in histories()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let opened = open().await;
            lives(&Mirror::of(opened.store.clone()), history).await;
            assert_eq!(count(&opened.store, WRONGLY_ACCEPTED).await, 0);
            assert_eq!(count(&opened.store, WRONGLY_LOGGED).await, 0);
        });
    }
}
