//! How many slots there are to share a queue between.
//!
//! Each call for trials asks for it, and counting goes through the whole fleet. So it is counted once
//! a second at most, and anew when a worker registers here.

use std::time::Duration;

use dwell_domain::Micros;
use dwell_store::{Store, StoreError};
use tokio::{sync::Mutex, time::Instant};

/// Workers that were lost, or that registered with another coordinator, are noticed so late at most.
const COUNT_EVERY: Duration = Duration::from_secs(1);

/// The slots of all workers that are there.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    /// When they were counted, and how many there were.
    counted: Mutex<Option<(Instant, u32)>>,
}

impl Slots {
    /// How many there are of workers that were seen since a time. Who comes while they are counted
    /// waits for that number.
    pub(crate) async fn seen(&self, store: &dyn Store, since: Micros) -> Result<u32, StoreError> {
        let mut counted = self.counted.lock().await;
        match *counted {
            Some((at, slots)) if at.elapsed() < COUNT_EVERY => Ok(slots),
            _ => {
                let slots = store.slots_seen(since).await?;
                *counted = Some((Instant::now(), slots));
                Ok(slots)
            }
        }
    }

    /// Another worker is there.
    pub(crate) async fn count_anew(&self) {
        *self.counted.lock().await = None;
    }
}

#[cfg(test)]
mod tests {
    use dwell_domain::WorkerId;
    use dwell_store::{
        MemoryStore,
        rows::{NewWorker, SlotOffer},
    };
    use tokio::time::sleep;
    use uuid::Uuid;

    use super::*;

    async fn register(store: &MemoryStore, number: u128) {
        let slot = |index| SlotOffer {
            index,
            device: "cpu".into(),
            lanes: 4,
        };
        let worker = NewWorker {
            id: WorkerId::from_uuid(Uuid::from_u128(number)),
            host: "host".into(),
            pid: 1,
            version: "1".into(),
            slots: vec![slot(0), slot(1)],
            now: Micros(1),
        };
        store.register_worker(worker).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_worker_counts_at_once_where_it_registers_and_soon_elsewhere() {
        let store = MemoryStore::new();
        let (here, elsewhere) = (Slots::default(), Slots::default());
        let count = async |slots: &Slots| slots.seen(&store, Micros(0)).await.unwrap();

        register(&store, 1).await;
        assert_eq!((count(&here).await, count(&elsewhere).await), (2, 2));

        register(&store, 2).await;
        here.count_anew().await;
        assert_eq!((count(&here).await, count(&elsewhere).await), (4, 2));

        sleep(COUNT_EVERY).await;
        assert_eq!(count(&elsewhere).await, 4);
    }
}
