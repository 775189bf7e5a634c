//! The event log: what happened to sweeps and trials, in order, only ever added to.
//!
//! It is written in the transaction of the change, so that the promises can be checked over it.

use dwell_domain::{Attempt, Micros, SweepId, TrialId, TrialState, WorkerId};
use sqlx::SqliteConnection;

use super::statement::statements;
use crate::StoreError;

statements! {
    /// Adds an event.
    RECORD = "
        INSERT INTO events (at, sweep, trial, attempt, worker, kind, state, message)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    /// Adds an event of a sweep as a whole.
    RECORD_SWEEP = "
        INSERT INTO events (at, sweep, kind, state, message) VALUES (?1, ?2, ?3, ?4, ?5)";
}

/// What can happen to a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Claimed,
    Expired,
    Reattached,
    Released,
    Failed,
    Completed,
    Repeated,
    Superseded,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Expired => "expired",
            Self::Reattached => "reattached",
            Self::Released => "released",
            Self::Failed => "failed",
            Self::Completed => "completed",
            Self::Repeated => "repeated",
            Self::Superseded => "superseded",
        }
    }
}

/// Something that happened to a trial.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event<'a> {
    pub(super) at: Micros,
    pub(super) sweep: SweepId,
    pub(super) trial: TrialId,
    pub(super) attempt: Attempt,
    pub(super) worker: WorkerId,
    pub(super) kind: Kind,
    /// The trial's afterwards.
    pub(super) state: TrialState,
    pub(super) message: &'a str,
}

pub(super) async fn record(
    conn: &mut SqliteConnection,
    event: Event<'_>,
) -> Result<(), StoreError> {
    sqlx::query(RECORD)
        .bind(event.at.0)
        .bind(event.sweep.as_uuid())
        .bind(event.trial.as_uuid())
        .bind(event.attempt.0)
        .bind(event.worker.as_uuid())
        .bind(event.kind.as_str())
        .bind(event.state.as_str())
        .bind(event.message)
        .execute(conn)
        .await?;
    Ok(())
}

/// Something that happened to a sweep: `submitted`, `cancelled` or `ended`.
pub(super) async fn record_sweep(
    conn: &mut SqliteConnection,
    at: Micros,
    sweep: SweepId,
    kind: &'static str,
    state: &'static str,
    message: &str,
) -> Result<(), StoreError> {
    sqlx::query(RECORD_SWEEP)
        .bind(at.0)
        .bind(sweep.as_uuid())
        .bind(kind)
        .bind(state)
        .bind(message)
        .execute(conn)
        .await?;
    Ok(())
}
