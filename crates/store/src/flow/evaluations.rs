//! Evaluations: writing, reading, and which of two at the same step stays.

use dwell_domain::{Attempt, Evaluation, SweepId, TrialId};
use serde_json::to_string;

use super::dialect::{Connection, json};
use crate::{
    StoreError,
    records::{EvaluationRecord, check_numbers},
    statement::statements,
};

/// The columns of an evaluation's row, and the values of the call that stores it.
macro_rules! insert_evaluation {
    ($on_conflict:literal) => {
        concat!(
            "INSERT INTO evaluations (
                 trial, step, attempt, loss, training_loss, error, mean_ponder, p50_ponder,
                 p90_ponder, p99_ponder, max_ponder, share_at_one, share_at_cap, mean_batch_max,
                 mean_remainder, histogram, profile)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                     ",
            json!("$16"),
            ", ",
            json!("$17"),
            ")
             ON CONFLICT (trial, step) DO UPDATE SET
                 attempt = excluded.attempt, loss = excluded.loss,
                 training_loss = excluded.training_loss, error = excluded.error,
                 mean_ponder = excluded.mean_ponder, p50_ponder = excluded.p50_ponder,
                 p90_ponder = excluded.p90_ponder, p99_ponder = excluded.p99_ponder,
                 max_ponder = excluded.max_ponder, share_at_one = excluded.share_at_one,
                 share_at_cap = excluded.share_at_cap, mean_batch_max = excluded.mean_batch_max,
                 mean_remainder = excluded.mean_remainder, histogram = excluded.histogram,
                 profile = excluded.profile ",
            $on_conflict
        )
    };
}

statements! {
    /// An evaluation on the way: a younger attempt's at the same step stays.
    OFFER = insert_evaluation!("WHERE excluded.attempt >= evaluations.attempt");
    /// The evaluation of the accepted result: it stays, whatever else was told of its step.
    DECIDE = insert_evaluation!("");
    /// The evaluations of a trial.
    OF_TRIAL = "
        SELECT step, loss, training_loss, error, share_at_cap, mean_batch_max, mean_remainder,
               CAST(histogram AS TEXT) AS histogram, CAST(profile AS TEXT) AS profile
        FROM evaluations WHERE trial = $1 ORDER BY step";
    /// Lowers the best error of a sweep, if its errors can be compared.
    BEST_ERROR = "
        UPDATE sweeps SET best_error = $2
        WHERE id = $1 AND metric IS NOT NULL AND (best_error IS NULL OR best_error > $2)";
}

pub(super) async fn of_trial(
    conn: &mut Connection,
    trial: TrialId,
) -> Result<Vec<Evaluation>, StoreError> {
    sqlx::query_as::<_, EvaluationRecord>(OF_TRIAL)
        .bind(trial.as_uuid())
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(Evaluation::try_from)
        .collect()
}

/// Stores an evaluation on the way, unless a younger attempt told of its step already.
pub(super) async fn offer(
    conn: &mut Connection,
    sweep: SweepId,
    trial: TrialId,
    attempt: Attempt,
    evaluation: &Evaluation,
) -> Result<(), StoreError> {
    store(conn, OFFER, trial, attempt, evaluation).await?;
    lower_best_error(conn, sweep, evaluation.error).await
}

/// Stores the evaluation of the accepted result.
pub(super) async fn decide(
    conn: &mut Connection,
    sweep: SweepId,
    trial: TrialId,
    attempt: Attempt,
    evaluation: &Evaluation,
) -> Result<(), StoreError> {
    store(conn, DECIDE, trial, attempt, evaluation).await?;
    lower_best_error(conn, sweep, evaluation.error).await
}

async fn store(
    conn: &mut Connection,
    statement: &'static str,
    trial: TrialId,
    attempt: Attempt,
    evaluation: &Evaluation,
) -> Result<(), StoreError> {
    check_numbers(evaluation)?;
    let ponder = &evaluation.ponder;
    sqlx::query(statement)
        .bind(trial.as_uuid())
        .bind(evaluation.step.0 as i64)
        .bind(i64::from(attempt.0))
        .bind(evaluation.loss.filter(|loss| loss.is_finite()))
        .bind(evaluation.training_loss.filter(|loss| loss.is_finite()))
        .bind(evaluation.error)
        .bind(ponder.mean())
        .bind(ponder.percentile(0.5) as i64)
        .bind(ponder.percentile(0.9) as i64)
        .bind(ponder.percentile(0.99) as i64)
        .bind(ponder.max() as i64)
        .bind(ponder.share_at_one())
        .bind(ponder.share_at_cap)
        .bind(ponder.mean_batch_max)
        .bind(
            ponder
                .mean_remainder
                .filter(|remainder| remainder.is_finite()),
        )
        .bind(to_string(&ponder.histogram).expect("a histogram is plain data"))
        .bind(to_string(&ponder.profile).expect("a profile is plain data"))
        .execute(conn)
        .await?;
    Ok(())
}

async fn lower_best_error(
    conn: &mut Connection,
    sweep: SweepId,
    error: f64,
) -> Result<(), StoreError> {
    sqlx::query(BEST_ERROR)
        .bind(sweep.as_uuid())
        .bind(error)
        .execute(conn)
        .await?;
    Ok(())
}
