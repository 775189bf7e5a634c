//! An evaluation as columns.

use dwell_domain::{Attempt, Evaluation, PonderStatistics, ProfilePoint, Step, TrialId};
use serde::Serialize;
use serde_json::from_str;

use super::batch::{Exact, finite, id, json};
use crate::{StoreError, decode::corrupt};

/// What an [`Evaluation`] is made of; its percentiles follow from the histogram.
#[derive(sqlx::FromRow)]
pub(crate) struct EvaluationRecord {
    step: i64,
    loss: Option<f64>,
    training_loss: Option<f64>,
    error: f64,
    share_at_cap: f64,
    mean_batch_max: f64,
    mean_remainder: Option<f64>,
    histogram: String,
    profile: String,
}

impl TryFrom<EvaluationRecord> for Evaluation {
    type Error = StoreError;

    fn try_from(record: EvaluationRecord) -> Result<Self, StoreError> {
        let histogram: Vec<u64> =
            from_str(&record.histogram).map_err(|error| corrupt("histogram", error.to_string()))?;
        let profile: Vec<ProfilePoint> =
            from_str(&record.profile).map_err(|error| corrupt("profile", error.to_string()))?;
        Ok(Self {
            step: Step(record.step as u64),
            loss: record.loss,
            training_loss: record.training_loss,
            error: record.error,
            ponder: PonderStatistics {
                histogram,
                mean_remainder: record.mean_remainder,
                mean_batch_max: record.mean_batch_max,
                share_at_cap: record.share_at_cap,
                profile,
            },
        })
    }
}

/// An evaluation as a row of a batch: all columns of the table in their order.
#[derive(Serialize)]
pub(crate) struct EvaluationRow(
    String,
    u64,
    u32,
    Option<Exact>,
    Option<Exact>,
    Exact,
    Exact,
    u64,
    u64,
    u64,
    u64,
    Exact,
    Exact,
    Exact,
    Option<Exact>,
    String,
    String,
);

impl EvaluationRow {
    /// What an attempt of a trial told.
    pub(crate) fn of(trial: TrialId, attempt: Attempt, evaluation: &Evaluation) -> Self {
        let ponder = &evaluation.ponder;
        Self(
            id(trial.as_uuid()),
            evaluation.step.0,
            attempt.0,
            finite(evaluation.loss),
            finite(evaluation.training_loss),
            Exact(evaluation.error),
            Exact(ponder.mean()),
            ponder.percentile(0.5),
            ponder.percentile(0.9),
            ponder.percentile(0.99),
            ponder.max(),
            Exact(ponder.share_at_one()),
            Exact(ponder.share_at_cap),
            Exact(ponder.mean_batch_max),
            finite(ponder.mean_remainder),
            json(&ponder.histogram),
            json(&ponder.profile),
        )
    }
}

/// Refuses numbers that a column could not give back. A loss or a remainder that is not finite is
/// none at all: a trial that diverged has a result like any other.
pub(crate) fn check_numbers(evaluation: &Evaluation) -> Result<(), StoreError> {
    let ponder = &evaluation.ponder;
    let numbers = [
        ("the error", evaluation.error),
        ("the mean of the largest ponder", ponder.mean_batch_max),
        ("the share at the cap", ponder.share_at_cap),
    ];
    let profile = ponder.profile.iter().flat_map(|point| {
        [
            ("a profile's ponder", point.mean_ponder),
            ("a profile's error", point.error),
        ]
    });
    match numbers
        .into_iter()
        .chain(profile)
        .find(|(_, number)| !number.is_finite())
    {
        Some((what, _)) => Err(StoreError::NotFinite { what }),
        None => Ok(()),
    }
}
