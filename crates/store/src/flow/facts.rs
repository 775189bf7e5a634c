//! What follows from each fact about an attempt. Exactly one result of a trial is accepted: the
//! first valid one, whichever attempt brings it; a failure counts only while the trial is still its
//! attempt's.

use dwell_domain::{
    Attempt, Evaluation, Failure, FailureKind, Micros, TrialResult, TrialState, WorkerId,
};
use uuid::Uuid;

use super::{
    dialect::{Connection, no, text, yes},
    evaluations, events, results, sweeps,
};
use crate::{
    StoreError,
    records::{Event, Kind, Known, Late},
    rows::AttemptOutcome,
    standing::{self, Standing},
    statement::statements,
};

statements! {
    /// Completes a trial that has not ended.
    COMPLETE = "
        UPDATE trials SET state = 'completed', since = $2, step = $3, reason = '', lease_until = NULL
        WHERE id = $1 AND state IN ('queued', 'running')";
    /// Queues a trial again or gives it up.
    LEAVE = "
        UPDATE trials SET state = $2, since = $3, reason = $4, lease_until = NULL
        WHERE id = $1 AND state IN ('queued', 'running')";
    /// Ends an attempt.
    END_ATTEMPT = "
        UPDATE attempts SET outcome = $3, failure = $4, ended_at = $5, message = $6
        WHERE trial = $1 AND attempt = $2";
    /// Ends the younger attempts of a trial that has its result.
    SUPERSEDE = "
        UPDATE attempts SET outcome = 'cancelled', ended_at = $3, message = $4
        WHERE trial = $1 AND attempt > $2 AND outcome IS NULL
        RETURNING attempt, worker";
    /// How often attempts of a trial failed in one way since it last got further: the attempt that
    /// left the checkpoint to go on from, and those after it.
    FAILURES = concat!("
        SELECT count(*) FROM attempts
        WHERE trial = $1 AND failure = $2 AND attempt >= coalesce(
            (SELECT attempt FROM checkpoints
             WHERE trial = $1 AND needed = ", yes!(), " AND is_final = ", no!(), "), 0)");
}

/// Keeps an evaluation of a trial that has not ended. A stale attempt only fills gaps: should its
/// result come first, the curve has to be whole.
pub(super) async fn evaluated(
    conn: &mut Connection,
    known: &Known,
    evaluation: &Evaluation,
) -> Result<(), StoreError> {
    match known.standing {
        Standing::Holds | Standing::Lapsed | Standing::Stale => {
            evaluations::offer(conn, known.sweep, known.trial, known.attempt, evaluation).await
        }
        Standing::Ended => Ok(()),
    }
}

/// Accepts the first result of a trial, and keeps any later one aside.
pub(super) async fn completed(
    conn: &mut Connection,
    known: &Known,
    result: &TrialResult,
    now: Micros,
) -> Result<bool, StoreError> {
    if known.standing == Standing::Ended {
        repeated(conn, known, result, now).await?;
        return Ok(false);
    }
    debug_assert!(known.state.may_become(TrialState::Completed));
    results::accept(conn, known, result, now).await?;
    sqlx::query(COMPLETE)
        .bind(known.trial.as_uuid())
        .bind(now.0)
        .bind(result.evaluation.step.0 as i64)
        .execute(&mut *conn)
        .await?;
    end_attempt(conn, known, AttemptOutcome::Completed, None, "", now).await?;
    let verdict = result.verdict.as_str();
    record(
        conn,
        known,
        Kind::Completed,
        TrialState::Completed,
        verdict,
        now,
    )
    .await?;
    supersede(conn, known, now).await?;
    sweeps::end_if_done(conn, known.sweep, now).await?;
    Ok(true)
}

async fn repeated(
    conn: &mut Connection,
    known: &Known,
    result: &TrialResult,
    now: Micros,
) -> Result<(), StoreError> {
    let Late::KeptAside { agrees } = results::keep_aside(conn, known, result, now).await? else {
        return Ok(());
    };
    let message = known.told_apart(agrees);
    record(conn, known, Kind::Repeated, known.state, message, now).await
}

/// Ends the younger attempts; their holders are told to stop when they next report.
async fn supersede(conn: &mut Connection, known: &Known, now: Micros) -> Result<(), StoreError> {
    let message = format!("attempt {} brought the result", known.attempt);
    let younger: Vec<(i64, Uuid)> = sqlx::query_as(SUPERSEDE)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt.0))
        .bind(now.0)
        .bind(&message)
        .fetch_all(&mut *conn)
        .await?;
    for (attempt, worker) in younger {
        let known = Known {
            attempt: Attempt(attempt as u32),
            worker: WorkerId::from_uuid(worker),
            ..known.clone()
        };
        record(
            conn,
            &known,
            Kind::Superseded,
            TrialState::Completed,
            &message,
            now,
        )
        .await?;
    }
    Ok(())
}

/// Queues the trial again or gives it up, after a failure of the attempt that has it.
pub(super) async fn failed(
    conn: &mut Connection,
    known: &Known,
    failure: &Failure,
    now: Micros,
) -> Result<bool, StoreError> {
    if !known.standing.may_go_on() {
        return Ok(false);
    }
    let Failure { kind, message } = failure;
    end_attempt(
        conn,
        known,
        AttemptOutcome::Failed,
        Some(*kind),
        message,
        now,
    )
    .await?;
    let failures: i64 = sqlx::query_scalar(FAILURES)
        .bind(known.trial.as_uuid())
        .bind(kind.as_str())
        .fetch_one(&mut *conn)
        .await?;
    let failures = failures as u32;
    let next = standing::after_failure(*kind, failures);
    let reason = standing::why_failed(failure, failures);
    leave(conn, known, next, &reason, now).await?;
    record(conn, known, Kind::Failed, next, &reason, now).await?;
    sweeps::end_if_done(conn, known.sweep, now).await?;
    Ok(true)
}

/// Queues the trial again that its worker gives back.
pub(super) async fn released(
    conn: &mut Connection,
    known: &Known,
    reason: &str,
    now: Micros,
) -> Result<bool, StoreError> {
    if !known.standing.may_go_on() {
        return Ok(false);
    }
    end_attempt(conn, known, AttemptOutcome::Released, None, reason, now).await?;
    leave(conn, known, TrialState::Queued, reason, now).await?;
    record(conn, known, Kind::Released, TrialState::Queued, reason, now).await?;
    Ok(true)
}

/// Moves a trial to a state without a lease.
async fn leave(
    conn: &mut Connection,
    known: &Known,
    next: TrialState,
    reason: &str,
    now: Micros,
) -> Result<(), StoreError> {
    // A lapsed attempt's trial is queued already.
    debug_assert!(known.state == next || known.state.may_become(next));
    sqlx::query(LEAVE)
        .bind(known.trial.as_uuid())
        .bind(next.as_str())
        .bind(now.0)
        .bind(text(reason))
        .execute(conn)
        .await?;
    Ok(())
}

async fn end_attempt(
    conn: &mut Connection,
    known: &Known,
    outcome: AttemptOutcome,
    failure: Option<FailureKind>,
    message: &str,
    now: Micros,
) -> Result<(), StoreError> {
    sqlx::query(END_ATTEMPT)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt.0))
        .bind(outcome.as_str())
        .bind(failure.map(FailureKind::as_str))
        .bind(now.0)
        .bind(text(message))
        .execute(conn)
        .await?;
    Ok(())
}

async fn record(
    conn: &mut Connection,
    known: &Known,
    kind: Kind,
    state: TrialState,
    message: &str,
    now: Micros,
) -> Result<(), StoreError> {
    let event = Event {
        at: now,
        sweep: known.sweep,
        trial: known.trial,
        attempt: known.attempt,
        worker: known.worker,
        kind,
        state,
        message,
    };
    events::record(conn, event).await
}
