//! What a coordinator does without being asked: ends leases that ran out, and removes checkpoints
//! that nobody needs any more, or that nothing names.

use std::{sync::Arc, time::Duration};

use dwell_store::rows::LeaseEnd;
use tokio::time::sleep;

use crate::core::Core;

/// However short leases are, the store is not asked more often than this.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);

/// Checkpoints that are not needed any more are removed this often.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// Ends leases until the coordinator ends.
///
/// It starts one lease after the coordinator, so that a fleet is not expired by its coordinator's
/// absence.
pub(crate) async fn expire_leases(core: Arc<Core>) {
    let ttl = core.settings.lease_ttl;
    let mut pause = ttl;
    while passes(&core, pause).await {
        pause = ttl / 4;
        match core.store.expire_leases(core.clock.now()).await {
            Ok(ended) if ended.is_empty() => {}
            Ok(ended) => {
                ended.iter().for_each(log);
                core.announce_all();
            }
            Err(error) => tracing::error!(%error, "leases could not be looked at"),
        }
    }
}

/// Removes unneeded checkpoints until the coordinator ends.
pub(crate) async fn remove_checkpoints(core: Arc<Core>) {
    let pause = TIDY_EVERY.min(core.settings.lease_ttl / 4);
    while passes(&core, pause).await {
        match core.checkpoints.remove_unneeded(&*core.store).await {
            Ok(0) => {}
            Ok(removed) => tracing::debug!(removed, "unneeded checkpoints removed"),
            Err(error) => tracing::error!(%error, "checkpoints could not be removed"),
        }
    }
}

/// Sweeps a place that several coordinators share, until this one ends.
pub(crate) async fn sweep_checkpoints(core: Arc<Core>) {
    let Some(pause) = core.checkpoints.sweeps_every() else {
        return;
    };
    while passes(&core, pause).await {
        match core.checkpoints.sweep(&*core.store, core.clock.now()).await {
            Ok(0) => {}
            Ok(removed) => tracing::debug!(removed, "checkpoints that nothing names removed"),
            Err(error) => tracing::error!(%error, "checkpoints could not be swept"),
        }
    }
}

/// Lets time pass; `false` when the coordinator ends before.
async fn passes(core: &Core, pause: Duration) -> bool {
    let pause = sleep(pause.max(SHORTEST_PAUSE));
    core.shutdown.run_until_cancelled(pause).await.is_some()
}

fn log(end: &LeaseEnd) {
    tracing::warn!(
        trial.id = %end.trial,
        lease.attempt = end.attempt.0,
        worker.id = %end.worker,
        trial.state = %end.state,
        "a lease ran out"
    );
}
