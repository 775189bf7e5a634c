//! The model passes the same suite as the engines.

use proptest::{prelude::*, test_runner::Config};

use super::MemoryStore;
use crate::suite::{
    conformance,
    histories::{histories, is_in_order, lives},
};

struct Opened {
    store: MemoryStore,
}

#[expect(
    clippy::unused_async,
    reason = "the suite opens every store in the same way"
)]
async fn open() -> Opened {
    Opened {
        store: MemoryStore::new(),
    }
}

conformance!(super::open);

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn promises_hold_in_every_history(history in histories()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let store = MemoryStore::new();
        runtime.block_on(lives(&store, history));
        is_in_order(&store.inspect());
    }
}
