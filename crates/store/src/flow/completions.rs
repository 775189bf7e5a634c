//! Results: exactly one of a trial is accepted, the first valid one, whichever attempt brings it. Any
//! later one is kept aside.

use dwell_domain::{
    Attempt, Micros, TrialResult, TrialState, WorkerId,
    lifecycle::{Move, Situation, TrialEvent},
};
use uuid::Uuid;

use super::{
    dialect::{Connection, id, integer, rows},
    evaluations::Told,
    events, results,
};
use crate::{
    StoreError,
    records::{Event, Known, Late, batch},
    statement::statements,
};

statements! {
    /// Completes trials that have not ended: trial, last step.
    COMPLETE = concat!("
        UPDATE trials SET state = 'completed', since = $2, step = ", integer!(1), ", reason = '',
                          lease_until = NULL
        FROM ", rows!("$1"), "
        WHERE trials.id = ", id!(0), " AND state IN ('queued', 'running')");
    /// Ends the attempts that brought results.
    END_ATTEMPTS = concat!("
        UPDATE attempts SET outcome = 'completed', failure = NULL, ended_at = $2, message = ''
        FROM ", rows!("$1"), "
        WHERE trial = ", id!(0), " AND attempt = ", integer!(1));
    /// Ends the younger attempts of a trial that has its result.
    SUPERSEDE = "
        UPDATE attempts SET outcome = 'cancelled', ended_at = $3, message = $4
        WHERE trial = $1 AND attempt > $2 AND outcome IS NULL
        RETURNING attempt, worker";
}

/// The first result of a trial.
pub(super) struct FirstResult<'a> {
    /// The attempt that brought it.
    pub(super) known: &'a Known,
    pub(super) result: &'a TrialResult,
    /// How its trial moves.
    pub(super) next: Move,
}

impl FirstResult<'_> {
    /// Its evaluation.
    pub(super) fn told(&self) -> Told<'_> {
        Told {
            known: self.known,
            evaluation: &self.result.evaluation,
        }
    }
}

/// Completes trials with the first results of each, whose evaluations are stored. What all their
/// writers share, the trials' sweep, is changed last, for it is theirs alone until the commit.
pub(super) async fn accept(
    conn: &mut Connection,
    first: &[FirstResult<'_>],
    now: Micros,
) -> Result<(), StoreError> {
    if first.is_empty() {
        return Ok(());
    }
    results::insert(conn, first, now).await?;
    let attempts: Vec<_> = first
        .iter()
        .map(|FirstResult { known, .. }| batch::attempt((known.trial, known.attempt())))
        .collect();
    sqlx::query(END_ATTEMPTS)
        .bind(batch::json(&attempts))
        .bind(now.0)
        .execute(&mut *conn)
        .await?;
    let completed: Vec<_> = first
        .iter()
        .map(|FirstResult { known, next, .. }| Event::of_move(known, next, now))
        .collect();
    events::record_all(conn, &completed).await?;
    for FirstResult { known, .. } in first {
        supersede(conn, known, now).await?;
    }
    complete(conn, first, now).await
}

async fn complete(
    conn: &mut Connection,
    first: &[FirstResult<'_>],
    now: Micros,
) -> Result<(), StoreError> {
    let rows: Vec<_> = first
        .iter()
        .map(|FirstResult { known, result, .. }| {
            (batch::id(known.trial.as_uuid()), result.evaluation.step.0)
        })
        .collect();
    sqlx::query(COMPLETE)
        .bind(batch::json(&rows))
        .bind(now.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the younger attempts; their holders are told to stop when they next report.
async fn supersede(conn: &mut Connection, known: &Known, now: Micros) -> Result<(), StoreError> {
    let Situation { attempt, last, .. } = known.situation;
    if last == attempt {
        return Ok(());
    }
    let message = format!("attempt {attempt} brought the result");
    let younger: Vec<(i64, Uuid)> = sqlx::query_as(SUPERSEDE)
        .bind(known.trial.as_uuid())
        .bind(i64::from(attempt.0))
        .bind(now.0)
        .bind(&message)
        .fetch_all(&mut *conn)
        .await?;
    for (attempt, worker) in younger {
        let superseded = Event {
            attempt: Attempt(attempt as u32),
            worker: WorkerId::from_uuid(worker),
            ..Event::of(
                known,
                TrialEvent::Superseded,
                TrialState::Completed,
                &message,
                now,
            )
        };
        events::record(conn, superseded).await?;
    }
    Ok(())
}

/// Keeps a result aside of a trial that has ended.
pub(super) async fn keep_aside(
    conn: &mut Connection,
    known: &Known,
    result: &TrialResult,
    now: Micros,
) -> Result<(), StoreError> {
    let Late::KeptAside { agrees } = results::keep_aside(conn, known, result, now).await? else {
        return Ok(());
    };
    let message = known.told_apart(agrees);
    let state = known.situation.state;
    let repeated = Event::of(known, TrialEvent::Repeated, state, message, now);
    events::record(conn, repeated).await
}
