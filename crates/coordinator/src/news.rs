//! Passes wake-ups on between the coordinators that share a database.
//!
//! What one announces wakes who waits at the others, within a moment and not at their next look. It
//! is a courtesy: where news get lost, those who wait look by themselves.

use std::{sync::Arc, time::Duration};

use dwell_store::{News, Store};
use futures::StreamExt;
use tokio::time::sleep;

use crate::{changes::Changes, core::Core};

/// The others are told of changes at most this often.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// After the connection was lost, it is tried again this often.
const HEAR_AGAIN: Duration = Duration::from_secs(5);

/// Tells the others what is announced here, until the coordinator ends.
pub(crate) async fn tell(core: Arc<Core>) {
    let telling = tell_all(&*core.store, &core.work, &core.progress);
    core.shutdown.run_until_cancelled(telling).await;
}

async fn tell_all(store: &dyn Store, work: &Changes, progress: &Changes) {
    let mut own_work = work.subscribe_to_own();
    let mut own_progress = progress.subscribe_to_own();
    loop {
        let news = tokio::select! {
            () = own_work.changed() => News::Work,
            () = own_progress.changed() => News::Progress,
        };
        if let Err(error) = store.tell(news).await {
            tracing::warn!(%error, "other coordinators could not be told of a change");
        }
        sleep(TELL_EVERY).await;
    }
}

/// Wakes who waits here for what the others tell, until the coordinator ends.
pub(crate) async fn hear(core: Arc<Core>) {
    let hearing = hear_all(&*core.store, &core.work, &core.progress);
    core.shutdown.run_until_cancelled(hearing).await;
}

async fn hear_all(store: &dyn Store, work: &Changes, progress: &Changes) {
    loop {
        match store.hear().await {
            Ok(mut heard) => {
                // Something may have been told while nobody heard.
                work.heard();
                progress.heard();
                while let Some(news) = heard.next().await {
                    match news {
                        News::Work => work.heard(),
                        News::Progress => progress.heard(),
                    }
                }
                tracing::warn!("what other coordinators tell cannot be heard any more");
            }
            Err(error) => tracing::warn!(%error, "other coordinators cannot be heard"),
        }
        sleep(HEAR_AGAIN).await;
    }
}

#[cfg(test)]
mod tests {
    use dwell_store::PostgresStore;
    use dwell_testkit::PostgresDatabase;

    use super::*;

    #[tokio::test]
    async fn what_one_coordinator_announces_wakes_who_waits_at_another() {
        let database = PostgresDatabase::new();
        let here = PostgresStore::open(&database.url()).await.unwrap();
        let there = PostgresStore::open(&database.url()).await.unwrap();
        let (work, progress) = (Changes::new(), Changes::new());
        let (their_work, their_progress) = (Changes::new(), Changes::new());
        let mut waiter = their_work.subscribe();
        let waiting = async {
            // They hear from now on.
            waiter.changed().await;
            work.announce();
            waiter.changed().await;
        };
        tokio::select! {
            biased;
            () = tell_all(&here, &work, &progress) => unreachable!(),
            () = hear_all(&there, &their_work, &their_progress) => unreachable!(),
            () = waiting => {}
        }
    }
}
