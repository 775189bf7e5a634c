//! A trial moves as `dwell_domain::lifecycle` decided, and with it the attempt that caused it and the
//! event log.

use dwell_domain::{
    FailureKind, Micros,
    lifecycle::{AttemptChange, AttemptOutcome, Move},
};

use super::{
    dialect::{Connection, text},
    events, sweeps,
};
use crate::{
    StoreError,
    records::{Event, Known},
    statement::statements,
};

statements! {
    /// Moves a trial.
    MOVE = "
        UPDATE trials SET state = $2, reason = $3, since = $4, lease_until = $5 WHERE id = $1";
    /// Ends an attempt, or opens it again.
    CHANGE_ATTEMPT = "
        UPDATE attempts SET outcome = $3, failure = $4, ended_at = $5, message = $6
        WHERE trial = $1 AND attempt = $2";
}

/// Makes a move; a trial that runs afterwards does so under a lease.
pub(super) async fn make(
    conn: &mut Connection,
    known: &Known,
    next: &Move,
    lease_until: Option<Micros>,
    now: Micros,
) -> Result<(), StoreError> {
    change_attempt(conn, known, &next.attempt, now).await?;
    sqlx::query(MOVE)
        .bind(known.trial.as_uuid())
        .bind(next.state.as_str())
        .bind(text(&next.reason))
        .bind(now.0)
        .bind(lease_until.map(|until| until.0))
        .execute(&mut *conn)
        .await?;
    events::record(conn, Event::of_move(known, next, now)).await?;
    if next.state.is_terminal() {
        sweeps::end_if_done(conn, known.sweep, now).await?;
    }
    Ok(())
}

async fn change_attempt(
    conn: &mut Connection,
    known: &Known,
    change: &AttemptChange,
    now: Micros,
) -> Result<(), StoreError> {
    let (outcome, failure, ended_at, message) = match change {
        AttemptChange::Ends {
            outcome,
            failure,
            message,
        } => (Some(*outcome), *failure, Some(now.0), message.as_str()),
        AttemptChange::Reopens => (None, None, None, ""),
    };
    sqlx::query(CHANGE_ATTEMPT)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt().0))
        .bind(outcome.map(AttemptOutcome::as_str))
        .bind(failure.map(FailureKind::as_str))
        .bind(ended_at)
        .bind(text(message))
        .execute(conn)
        .await?;
    Ok(())
}
