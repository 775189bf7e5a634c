//! Leases: renewing what is held, taking up again what lapsed, and ending what ran out.

use std::collections::HashSet;

use dwell_domain::{
    Attempt, Micros, TrialId,
    lifecycle::{Decision, Happening},
};
use uuid::Uuid;

use super::{
    dialect::{Connection, id, integer, rows, skip_locked},
    moves, trials,
};
use crate::{
    StoreError,
    records::{Known, KnownRecord, NEVER_GIVEN, batch},
    rows::{LeaseEnd, Report},
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
    /// The leases that ran out, but for those of trials that somebody is just changing.
    RUN_OUT = concat!("
        SELECT id AS trial, attempt, sweep, state, attempt AS last, reason, worker,
               CAST(NULL AS TEXT) AS outcome
        FROM trials AS t
        WHERE state = 'running' AND lease_until < $1 ORDER BY lease_until, id", skip_locked!("t"));
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
    let known = trials::known(conn, trial, attempt).await?;
    let Some(known) = known.filter(|known| known.worker == report.worker) else {
        return Ok(Some(NEVER_GIVEN.to_owned()));
    };
    Ok(match known.situation.after(Happening::Held) {
        Decision::Stop(reason) => Some(reason),
        Decision::Move(next) => {
            moves::make(conn, &known, &next, Some(report.lease_until), report.now).await?;
            None
        }
        _ => None,
    })
}

/// Queues the trials again whose leases ran out before `now`.
pub(super) async fn expire(
    conn: &mut Connection,
    now: Micros,
) -> Result<Vec<LeaseEnd>, StoreError> {
    let run_out: Vec<KnownRecord> = sqlx::query_as(RUN_OUT)
        .bind(now.0)
        .fetch_all(&mut *conn)
        .await?;
    let mut ended = Vec::with_capacity(run_out.len());
    for record in run_out {
        let known = Known::try_from(record)?;
        let Decision::Move(next) = known.situation.after(Happening::RanOut) else {
            continue;
        };
        moves::make(conn, &known, &next, None, now).await?;
        ended.push(LeaseEnd {
            trial: known.trial,
            attempt: known.attempt(),
            worker: known.worker,
            state: next.state,
        });
    }
    Ok(ended)
}

pub(super) async fn rearm(conn: &mut Connection, until: Micros) -> Result<(), StoreError> {
    sqlx::query(REARM).bind(until.0).execute(conn).await?;
    Ok(())
}
