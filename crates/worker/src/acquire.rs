//! Fills the free lanes of one slot: asks the coordinator for work, also while a pack runs.

use std::{path::PathBuf, sync::Arc, time::Duration};

use dwell_proto::v1;
use tempfile::TempPath;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use tonic::Status;

use crate::{
    attempt::AttemptKey,
    checkpoints::{self, FetchError},
    ledger::Ledger,
    retry,
    session::Client,
    slot::{Command, Commands},
};

/// How long the coordinator may hold a call back when there is no work: twice as long with every
/// call that brings nothing. Only a new call brings again what an earlier one lost on the way, and
/// that is likeliest just after something has happened.
const SHORTEST_WAIT: Duration = Duration::from_millis(250);

/// The longest of these waits.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// What a held-back call may take on top of that.
const SLACK: Duration = Duration::from_secs(10);

/// The least time between two calls that brought nothing: the coordinator need not wait.
const PAUSE: Duration = Duration::from_millis(50);

/// What one slot needs to acquire.
#[derive(Debug)]
pub(crate) struct Acquirer {
    /// The coordinator.
    pub(crate) client: Client,
    /// This worker.
    pub(crate) worker_id: String,
    /// The slot.
    pub(crate) slot: u32,
    /// What the slot holds.
    pub(crate) ledger: Arc<watch::Sender<Ledger>>,
    /// The way to the slot.
    pub(crate) commands: Commands,
    /// Where checkpoints are fetched to.
    pub(crate) downloads: PathBuf,
}

impl Acquirer {
    /// Keeps the slot busy, for ever.
    pub(crate) async fn acquire_forever(mut self) {
        let mut delays = retry::delays();
        let mut wait = SHORTEST_WAIT;
        loop {
            let request = self.next_request(wait).await;
            match self.acquire(request, wait).await {
                Ok(None) => wait = SHORTEST_WAIT,
                Ok(Some(assignments)) if assignments.is_empty() => {
                    wait = LONGEST_WAIT.min(2 * wait);
                    sleep(PAUSE).await;
                }
                Ok(Some(assignments)) => {
                    wait = SHORTEST_WAIT;
                    delays = retry::delays();
                    self.take(assignments).await;
                }
                Err(status) => {
                    wait = SHORTEST_WAIT;
                    let error = status.message();
                    tracing::debug!(slot = self.slot, code = ?status.code(), error, "cannot acquire");
                    sleep(retry::next(&mut delays)).await;
                }
            }
        }
    }

    /// What to ask for, as soon as a lane is free.
    async fn next_request(&self, wait: Duration) -> v1::AcquireRequest {
        let mut ledger = self.ledger.subscribe();
        // It cannot close: `self` holds the sender.
        let _ = ledger.wait_for(|now| now.free_lanes(self.slot) > 0).await;
        let ledger = ledger.borrow();
        v1::AcquireRequest {
            worker_id: self.worker_id.clone(),
            slot: self.slot,
            free_lanes: ledger.free_lanes(self.slot),
            resident_pack_key: ledger.resident_pack_key(self.slot).map(str::to_owned),
            held: ledger.held_by(self.slot),
            wait_ms: wait.as_millis() as u64,
        }
    }

    /// Asks for work. The call is given up (`None`) when the slot's pack has changed or shrunk
    /// meanwhile: it would wait for work that no longer fits. What it might have brought is handed
    /// out again.
    async fn acquire(
        &mut self,
        request: v1::AcquireRequest,
        wait: Duration,
    ) -> Result<Option<Vec<v1::Assignment>>, Status> {
        let (resident, free) = (request.resident_pack_key.clone(), request.free_lanes);
        let mut ledger = self.ledger.subscribe();
        let changed = ledger.wait_for(|now| {
            now.resident_pack_key(self.slot) != resident.as_deref()
                || now.free_lanes(self.slot) < free
        });
        tokio::select! {
            // An answer that is there is not thrown away.
            biased;
            answer = timeout(wait + SLACK, self.client.acquire(request)) => match answer {
                Ok(answer) => Ok(Some(answer?.into_inner().assignments)),
                Err(_) => Err(Status::deadline_exceeded("the coordinator did not answer")),
            },
            _ = changed => Ok(None),
        }
    }

    /// Takes assignments into lanes: all are held before the first is fetched, so that none is
    /// handed out again meanwhile.
    async fn take(&mut self, assignments: Vec<v1::Assignment>) {
        let mut new = Vec::new();
        for assignment in assignments {
            match AttemptKey::try_from(assignment.attempt.clone()) {
                Ok(attempt) => {
                    if self.hold(attempt, &assignment.pack_key) {
                        new.push((attempt, assignment));
                    }
                }
                Err(error) => {
                    tracing::error!(slot = self.slot, %error, "an assignment makes no sense");
                    sleep(PAUSE).await;
                }
            }
        }
        for (attempt, assignment) in new {
            let checkpoint = self.fetch(attempt, &assignment.checkpoints).await;
            tracing::info!(trial.id = %attempt.trial, lease.attempt = %attempt.attempt,
                slot = self.slot, resumed = checkpoint.is_some(), "took an attempt");
            let admit = Command::Admit {
                attempt,
                assignment: Box::new(assignment),
                checkpoint,
            };
            // A slot that is gone leaves the attempt to the drain, which gives it back.
            let _ = self.commands.send(admit);
        }
    }

    fn hold(&self, attempt: AttemptKey, pack_key: &str) -> bool {
        let mut new = false;
        self.ledger
            .send_modify(|ledger| new = ledger.hold(attempt, self.slot, pack_key));
        new
    }

    /// Fetches the first checkpoint that can be had, for an attempt to go on from. Those that cannot are
    /// not missed: training is deterministic, so an earlier one, or a start from scratch, only costs
    /// time.
    async fn fetch(&mut self, attempt: AttemptKey, kept: &[v1::CheckpointRef]) -> Option<TempPath> {
        let mut delays = retry::delays();
        let mut left = kept.iter();
        let mut next = left.next()?;
        while self.ledger.borrow().is_training(attempt) {
            match checkpoints::fetch(&mut self.client, next, &self.downloads).await {
                Ok(file) => return Some(file),
                Err(error @ FetchError::Call(_)) => {
                    tracing::warn!(trial.id = %attempt.trial, %error, "cannot fetch a checkpoint, trying again");
                    sleep(retry::next(&mut delays)).await;
                }
                Err(error) => {
                    tracing::warn!(trial.id = %attempt.trial, step = next.step, %error,
                        left = left.len(), "goes on without a checkpoint");
                    next = left.next()?;
                }
            }
        }
        None
    }
}
