//! Sweeps: finding them by name, listing, cancelling, and noticing that one has ended.

use dwell_domain::{Micros, SweepId, SweepState};
use uuid::Uuid;

use super::{
    dialect::{Connection, text},
    events, locks, named,
};
use crate::{
    StoreError,
    records::SweepRecord,
    rows::{Status, SweepRow},
    statement::statements,
};

/// The columns of [`SweepRecord`]; what the trials that run have done is counted when it is asked for.
macro_rules! sweep_columns {
    () => {
        "id, name, state, reason, configurations, queued, running, completed, failed, cancelled,
         pruned,
         updates_done + CAST((
             SELECT coalesce(sum(t.updates_done), 0) FROM trials AS t
             WHERE t.sweep = sweeps.id AND t.state = 'running') AS BIGINT) AS updates_done,
         updates_total, metric, best_error, submitted_at, ended_at,
         price_per_hour"
    };
}

statements! {
    /// One sweep.
    GET = concat!("SELECT ", sweep_columns!(), " FROM sweeps WHERE id = $1");
    /// A page of sweeps, the newest first, from below an id.
    LIST = concat!("SELECT ", sweep_columns!(), " FROM sweeps WHERE id < $1 ORDER BY id DESC LIMIT $2");
    /// The newest sweep.
    LAST = "SELECT id FROM sweeps ORDER BY id DESC LIMIT 1";
    /// The newest sweep of a name.
    BY_NAME = "SELECT id FROM sweeps WHERE name = $1 ORDER BY id DESC LIMIT 1";
    /// The sweeps in a range of ids, two at most.
    IN_RANGE = "SELECT id FROM sweeps WHERE id BETWEEN $1 AND $2 LIMIT 2";
    /// The text of a spec.
    SPEC = "SELECT spec FROM sweeps WHERE id = $1";
    /// Ends the open attempts of a sweep.
    CANCEL_ATTEMPTS = "
        UPDATE attempts SET outcome = 'cancelled', ended_at = $2, message = $3
        WHERE outcome IS NULL
          AND trial IN (SELECT id FROM trials WHERE sweep = $1 AND state = 'running')";
    /// Writes down that the trials of a sweep are about to be cancelled.
    CANCEL_EVENTS = "
        INSERT INTO events (at, sweep, trial, attempt, worker, kind, state, message)
        SELECT CAST($2 AS BIGINT), sweep, id, attempt, worker, 'cancelled', 'cancelled', CAST($3 AS TEXT)
        FROM trials WHERE sweep = $1 AND state IN ('queued', 'running') ORDER BY number";
    /// Cancels the trials of a sweep that have not ended.
    CANCEL_TRIALS = "
        UPDATE trials SET state = 'cancelled', since = $2, reason = $3, lease_until = NULL
        WHERE sweep = $1 AND state IN ('queued', 'running')";
    /// Cancels a sweep.
    CANCEL = "
        UPDATE sweeps SET state = 'cancelled', ended_at = $2, reason = $3
        WHERE id = $1 AND state IN ('active', 'paused')";
    /// Completes a sweep whose last trial has ended.
    END = "
        UPDATE sweeps SET state = 'completed', ended_at = $2
        WHERE id = $1 AND state IN ('active', 'paused') AND queued = 0 AND running = 0";
    /// The cluster in numbers.
    STATUS = "
        SELECT count(*) FILTER (WHERE state = 'active'),
               CAST(coalesce(sum(queued) FILTER (WHERE state = 'active'), 0) AS BIGINT),
               CAST(coalesce(sum(running), 0) AS BIGINT)
        FROM sweeps WHERE state IN ('active', 'paused')";
}

/// The id that `last`, a name or a unique prefix of an id stands for.
pub(super) async fn resolve(conn: &mut Connection, selector: &str) -> Result<SweepId, StoreError> {
    let newest = if selector == "last" {
        sqlx::query_scalar(LAST).fetch_optional(&mut *conn).await?
    } else {
        sqlx::query_scalar(BY_NAME)
            .bind(selector)
            .fetch_optional(&mut *conn)
            .await?
    };
    if let Some(id) = newest {
        return Ok(SweepId::from_uuid(id));
    }
    let id = named::id_of(conn, IN_RANGE, "sweep", selector).await?;
    Ok(SweepId::from_uuid(id))
}

pub(super) async fn get(conn: &mut Connection, id: SweepId) -> Result<SweepRow, StoreError> {
    sqlx::query_as::<_, SweepRecord>(GET)
        .bind(id.as_uuid())
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| StoreError::not_found("sweep", id.to_string()))?
        .try_into()
}

pub(super) async fn list(
    conn: &mut Connection,
    before: Option<SweepId>,
    limit: u32,
) -> Result<Vec<SweepRow>, StoreError> {
    let before = before.map_or(Uuid::max(), |id| *id.as_uuid());
    sqlx::query_as::<_, SweepRecord>(LIST)
        .bind(before)
        .bind(i64::from(limit))
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(SweepRow::try_from)
        .collect()
}

pub(super) async fn spec(conn: &mut Connection, id: SweepId) -> Result<String, StoreError> {
    sqlx::query_scalar(SPEC)
        .bind(id.as_uuid())
        .fetch_optional(conn)
        .await?
        .ok_or_else(|| StoreError::not_found("sweep", id.to_string()))
}

/// Cancels a sweep; one that has ended stays as it is.
pub(super) async fn cancel(
    conn: &mut Connection,
    id: SweepId,
    reason: &str,
    now: Micros,
) -> Result<SweepRow, StoreError> {
    locks::trials_of(conn, id).await?;
    let sweep = get(conn, id).await?;
    if sweep.state.is_terminal() {
        return Ok(sweep);
    }
    for statement in [CANCEL_ATTEMPTS, CANCEL_EVENTS, CANCEL_TRIALS, CANCEL] {
        sqlx::query(statement)
            .bind(id.as_uuid())
            .bind(now.0)
            .bind(text(reason))
            .execute(&mut *conn)
            .await?;
    }
    let state = SweepState::Cancelled.as_str();
    events::record_sweep(conn, now, id, "cancelled", state, reason).await?;
    get(conn, id).await
}

/// Completes a sweep whose trials have all ended; whether it did so now.
pub(super) async fn end_if_done(
    conn: &mut Connection,
    id: SweepId,
    now: Micros,
) -> Result<bool, StoreError> {
    let ended = sqlx::query(END)
        .bind(id.as_uuid())
        .bind(now.0)
        .execute(&mut *conn)
        .await?
        .rows_affected()
        > 0;
    if ended {
        let state = SweepState::Completed.as_str();
        events::record_sweep(conn, now, id, "ended", state, "").await?;
    }
    Ok(ended)
}

pub(super) async fn status(conn: &mut Connection) -> Result<Status, StoreError> {
    let (active, queued, running): (i64, i64, i64) = sqlx::query_as(STATUS).fetch_one(conn).await?;
    Ok(Status {
        active_sweeps: active as u64,
        queued: queued as u64,
        running: running as u64,
    })
}
