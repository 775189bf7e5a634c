//! Hands trials to slots: a long poll over the queue.
//!
//! What a slot takes is decided by `dwell_search::schedule`, and that nobody else gets it is left
//! to the store's claim. A waiting call is woken when something was queued, and looks by itself
//! now and then, because other processes may share the store.

use std::time::Duration;

use dwell_domain::{Attempt, PackKey, Pick, TrialId, WorkerId};
use dwell_search::{SlotView, schedule};
use dwell_store::{
    StoreError,
    rows::{Claim, HandedOut},
};
use tokio::time::{Instant, sleep};

use crate::{core::Core, limits};

/// A waiting call looks at the queue at least this often.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// A slot that asks for work.
#[derive(Clone, Debug)]
pub(crate) struct Vacancy {
    /// Its worker.
    pub(crate) worker: WorkerId,
    /// Its place in the worker.
    pub(crate) slot: u32,
    /// Lanes that wait for a trial.
    pub(crate) free_lanes: u32,
    /// What its other lanes train.
    pub(crate) resident: Option<PackKey>,
    /// Every attempt that it knows of.
    pub(crate) held: Vec<(TrialId, Attempt)>,
    /// How long it would wait.
    pub(crate) wait: Duration,
}

/// Trials for a slot: those that got lost on the way to it, or else what it may take from the
/// queue, as soon as there is something. Empty when the wait is over or the coordinator ends.
pub(crate) async fn acquire(core: &Core, vacancy: &Vacancy) -> Result<Vec<HandedOut>, StoreError> {
    let deadline = Instant::now() + vacancy.wait.min(limits::ACQUIRE_WAIT);
    let mut work = core.work.subscribe();
    // The first claim is made also without picks: it brings again what got lost on the way.
    let mut handed_out = claim(core, vacancy, choose(core, vacancy).await?).await?;
    while handed_out.is_empty() {
        let patience = deadline.saturating_duration_since(Instant::now());
        if patience.is_zero() {
            break;
        }
        tokio::select! {
            biased;
            () = core.shutdown.cancelled() => break,
            () = work.changed() => {}
            () = sleep(patience.min(LOOK_AGAIN)) => {}
        }
        let picks = choose(core, vacancy).await?;
        if !picks.is_empty() {
            handed_out = claim(core, vacancy, picks).await?;
        }
    }
    Ok(handed_out)
}

/// What the slot may take from the queue now.
async fn choose(core: &Core, vacancy: &Vacancy) -> Result<Vec<Pick>, StoreError> {
    let queue = core.store.queue().await?;
    if queue.is_empty() {
        return Ok(Vec::new());
    }
    let slot = SlotView {
        free_lanes: vacancy.free_lanes,
        held: vacancy.held.len() as u32,
        resident: vacancy.resident.clone(),
        slots: core.slots().await?,
    };
    Ok(schedule(&queue, &slot))
}

async fn claim(
    core: &Core,
    vacancy: &Vacancy,
    picks: Vec<Pick>,
) -> Result<Vec<HandedOut>, StoreError> {
    let claim = Claim {
        worker: vacancy.worker,
        slot: vacancy.slot,
        held: vacancy.held.clone(),
        picks,
        lease_until: core.lease_until(),
        now: core.clock.now(),
    };
    let handed_out = core.store.claim(claim).await?;
    if !handed_out.is_empty() {
        core.progress.announce();
        tracing::debug!(
            worker.id = %vacancy.worker,
            slot = vacancy.slot,
            trials = handed_out.len(),
            "trials handed out"
        );
    }
    Ok(handed_out)
}
