//! The statistics of accepted results as typed rows: how often each N came, ponder over difficulty
//! and position, and traces. People read them through the views; only traces are read back here,
//! since a result's evaluation carries the others.

use dwell_domain::{PonderStatistics, ProfilePoint, Trace, TraceStep, TrialId, TrialResult};
use serde_json::to_string;

use super::dialect::{Connection, INSERT_HISTOGRAM, text};
use crate::{
    StoreError,
    records::{TraceRecord, axis, traces_of},
    statement::statements,
};

statements! {
    /// A point of a profile.
    INSERT_POINT = "
        INSERT INTO ponder_profile (trial, axis, key, samples, mean_ponder, error)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// A step of a trace.
    INSERT_STEP = "
        INSERT INTO ponder_traces (trial, row, step, input, ponder, loss, entropy)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// The traces of a trial, step by step.
    TRACES = "
        SELECT row, input, ponder, loss, entropy FROM ponder_traces
        WHERE trial = $1 ORDER BY row, step";
}

/// Stores the statistics of a result that was just accepted.
pub(super) async fn store(
    conn: &mut Connection,
    trial: TrialId,
    result: &TrialResult,
) -> Result<(), StoreError> {
    let ponder = &result.evaluation.ponder;
    store_histogram(conn, trial, ponder).await?;
    for point in &ponder.profile {
        store_point(conn, trial, point).await?;
    }
    for trace in &result.traces {
        for (number, step) in (1..).zip(&trace.steps) {
            store_step(conn, trial, trace.row, number, step).await?;
        }
    }
    Ok(())
}

async fn store_histogram(
    conn: &mut Connection,
    trial: TrialId,
    ponder: &PonderStatistics,
) -> Result<(), StoreError> {
    sqlx::query(INSERT_HISTOGRAM)
        .bind(trial.as_uuid())
        .bind(to_string(&ponder.histogram).expect("a histogram is plain data"))
        .execute(conn)
        .await?;
    Ok(())
}

async fn store_point(
    conn: &mut Connection,
    trial: TrialId,
    point: &ProfilePoint,
) -> Result<(), StoreError> {
    sqlx::query(INSERT_POINT)
        .bind(trial.as_uuid())
        .bind(axis(point.axis))
        .bind(i64::from(point.key))
        .bind(point.samples as i64)
        .bind(point.mean_ponder)
        .bind(point.error)
        .execute(conn)
        .await
        .map_err(|error| StoreError::told_twice("a value of a profile", error))?;
    Ok(())
}

async fn store_step(
    conn: &mut Connection,
    trial: TrialId,
    row: u32,
    number: i64,
    step: &TraceStep,
) -> Result<(), StoreError> {
    sqlx::query(INSERT_STEP)
        .bind(trial.as_uuid())
        .bind(i64::from(row))
        .bind(number)
        .bind(text(&step.input))
        .bind(i64::from(step.ponder))
        .bind(step.loss.filter(|nats| nats.is_finite()))
        .bind(step.entropy.filter(|nats| nats.is_finite()))
        .execute(conn)
        .await
        .map_err(|error| StoreError::told_twice("a sequence's trace", error))?;
    Ok(())
}

/// The traces of an accepted result, in the order of their rows.
pub(super) async fn traces(
    conn: &mut Connection,
    trial: TrialId,
) -> Result<Vec<Trace>, StoreError> {
    let records: Vec<TraceRecord> = sqlx::query_as(TRACES)
        .bind(trial.as_uuid())
        .fetch_all(conn)
        .await?;
    Ok(traces_of(&records))
}
