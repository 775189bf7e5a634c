//! Trials and their attempts: finding, listing, and what an attempt is to its trial.

use std::collections::HashMap;

use dwell_domain::{Attempt, SweepId, TrialId, TrialState};
use uuid::Uuid;

use super::{
    dialect::{Connection, Database, id, integer, rows},
    named, ponder, sweeps,
};
use crate::{
    StoreError,
    records::{AttemptRecord, Known, KnownRecord, TrialRecord, batch},
    rows::{AttemptRow, TrialRow},
    statement::statements,
};

/// Reads [`TrialRecord`]s.
macro_rules! select_trials {
    ($where:literal) => {
        concat!(
            "SELECT t.id, t.sweep, t.number, t.configuration AS configuration_id,
                    CAST(c.configuration AS TEXT) AS configuration, t.seed, t.state, t.attempt,
                    t.reason, t.since, t.step AS trial_step, t.worker,
                    r.verdict, r.digest, r.device, r.libtorch, r.cpu_capability, r.seconds,
                    r.latency_1_ms, r.latency_128_ms, e.step, e.loss, e.training_loss, e.error, e.share_at_cap, e.mean_batch_max,
                    e.mean_remainder, CAST(e.histogram AS TEXT) AS histogram,
                    CAST(e.profile AS TEXT) AS profile
             FROM trials AS t
             JOIN configurations AS c ON c.id = t.configuration
             LEFT JOIN results AS r ON r.trial = t.id
             LEFT JOIN evaluations AS e ON e.trial = r.trial AND e.step = r.step
             WHERE ",
            $where
        )
    };
}

statements! {
    /// One trial.
    GET = select_trials!("t.id = $1");
    /// A page of a sweep's trials, from above a number.
    LIST = select_trials!("t.sweep = $1 AND t.number > $2 ORDER BY t.number LIMIT $3");
    /// A page of a sweep's trials in one state, from above a number.
    LIST_IN_STATE = select_trials!(
        "t.sweep = $1 AND t.state = $4 AND t.number > $2 ORDER BY t.number LIMIT $3");
    /// The trial of a number.
    BY_NUMBER = "SELECT id FROM trials WHERE sweep = $1 AND number = $2";
    /// The trials in a range of ids, two at most.
    IN_RANGE = "SELECT id FROM trials WHERE id BETWEEN $1 AND $2 LIMIT 2";
    /// The attempts of a trial.
    ATTEMPTS = "
        SELECT a.attempt, a.worker, w.host, a.slot, a.started_at, a.ended_at, a.outcome, a.message
        FROM attempts AS a JOIN workers AS w ON w.id = a.worker
        WHERE a.trial = $1 ORDER BY a.attempt";
    /// Attempts and how their trials stand.
    KNOWN = concat!("
        SELECT a.trial, a.attempt, t.sweep, t.state, t.attempt AS last, t.reason, a.worker, a.outcome
        FROM ", rows!("$1"), "
        JOIN attempts AS a ON a.trial = ", id!(0), " AND a.attempt = ", integer!(1), "
        JOIN trials AS t ON t.id = a.trial");
}

/// The id that `SWEEP/NUMBER` or a unique prefix of an id stands for.
pub(super) async fn resolve(conn: &mut Connection, selector: &str) -> Result<TrialId, StoreError> {
    if let Some((sweep, number)) = selector.rsplit_once('/') {
        let number: i64 = number
            .parse()
            .map_err(|_| StoreError::not_found("trial", selector))?;
        let sweep = sweeps::resolve(conn, sweep).await?;
        let id: Option<Uuid> = sqlx::query_scalar(BY_NUMBER)
            .bind(sweep.as_uuid())
            .bind(number)
            .fetch_optional(conn)
            .await?;
        return id
            .map(TrialId::from_uuid)
            .ok_or_else(|| StoreError::not_found("trial", selector));
    }
    let id = named::id_of(conn, IN_RANGE, "trial", selector).await?;
    Ok(TrialId::from_uuid(id))
}

/// One trial, its result with the traces.
pub(super) async fn get(conn: &mut Connection, id: TrialId) -> Result<TrialRow, StoreError> {
    let mut trial: TrialRow = sqlx::query_as::<_, TrialRecord>(GET)
        .bind(id.as_uuid())
        .fetch_optional(&mut *conn)
        .await?
        .ok_or_else(|| StoreError::not_found("trial", id.to_string()))?
        .try_into()?;
    if let Some(result) = &mut trial.result {
        result.traces = ponder::traces(conn, id).await?;
    }
    Ok(trial)
}

/// A page of a sweep's trials. Each state has its own index range, so a page of several states is
/// the beginning of their merged pages.
pub(super) async fn list(
    conn: &mut Connection,
    sweep: SweepId,
    states: &[TrialState],
    after: u64,
    limit: u32,
) -> Result<Vec<TrialRow>, StoreError> {
    let mut records: Vec<TrialRecord> = Vec::new();
    if states.is_empty() {
        records = page(LIST, sweep, after, limit)
            .fetch_all(&mut *conn)
            .await?;
    }
    for state in TrialState::ALL
        .iter()
        .filter(|state| states.contains(state))
    {
        let in_state = page(LIST_IN_STATE, sweep, after, limit).bind(state.as_str());
        records.extend(in_state.fetch_all(&mut *conn).await?);
    }
    records.sort_by_key(|record| record.number);
    records.truncate(limit as usize);
    records.into_iter().map(TrialRow::try_from).collect()
}

type Page =
    sqlx::query::QueryAs<'static, Database, TrialRecord, <Database as sqlx::Database>::Arguments>;

fn page(statement: &'static str, sweep: SweepId, after: u64, limit: u32) -> Page {
    // Numbers are far below the largest signed one, so above it there is nothing to list.
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    sqlx::query_as(statement)
        .bind(*sweep.as_uuid())
        .bind(after)
        .bind(i64::from(limit))
}

pub(super) async fn attempts(
    conn: &mut Connection,
    trial: TrialId,
) -> Result<Vec<AttemptRow>, StoreError> {
    sqlx::query_as::<_, AttemptRecord>(ATTEMPTS)
        .bind(trial.as_uuid())
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(AttemptRow::try_from)
        .collect()
}

/// An attempt, if it was ever handed out.
pub(super) async fn known(
    conn: &mut Connection,
    trial: TrialId,
    attempt: Attempt,
) -> Result<Option<Known>, StoreError> {
    let attempt = (trial, attempt);
    Ok(all_known(conn, [attempt]).await?.remove(&attempt))
}

/// Those of some attempts that were ever handed out.
pub(super) async fn all_known(
    conn: &mut Connection,
    attempts: impl IntoIterator<Item = (TrialId, Attempt)>,
) -> Result<HashMap<(TrialId, Attempt), Known>, StoreError> {
    let rows: Vec<_> = attempts.into_iter().map(batch::attempt).collect();
    let records: Vec<KnownRecord> = sqlx::query_as(KNOWN)
        .bind(batch::json(&rows))
        .fetch_all(conn)
        .await?;
    let known = records.into_iter().map(Known::try_from);
    known
        .map(|known| known.map(|known| ((known.trial, known.attempt()), known)))
        .collect()
}
