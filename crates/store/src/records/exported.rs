//! Rows of a whole sweep as columns.

use dwell_domain::{Attempt, Step, TraceStep, TrialId};
use uuid::Uuid;

use crate::rows::{EvaluationRow, TraceStepRow};

/// A row of `evaluations` without its distributions, with the number of its trial.
#[derive(sqlx::FromRow)]
pub(crate) struct EvaluationRowRecord {
    number: i64,
    step: i64,
    trial: Uuid,
    attempt: i64,
    loss: Option<f64>,
    training_loss: Option<f64>,
    error: f64,
    mean_ponder: f64,
    p50_ponder: i64,
    p90_ponder: i64,
    p99_ponder: i64,
    max_ponder: i64,
    share_at_one: f64,
    share_at_cap: f64,
    mean_batch_max: f64,
    mean_remainder: Option<f64>,
}

impl From<EvaluationRowRecord> for EvaluationRow {
    fn from(record: EvaluationRowRecord) -> Self {
        Self {
            number: record.number as u64,
            step: Step(record.step as u64),
            trial: TrialId::from_uuid(record.trial),
            attempt: Attempt(record.attempt as u32),
            loss: record.loss,
            training_loss: record.training_loss,
            error: record.error,
            mean_ponder: record.mean_ponder,
            p50_ponder: record.p50_ponder as u64,
            p90_ponder: record.p90_ponder as u64,
            p99_ponder: record.p99_ponder as u64,
            max_ponder: record.max_ponder as u64,
            share_at_one: record.share_at_one,
            share_at_cap: record.share_at_cap,
            mean_batch_max: record.mean_batch_max,
            mean_remainder: record.mean_remainder,
        }
    }
}

/// A row of `ponder_traces` with the number of its trial.
#[derive(sqlx::FromRow)]
pub(crate) struct TraceStepRecord {
    number: i64,
    row: i64,
    step: i64,
    trial: Uuid,
    input: String,
    ponder: i64,
    loss: Option<f64>,
    entropy: Option<f64>,
}

impl From<TraceStepRecord> for TraceStepRow {
    fn from(record: TraceStepRecord) -> Self {
        Self {
            number: record.number as u64,
            row: record.row as u32,
            step: record.step as u32,
            trial: TrialId::from_uuid(record.trial),
            content: TraceStep {
                input: record.input,
                ponder: record.ponder as u32,
                loss: record.loss,
                entropy: record.entropy,
            },
        }
    }
}
