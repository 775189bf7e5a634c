//! Accepted results, and the repeated ones kept beside them.

use dwell_domain::{Micros, Milliseconds, TrialResult};

use super::{
    completions::FirstResult,
    dialect::{Connection, bytes, id, integer, real, rows},
    ponder,
};
use crate::{
    StoreError,
    records::{
        Known, Late,
        batch::{self, Exact},
    },
    statement::statements,
};

/// [`Verdict::SOLVED_ERROR`](dwell_domain::Verdict::SOLVED_ERROR) in SQL.
macro_rules! solved_error {
    () => {
        "0.02"
    };
}

statements! {
    /// The accepted results of trials: trial, attempt, step, verdict, digest, device, libtorch, CPU
    /// capability, seconds, latencies, error, mean N. A second one of a trial is refused by the
    /// table's key.
    INSERT = concat!("
        INSERT INTO results (trial, attempt, step, verdict, digest, device, libtorch,
                             cpu_capability, seconds, latency_1_ms, latency_128_ms, error,
                             mean_ponder, low_error_step, accepted_at)
        SELECT ", id!(0), ", ", integer!(1), ", ", integer!(2), ", new.value ->> 3, ", bytes!(4), ",
               new.value ->> 5, new.value ->> 6, new.value ->> 7, ", real!(8), ", ", real!(9), ",
               ", real!(10), ", ", real!(11), ", ", real!(12), ", (
                   SELECT min(e.step) FROM evaluations AS e
                   WHERE e.trial = ", id!(0), " AND e.step <= ", integer!(2), "
                     AND e.error <= ", solved_error!(), "),
               $2
        FROM ", rows!("$1"));
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

/// Stores the one result of each trial with its ponder statistics.
pub(super) async fn insert(
    conn: &mut Connection,
    first: &[FirstResult<'_>],
    now: Micros,
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(first.len());
    let exact = |latency: Option<Milliseconds>| latency.map(|latency| Exact(latency.get()));
    for FirstResult { known, result, .. } in first {
        if !result.seconds.is_finite() {
            let what = "the seconds of a result";
            return Err(StoreError::NotFinite { what });
        }
        rows.push((
            batch::id(known.trial.as_uuid()),
            known.attempt().0,
            result.evaluation.step.0,
            result.verdict.as_str(),
            batch::bytes(&result.digest.0),
            &result.numerics.device,
            &result.numerics.libtorch,
            &result.numerics.cpu_capability,
            Exact(result.seconds),
            exact(result.latency.batch_1),
            exact(result.latency.batch_128),
            Exact(result.evaluation.error),
            Exact(result.evaluation.ponder.mean()),
        ));
    }
    sqlx::query(INSERT)
        .bind(batch::json(&rows))
        .bind(now.0)
        .execute(&mut *conn)
        .await?;
    let results: Vec<_> = first
        .iter()
        .map(|FirstResult { known, result, .. }| (known.trial, *result))
        .collect();
    ponder::store(conn, &results).await
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
        .bind(i64::from(known.attempt().0))
        .bind(&result.digest.0[..])
        .fetch_one(&mut *conn)
        .await?;
    if is_accepted {
        return Ok(Late::ToldAgain);
    }
    let inserted: Option<Option<bool>> = sqlx::query_scalar(INSERT_REPEATED)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt().0))
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

#[cfg(test)]
mod tests {
    use dwell_domain::Verdict;

    #[test]
    fn an_error_is_low_that_solves_a_task() {
        assert_eq!(solved_error!().parse(), Ok(Verdict::SOLVED_ERROR));
    }
}
