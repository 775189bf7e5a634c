//! The event log: what happened to sweeps and trials, in order, only ever added to.
//!
//! It is written in the transaction of the change, so that the promises can be checked over it.

use dwell_domain::{Micros, SweepId};

use super::dialect::{Connection, text};
use crate::{StoreError, records::Event, statement::statements};

statements! {
    /// Adds an event.
    RECORD = "
        INSERT INTO events (at, sweep, trial, attempt, worker, kind, state, message)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Adds an event of a sweep as a whole.
    RECORD_SWEEP = "
        INSERT INTO events (at, sweep, kind, state, message) VALUES ($1, $2, $3, $4, $5)";
}

pub(super) async fn record(conn: &mut Connection, event: Event<'_>) -> Result<(), StoreError> {
    sqlx::query(RECORD)
        .bind(event.at.0)
        .bind(event.sweep.as_uuid())
        .bind(event.trial.as_uuid())
        .bind(i64::from(event.attempt.0))
        .bind(event.worker.as_uuid())
        .bind(event.kind.as_str())
        .bind(event.state.as_str())
        .bind(text(event.message))
        .execute(conn)
        .await?;
    Ok(())
}

/// Something that happened to a sweep: `submitted`, `cancelled` or `ended`.
pub(super) async fn record_sweep(
    conn: &mut Connection,
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
        .bind(text(message))
        .execute(conn)
        .await?;
    Ok(())
}
