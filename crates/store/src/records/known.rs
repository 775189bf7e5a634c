//! An attempt that reports, and its trial.

use dwell_domain::{Attempt, SweepId, TrialId, WorkerId, lifecycle::Situation};
use uuid::Uuid;

use crate::{StoreError, decode};

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

/// An attempt that was handed out, and its trial.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) sweep: SweepId,
    pub(crate) trial: TrialId,
    /// Who got the attempt.
    pub(crate) worker: WorkerId,
    /// What decides what may follow.
    pub(crate) situation: Situation,
}

impl TryFrom<KnownRecord> for Known {
    type Error = StoreError;

    fn try_from(record: KnownRecord) -> Result<Self, StoreError> {
        Ok(Self {
            sweep: SweepId::from_uuid(record.sweep),
            trial: TrialId::from_uuid(record.trial),
            worker: WorkerId::from_uuid(record.worker),
            situation: Situation {
                state: decode::trial_state(&record.state)?,
                reason: record.reason,
                last: Attempt(record.last as u32),
                attempt: Attempt(record.attempt as u32),
                outcome: decode::outcome(record.outcome.as_deref())?,
            },
        })
    }
}

impl Known {
    /// Its number.
    pub(crate) const fn attempt(&self) -> Attempt {
        self.situation.attempt
    }

    /// What the event log says of a late result whose digest agrees, differs, or cannot be compared.
    pub(crate) fn told_apart(&self, agrees: Option<bool>) -> &'static str {
        if agrees == Some(false) {
            tracing::warn!(
                trial.id = %self.trial,
                lease.attempt = self.attempt().0,
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
