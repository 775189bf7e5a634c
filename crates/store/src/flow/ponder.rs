//! The statistics of accepted results as typed rows: how often each N came, ponder over difficulty
//! and position, and traces. People read them through the views; only traces are read back here,
//! since a result's evaluation carries the others.

use std::iter::zip;

use dwell_domain::{Trace, TrialId, TrialResult};
use serde::Serialize;

use super::dialect::{Connection, id, integer, real, rows, text};
use crate::{
    StoreError,
    records::{
        TraceRecord, axis,
        batch::{self, Exact, finite},
        traces_of,
    },
    statement::statements,
};

statements! {
    /// How many input steps of a trial got N updates: trial, N, samples.
    INSERT_HISTOGRAMS = concat!("
        INSERT INTO ponder_histogram (trial, ponder, samples)
        SELECT ", id!(0), ", ", integer!(1), ", ", integer!(2), " FROM ", rows!("$1"));
    /// Points of profiles: trial, axis, key, samples, mean ponder, error.
    INSERT_POINTS = concat!("
        INSERT INTO ponder_profile (trial, axis, key, samples, mean_ponder, error)
        SELECT ", id!(0), ", new.value ->> 1, ", integer!(2), ", ", integer!(3), ", ", real!(4), ",
               ", real!(5), "
        FROM ", rows!("$1"));
    /// Steps of traces: trial, row, step, input, ponder, loss, entropy.
    INSERT_STEPS = concat!("
        INSERT INTO ponder_traces (trial, row, step, input, ponder, loss, entropy)
        SELECT ", id!(0), ", ", integer!(1), ", ", integer!(2), ", new.value ->> 3, ", integer!(4), ",
               ", real!(5), ", ", real!(6), "
        FROM ", rows!("$1"));
    /// The traces of a trial, step by step.
    TRACES = "
        SELECT row, input, ponder, loss, entropy FROM ponder_traces
        WHERE trial = $1 ORDER BY row, step";
}

/// Stores the statistics of results that were just accepted.
pub(super) async fn store(
    conn: &mut Connection,
    results: &[(TrialId, &TrialResult)],
) -> Result<(), StoreError> {
    let ids: Vec<String> = results
        .iter()
        .map(|(trial, _)| batch::id(trial.as_uuid()))
        .collect();
    let results = || zip(&ids, results.iter().map(|(_, result)| *result));
    let counts = results().flat_map(|(id, result)| counts(id, result));
    insert(conn, INSERT_HISTOGRAMS, counts, "a histogram").await?;
    let points = results().flat_map(|(id, result)| points(id, result));
    insert(conn, INSERT_POINTS, points, "a value of a profile").await?;
    let steps = results().flat_map(|(id, result)| steps(id, result));
    insert(conn, INSERT_STEPS, steps, "a sequence's trace").await
}

/// Adds rows; `what` of a result can be told once.
async fn insert(
    conn: &mut Connection,
    statement: &'static str,
    rows: impl Iterator<Item = impl Serialize>,
    what: &'static str,
) -> Result<(), StoreError> {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query(statement)
        .bind(batch::json(&rows))
        .execute(conn)
        .await
        .map_err(|error| StoreError::told_twice(what, error))?;
    Ok(())
}

/// The rows of a result's histogram.
fn counts<'a>(id: &'a str, result: &'a TrialResult) -> impl Iterator<Item = impl Serialize + 'a> {
    let counted = (1_u64..).zip(&result.evaluation.ponder.histogram);
    let reached = counted.filter(|(_, samples)| **samples > 0);
    reached.map(move |(ponder, samples)| (id, ponder, *samples))
}

/// The rows of a result's profile.
fn points<'a>(id: &'a str, result: &'a TrialResult) -> impl Iterator<Item = impl Serialize + 'a> {
    let points = result.evaluation.ponder.profile.iter();
    points.map(move |point| {
        let (ponder, error) = (Exact(point.mean_ponder), Exact(point.error));
        let samples = point.samples as i64;
        (id, axis(point.axis), point.key, samples, ponder, error)
    })
}

/// The rows of a result's traces.
fn steps<'a>(id: &'a str, result: &'a TrialResult) -> impl Iterator<Item = impl Serialize + 'a> {
    result.traces.iter().flat_map(move |trace| {
        (1_u64..).zip(&trace.steps).map(move |(number, step)| {
            let (loss, entropy) = (finite(step.loss), finite(step.entropy));
            let input = text(&step.input);
            (id, trace.row, number, input, step.ponder, loss, entropy)
        })
    })
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
