//! Accepted results, and the repeated ones kept beside them.

use dwell_domain::{Micros, Milliseconds, TrialResult};

use super::{dialect::Connection, evaluations, ponder};
use crate::{
    StoreError,
    records::{Known, Late},
    statement::statements,
};

statements! {
    /// The accepted result of a trial. A second one is refused by the table's key.
    INSERT = "
        INSERT INTO results (trial, attempt, step, verdict, digest, device, libtorch,
                             cpu_capability, seconds, accepted_at, latency_1_ms, latency_128_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// Whether this is the accepted result, told again.
    IS_ACCEPTED = "
        SELECT EXISTS (SELECT 1 FROM results WHERE trial = $1 AND attempt = $2 AND digest = $3)";
    /// A result that came late. It agrees or not with an accepted one of the same numerics.
    INSERT_REPEATED = "
        INSERT INTO repeated_results (trial, attempt, digest, device, libtorch, cpu_capability,
                                      received_at, agrees)
        VALUES ($1, $2, $3, $4, $5, $6, $7, (
            SELECT digest = $3 FROM results
            WHERE trial = $1 AND device = $4 AND libtorch = $5 AND cpu_capability = $6))
        ON CONFLICT DO NOTHING
        RETURNING agrees";
}

/// Stores the one result of a trial with its ponder statistics.
pub(super) async fn accept(
    conn: &mut Connection,
    known: &Known,
    result: &TrialResult,
    now: Micros,
) -> Result<(), StoreError> {
    if !result.seconds.is_finite() {
        let what = "the seconds of a result";
        return Err(StoreError::NotFinite { what });
    }
    let evaluation = &result.evaluation;
    evaluations::decide(conn, known.sweep, known.trial, known.attempt, evaluation).await?;
    sqlx::query(INSERT)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt.0))
        .bind(evaluation.step.0 as i64)
        .bind(result.verdict.as_str())
        .bind(&result.digest.0[..])
        .bind(&result.numerics.device)
        .bind(&result.numerics.libtorch)
        .bind(&result.numerics.cpu_capability)
        .bind(result.seconds)
        .bind(now.0)
        .bind(result.latency.batch_1.map(Milliseconds::get))
        .bind(result.latency.batch_128.map(Milliseconds::get))
        .execute(&mut *conn)
        .await?;
    ponder::store(conn, known.trial, result).await
}

/// Keeps a late result aside and compares it with the accepted one.
pub(super) async fn keep_aside(
    conn: &mut Connection,
    known: &Known,
    result: &TrialResult,
    now: Micros,
) -> Result<Late, StoreError> {
    let is_accepted: bool = sqlx::query_scalar(IS_ACCEPTED)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt.0))
        .bind(&result.digest.0[..])
        .fetch_one(&mut *conn)
        .await?;
    if is_accepted {
        return Ok(Late::ToldAgain);
    }
    let inserted: Option<Option<bool>> = sqlx::query_scalar(INSERT_REPEATED)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt.0))
        .bind(&result.digest.0[..])
        .bind(&result.numerics.device)
        .bind(&result.numerics.libtorch)
        .bind(&result.numerics.cpu_capability)
        .bind(now.0)
        .fetch_optional(conn)
        .await?;
    Ok(match inserted {
        Some(agrees) => Late::KeptAside { agrees },
        None => Late::ToldAgain,
    })
}
