//! The event log: what happened to sweeps and trials, in order, only ever added to.
//!
//! It is written in the transaction of the change, so that the promises can be checked over it.

use dwell_domain::{Micros, SweepId, TrialId};
use serde::Serialize;

use super::dialect::{Connection, id, integer, rows, text};
use crate::{
    StoreError,
    records::{Event, EventRecord, batch},
    rows::EventRow,
    statement::statements,
};

statements! {
    /// Adds events: time, sweep, trial, attempt, worker, kind, state, message.
    RECORD = concat!("
        INSERT INTO events (at, sweep, trial, attempt, worker, kind, state, message)
        SELECT ", integer!(0), ", ", id!(1), ", ", id!(2), ", ", integer!(3), ", ", id!(4), ",
               new.value ->> 5, new.value ->> 6, new.value ->> 7
        FROM ", rows!("$1"));
    /// Adds an event of a sweep as a whole.
    RECORD_SWEEP = "
        INSERT INTO events (at, sweep, kind, state, message) VALUES ($1, $2, $3, $4, $5)";
    /// What happened to a trial.
    OF_TRIAL = "
        SELECT at, attempt, worker, kind, state, message FROM events
        WHERE trial = $1 ORDER BY sequence";
}

pub(super) async fn record(conn: &mut Connection, event: Event<'_>) -> Result<(), StoreError> {
    record_all(conn, &[event]).await
}

/// What happened to a trial, in order.
pub(super) async fn of_trial(
    conn: &mut Connection,
    trial: TrialId,
) -> Result<Vec<EventRow>, StoreError> {
    let records: Vec<EventRecord> = sqlx::query_as(OF_TRIAL)
        .bind(trial.as_uuid())
        .fetch_all(conn)
        .await?;
    let rows = records.into_iter().map(|record| record.of(trial));
    rows.collect()
}

/// Adds events in this order.
pub(super) async fn record_all(
    conn: &mut Connection,
    events: &[Event<'_>],
) -> Result<(), StoreError> {
    let rows: Vec<_> = events.iter().map(row).collect();
    sqlx::query(RECORD)
        .bind(batch::json(&rows))
        .execute(conn)
        .await?;
    Ok(())
}

fn row<'a>(event: &Event<'a>) -> impl Serialize + use<'a> {
    (
        event.at.0,
        batch::id(event.sweep.as_uuid()),
        batch::id(event.trial.as_uuid()),
        event.attempt.0,
        batch::id(event.worker.as_uuid()),
        event.kind.as_str(),
        event.state.as_str(),
        text(event.message),
    )
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
