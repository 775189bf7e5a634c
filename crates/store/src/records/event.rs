//! What the event log tells of a trial.

use dwell_domain::{
    Attempt, Micros, SweepId, TrialId, TrialState, WorkerId,
    lifecycle::{Entry, Happened, Move, TrialEvent},
};
use sqlx::FromRow;
use uuid::Uuid;

use super::Known;
use crate::{StoreError, decode, rows::EventRow};

/// Something that happened to a trial.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'a> {
    pub(crate) at: Micros,
    pub(crate) sweep: SweepId,
    pub(crate) trial: TrialId,
    pub(crate) attempt: Attempt,
    pub(crate) worker: WorkerId,
    pub(crate) kind: TrialEvent,
    /// The trial's afterwards.
    pub(crate) state: TrialState,
    pub(crate) message: &'a str,
}

impl<'a> Event<'a> {
    /// Something that happened to an attempt and its trial.
    pub(crate) fn of(
        known: &Known,
        kind: TrialEvent,
        state: TrialState,
        message: &'a str,
        at: Micros,
    ) -> Self {
        Self {
            at,
            sweep: known.sweep,
            trial: known.trial,
            attempt: known.attempt(),
            worker: known.worker,
            kind,
            state,
            message,
        }
    }

    /// That a trial moved.
    pub(crate) fn of_move(known: &Known, next: &'a Move, at: Micros) -> Self {
        Self::of(known, next.event, next.state, &next.message, at)
    }
}

/// An event of one trial, as its row has it.
#[derive(FromRow)]
pub(crate) struct EventRecord {
    at: i64,
    attempt: Option<i64>,
    worker: Option<Uuid>,
    kind: String,
    state: String,
    message: String,
}

impl EventRecord {
    pub(crate) fn of(self, trial: TrialId) -> Result<EventRow, StoreError> {
        Ok(EventRow {
            at: Micros(self.at),
            trial,
            entry: entry(self.attempt, &self.kind, &self.state)?,
            worker: self.worker.map(WorkerId::from_uuid),
            message: self.message,
        })
    }
}

/// What a row of the event log says happened, and where that left the trial.
pub(crate) fn entry(attempt: Option<i64>, kind: &str, state: &str) -> Result<Entry, StoreError> {
    Ok(Entry {
        what: match kind {
            "cancelled" => Happened::Cancelled,
            word => {
                let event = word.parse().map_err(|_| decode::corrupt("event", word))?;
                Happened::ToAttempt(event)
            }
        },
        attempt: Attempt(attempt.unwrap_or_default() as u32),
        state: decode::trial_state(state)?,
    })
}
