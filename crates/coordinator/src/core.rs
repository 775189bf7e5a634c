//! What every service and every background task of one coordinator shares.

use std::{path::PathBuf, sync::Arc};

use dwell_domain::Micros;
use dwell_store::{Store, StoreError};
use tokio_util::sync::CancellationToken;

use crate::{
    changes::Changes, checkpoints::Checkpoints, clock::Clock, service::tradeoff::KeptTradeoffs,
    settings::Settings, slots::Slots,
};

/// The shared parts; nothing here that a restart would lose.
pub(crate) struct Core {
    /// The truth.
    pub(crate) store: Arc<dyn Store>,
    /// Where the bytes of checkpoints are.
    pub(crate) checkpoints: Checkpoints,
    /// Where corpora are looked for.
    pub(crate) corpora: PathBuf,
    /// What leases follow.
    pub(crate) clock: Clock,
    /// What was chosen.
    pub(crate) settings: Settings,
    /// The fleet, as it was last counted.
    pub(crate) slots: Slots,
    /// What was asked for lately.
    pub(crate) tradeoffs: KeptTradeoffs,
    /// There may be something to hand out: wakes Acquire.
    pub(crate) work: Changes,
    /// There may be something to see: wakes Watch.
    pub(crate) progress: Changes,
    /// The coordinator is to end, and every waiting call with it.
    pub(crate) shutdown: CancellationToken,
}

impl Core {
    /// Until when a lease that is given or renewed now lasts.
    pub(crate) fn lease_until(&self) -> Micros {
        self.clock.now().after(self.settings.lease_ttl)
    }

    /// Workers that were last seen before this have to be taken for lost.
    pub(crate) fn lost_before(&self) -> Micros {
        let ttl = i64::try_from(self.settings.lease_ttl.as_micros()).unwrap_or(i64::MAX);
        Micros(self.clock.now().0.saturating_sub(ttl))
    }

    /// How many slots there are of workers that are not lost.
    pub(crate) async fn slots(&self) -> Result<u32, StoreError> {
        self.slots.seen(&*self.store, self.lost_before()).await
    }

    /// Whether a worker that was last seen then has to be taken for lost.
    pub(crate) fn is_lost(&self, seen_at: Micros) -> bool {
        seen_at < self.lost_before()
    }

    /// Tells both kinds of waiting calls to look again.
    pub(crate) fn announce_all(&self) {
        self.work.announce();
        self.progress.announce();
    }
}
