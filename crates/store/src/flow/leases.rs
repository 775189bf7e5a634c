//! Leases: renewing what is held, taking up again what lapsed, and ending what ran out.

use std::collections::HashSet;

use dwell_domain::{
    Attempt, Micros, SweepId, TrialId, TrialState, WorkerId, lifecycle::TrialEvent,
};
use uuid::Uuid;

use super::{
    dialect::{Connection, id, integer, rows, skip_locked},
    events, trials,
};
use crate::{
    StoreError,
    records::{Event, Known, NEVER_GIVEN, batch},
    rows::{LeaseEnd, Report},
    standing::Standing,
    statement::statements,
};

statements! {
    /// Renews the leases that are there: trial, attempt.
    RENEW = concat!("
        UPDATE trials SET lease_until = $3
        FROM ", rows!("$1"), "
        WHERE trials.id = ", id!(0), " AND attempt = ", integer!(1), " AND worker = $2
          AND state = 'running'
        RETURNING trials.id, attempt");
    /// Gives a lapsed attempt its lease back.
    REATTACH = "
        UPDATE trials SET state = 'running', lease_until = $3, since = $4, reason = ''
        WHERE id = $1 AND attempt = $2 AND state = 'queued'";
    /// Opens an attempt again.
    REOPEN = "
        UPDATE attempts SET outcome = NULL, ended_at = NULL, message = ''
        WHERE trial = $1 AND attempt = $2";
    /// The leases that ran out, but for those of trials that somebody is just changing.
    RUN_OUT = concat!("
        SELECT sweep, id, attempt, worker FROM trials AS t
        WHERE state = 'running' AND lease_until < $1 ORDER BY lease_until, id", skip_locked!("t"));
    /// Queues a trial again whose lease ran out.
    REQUEUE = "
        UPDATE trials SET state = 'queued', lease_until = NULL, since = $2, reason = $3
        WHERE id = $1 AND state = 'running'";
    /// Ends the attempt of a lease that ran out.
    EXPIRE = "
        UPDATE attempts SET outcome = 'expired', ended_at = $3, message = $4
        WHERE trial = $1 AND attempt = $2";
    /// Gives every running trial a new lease, also for one that a clock far ahead has given.
    REARM = "UPDATE trials SET lease_until = $1 WHERE state = 'running'";
}

/// Renews the leases of attempts that a worker holds; what it is told of those that may not go on.
pub(super) async fn hold(
    conn: &mut Connection,
    report: &Report,
    held: &[(TrialId, Attempt)],
) -> Result<Vec<(TrialId, Attempt, String)>, StoreError> {
    let renewed = renew(conn, report, held).await?;
    let mut stop = Vec::new();
    for &(trial, attempt) in held.iter().filter(|attempt| !renewed.contains(attempt)) {
        if let Some(reason) = take_up(conn, report, trial, attempt).await? {
            stop.push((trial, attempt, reason));
        }
    }
    Ok(stop)
}

/// Renews leases that are there; of which attempts they are.
async fn renew(
    conn: &mut Connection,
    report: &Report,
    held: &[(TrialId, Attempt)],
) -> Result<HashSet<(TrialId, Attempt)>, StoreError> {
    if held.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<_> = held.iter().copied().map(batch::attempt).collect();
    let renewed: Vec<(Uuid, i64)> = sqlx::query_as(RENEW)
        .bind(batch::json(&rows))
        .bind(report.worker.as_uuid())
        .bind(report.lease_until.0)
        .fetch_all(conn)
        .await?;
    let attempt = |(trial, attempt)| (TrialId::from_uuid(trial), Attempt(attempt as u32));
    Ok(renewed.into_iter().map(attempt).collect())
}

/// Takes a lease up again that has lapsed; what the worker is told if it may not go on.
async fn take_up(
    conn: &mut Connection,
    report: &Report,
    trial: TrialId,
    attempt: Attempt,
) -> Result<Option<String>, StoreError> {
    match trials::known(conn, trial, attempt).await? {
        Some(known) if known.worker != report.worker => Ok(Some(NEVER_GIVEN.to_owned())),
        Some(known) if known.standing == Standing::Lapsed => {
            reattach(conn, report, &known).await?;
            Ok(None)
        }
        Some(known) => Ok(Some(known.why_stop())),
        None => Ok(Some(NEVER_GIVEN.to_owned())),
    }
}

/// Lets a worker go on whose lease ran out while nobody else wanted the trial.
async fn reattach(conn: &mut Connection, report: &Report, known: &Known) -> Result<(), StoreError> {
    debug_assert!(known.state.may_become(TrialState::Running));
    sqlx::query(REATTACH)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt.0))
        .bind(report.lease_until.0)
        .bind(report.now.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query(REOPEN)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt.0))
        .execute(&mut *conn)
        .await?;
    let reattached = Event {
        at: report.now,
        sweep: known.sweep,
        trial: known.trial,
        attempt: known.attempt,
        worker: report.worker,
        kind: TrialEvent::Reattached,
        state: TrialState::Running,
        message: "",
    };
    events::record(conn, reattached).await
}

/// Queues the trials again whose leases ran out before `now`.
pub(super) async fn expire(
    conn: &mut Connection,
    now: Micros,
) -> Result<Vec<LeaseEnd>, StoreError> {
    let run_out: Vec<(Uuid, Uuid, i64, Uuid)> = sqlx::query_as(RUN_OUT)
        .bind(now.0)
        .fetch_all(&mut *conn)
        .await?;
    let mut ended = Vec::with_capacity(run_out.len());
    for (sweep, trial, attempt, worker) in run_out {
        let end = LeaseEnd {
            trial: TrialId::from_uuid(trial),
            attempt: Attempt(attempt as u32),
            worker: WorkerId::from_uuid(worker),
            state: TrialState::Queued,
        };
        end_lease(conn, SweepId::from_uuid(sweep), &end, now).await?;
        ended.push(end);
    }
    Ok(ended)
}

async fn end_lease(
    conn: &mut Connection,
    sweep: SweepId,
    end: &LeaseEnd,
    now: Micros,
) -> Result<(), StoreError> {
    let reason = format!("the lease of attempt {} ran out", end.attempt);
    sqlx::query(REQUEUE)
        .bind(end.trial.as_uuid())
        .bind(now.0)
        .bind(&reason)
        .execute(&mut *conn)
        .await?;
    sqlx::query(EXPIRE)
        .bind(end.trial.as_uuid())
        .bind(i64::from(end.attempt.0))
        .bind(now.0)
        .bind(&reason)
        .execute(&mut *conn)
        .await?;
    let expired = Event {
        at: now,
        sweep,
        trial: end.trial,
        attempt: end.attempt,
        worker: end.worker,
        kind: TrialEvent::Expired,
        state: end.state,
        message: &reason,
    };
    events::record(conn, expired).await
}

pub(super) async fn rearm(conn: &mut Connection, until: Micros) -> Result<(), StoreError> {
    sqlx::query(REARM).bind(until.0).execute(conn).await?;
    Ok(())
}
