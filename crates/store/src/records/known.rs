//! An attempt that reports, and its trial.

use dwell_domain::{Attempt, SweepId, TrialId, TrialState, WorkerId};
use uuid::Uuid;

use crate::{StoreError, decode, standing::Standing};

/// What a worker is told of an attempt that was never its own.
pub(crate) const NEVER_GIVEN: &str = "this worker was never given the attempt";

/// An attempt's number, worker and outcome; its trial's sweep, state, last attempt and reason.
#[derive(sqlx::FromRow)]
pub(crate) struct KnownRecord {
    trial: Uuid,
    attempt: i64,
    sweep: Uuid,
    state: String,
    last: i64,
    reason: String,
    worker: Uuid,
    outcome: Option<String>,
}

/// An attempt that was handed out, and how its trial stands.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) sweep: SweepId,
    pub(crate) trial: TrialId,
    pub(crate) attempt: Attempt,
    /// Who got the attempt.
    pub(crate) worker: WorkerId,
    /// The trial's last attempt.
    pub(crate) last: Attempt,
    /// The trial's state.
    pub(crate) state: TrialState,
    /// Why the trial is in it.
    pub(crate) reason: String,
    /// What the attempt is to its trial.
    pub(crate) standing: Standing,
}

impl TryFrom<KnownRecord> for Known {
    type Error = StoreError;

    fn try_from(record: KnownRecord) -> Result<Self, StoreError> {
        let attempt = Attempt(record.attempt as u32);
        let last = Attempt(record.last as u32);
        let state = decode::trial_state(&record.state)?;
        let outcome = decode::outcome(record.outcome.as_deref())?;
        Ok(Self {
            sweep: SweepId::from_uuid(record.sweep),
            trial: TrialId::from_uuid(record.trial),
            attempt,
            worker: WorkerId::from_uuid(record.worker),
            last,
            state,
            reason: record.reason,
            standing: Standing::of(attempt, outcome, last, state),
        })
    }
}

impl Known {
    /// The reason that a person reads in the log of a worker that may not go on.
    pub(crate) fn why_stop(&self) -> String {
        let Self { reason, last, .. } = self;
        match self.state {
            TrialState::Completed => "the trial has its result already".to_owned(),
            TrialState::Failed => format!("the trial was given up: {reason}"),
            TrialState::Cancelled => format!("the trial was cancelled: {reason}"),
            TrialState::Pruned => format!("the trial was pruned: {reason}"),
            TrialState::Queued | TrialState::Running if self.attempt == *last => {
                "the attempt ended already".to_owned()
            }
            TrialState::Queued | TrialState::Running => format!("attempt {last} took its place"),
        }
    }

    /// What the event log says of a late result whose digest agrees, differs, or cannot be compared.
    pub(crate) fn told_apart(&self, agrees: Option<bool>) -> &'static str {
        if agrees == Some(false) {
            tracing::warn!(
                trial.id = %self.trial,
                lease.attempt = self.attempt.0,
                "a repeated result differs from the accepted one"
            );
        }
        compared(agrees)
    }
}

/// What the event log says of a repeated result.
pub(crate) const fn compared(agrees: Option<bool>) -> &'static str {
    match agrees {
        Some(true) => "its digest agrees",
        Some(false) => "its digest differs",
        None => "its digest cannot be compared",
    }
}
