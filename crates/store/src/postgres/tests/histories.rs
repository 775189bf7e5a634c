//! Random histories on PostgreSQL, held against the model, and checked over its event log as well.

use proptest::{prelude::*, test_runner::Config};

use super::open;
use crate::{
    Database,
    suite::{
        histories::{histories, is_in_order, lives},
        mirror::Mirror,
    },
};

proptest! {
    #![proptest_config(Config { cases: 12, failure_persistence: None, ..Config::default() })]

    #[test]
    fn promises_hold_in_every_history(history in histories()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let opened = open().await;
            lives(&Mirror::of(opened.store.clone()), history).await;
            let database = Database::Postgres(opened.database.url());
            is_in_order(&database.inspect().await.unwrap());
        });
    }
}
