//! Whole sweeps, page by page: each page begins after the key of the last row before it.
//!
//! A statement looks at a window of trials, so that a page costs no more than what belongs to these,
//! whatever a planner makes of the statement: PostgreSQL, where it has no statistics yet, would sort
//! all that is left of a sweep for every page.

use dwell_domain::{Step, SweepId};

use super::dialect::Connection;
use crate::{
    StoreError,
    records::{EvaluationRowRecord, TraceStepRecord},
    rows::{EvaluationRow, TraceStepRow},
    statement::statements,
};

/// How many trials a statement looks at.
macro_rules! window {
    () => {
        "128"
    };
}

statements! {
    /// Evaluations of a window of trials, from above a trial's number and a step.
    EVALUATIONS = concat!(
        "SELECT t.number, e.step, e.trial, e.attempt, e.loss, e.training_loss, e.error,
               e.mean_ponder, e.p50_ponder, e.p90_ponder, e.p99_ponder, e.max_ponder,
               e.share_at_one, e.share_at_cap, e.mean_batch_max, e.mean_remainder
        FROM trials AS t
        JOIN evaluations AS e ON e.trial = t.id
        WHERE t.sweep = $1 AND t.number >= $2 AND t.number < $2 + ", window!(), "
          AND e.step > CASE t.number WHEN $2 THEN $3 ELSE -1 END
        ORDER BY t.number, e.step LIMIT $4");
    /// Traces of a window of trials, from above a trial's number, a sequence and a step.
    TRACE_STEPS = concat!(
        "SELECT t.number, p.row, p.step, p.trial, p.input, p.ponder, p.loss, p.entropy
        FROM trials AS t
        JOIN ponder_traces AS p ON p.trial = t.id
        WHERE t.sweep = $1 AND t.number >= $2 AND t.number < $2 + ", window!(), "
          AND (t.number > $2 OR p.row > $3 OR (p.row = $3 AND p.step > $4))
        ORDER BY t.number, p.row, p.step LIMIT $5");
    /// The first trial behind the window of another.
    NEXT_WINDOW = concat!(
        "SELECT number FROM trials WHERE sweep = $1 AND number >= $2 + ", window!(), "
        ORDER BY number LIMIT 1");
}

/// What lies before every step, and every sequence, of a trial.
const BEFORE_ALL: i64 = -1;

async fn next_window(
    conn: &mut Connection,
    sweep: SweepId,
    number: i64,
) -> Result<Option<i64>, StoreError> {
    let next = sqlx::query_scalar(NEXT_WINDOW)
        .bind(sweep.as_uuid())
        .bind(number)
        .fetch_optional(conn)
        .await?;
    Ok(next)
}

pub(super) async fn evaluations(
    conn: &mut Connection,
    sweep: SweepId,
    (number, step): (u64, Step),
    limit: u32,
) -> Result<Vec<EvaluationRow>, StoreError> {
    let mut page = Vec::new();
    let mut after = (number as i64, step.0 as i64);
    loop {
        let wanted = limit as usize - page.len();
        let records: Vec<EvaluationRowRecord> = sqlx::query_as(EVALUATIONS)
            .bind(sweep.as_uuid())
            .bind(after.0)
            .bind(after.1)
            .bind(wanted as i64)
            .fetch_all(&mut *conn)
            .await?;
        let is_full = records.len() == wanted;
        page.extend(records.into_iter().map(EvaluationRow::from));
        if is_full {
            return Ok(page);
        }
        match next_window(conn, sweep, after.0).await? {
            Some(next) => after = (next, BEFORE_ALL),
            None => return Ok(page),
        }
    }
}

pub(super) async fn trace_steps(
    conn: &mut Connection,
    sweep: SweepId,
    (number, row, step): (u64, u32, u32),
    limit: u32,
) -> Result<Vec<TraceStepRow>, StoreError> {
    let mut page = Vec::new();
    let mut after = (number as i64, i64::from(row), i64::from(step));
    loop {
        let wanted = limit as usize - page.len();
        let records: Vec<TraceStepRecord> = sqlx::query_as(TRACE_STEPS)
            .bind(sweep.as_uuid())
            .bind(after.0)
            .bind(after.1)
            .bind(after.2)
            .bind(wanted as i64)
            .fetch_all(&mut *conn)
            .await?;
        let is_full = records.len() == wanted;
        page.extend(records.into_iter().map(TraceStepRow::from));
        if is_full {
            return Ok(page);
        }
        match next_window(conn, sweep, after.0).await? {
            Some(next) => after = (next, BEFORE_ALL, BEFORE_ALL),
            None => return Ok(page),
        }
    }
}
