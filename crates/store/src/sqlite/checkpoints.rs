//! Which checkpoint a trial goes on from, and which ones nobody needs any more. Their bytes are
//! kept elsewhere, under their content hash.

use dwell_domain::{Attempt, Micros, Step, TrialId, WorkerId};
use sqlx::SqliteConnection;

use super::{statement::statements, trials};
use crate::{StoreError, rows::CheckpointRow};

statements! {
    /// The checkpoint of a trial to go on from.
    NEEDED = "
        SELECT attempt, step, content_hash, size FROM checkpoints
        WHERE trial = ?1 AND needed = 1";
    /// Gives up the checkpoint that was needed so far.
    SUPERSEDE = "UPDATE checkpoints SET needed = 0 WHERE trial = ?1 AND needed = 1";
    /// A checkpoint.
    PUT = "
        INSERT INTO checkpoints (trial, content_hash, attempt, step, size, kept_at, needed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (trial, content_hash) DO UPDATE SET
            needed = excluded.needed, attempt = excluded.attempt";
    /// Forgets some that are not needed.
    FORGET = "
        DELETE FROM checkpoints WHERE (trial, content_hash) IN (
            SELECT trial, content_hash FROM checkpoints WHERE needed = 0 LIMIT ?1)
        RETURNING content_hash";
    /// Whether any row names these bytes.
    IS_NAMED = "SELECT EXISTS (SELECT 1 FROM checkpoints WHERE content_hash = ?1)";
}

pub(super) async fn to_go_on_from(
    conn: &mut SqliteConnection,
    trial: TrialId,
) -> Result<Option<CheckpointRow>, StoreError> {
    let found: Option<(u32, i64, String, i64)> = sqlx::query_as(NEEDED)
        .bind(trial.as_uuid())
        .fetch_optional(conn)
        .await?;
    let row = |(attempt, step, content_hash, size)| CheckpointRow {
        trial,
        attempt: Attempt(attempt),
        step: Step(step as u64),
        content_hash,
        size: size as u64,
    };
    Ok(found.map(row))
}

/// Records a checkpoint as the one to go on from; `false` when the attempt may not go on.
///
/// A call that is repeated late, after the same attempt brought a later checkpoint, only names
/// bytes to be forgotten.
pub(super) async fn put(
    conn: &mut SqliteConnection,
    worker: WorkerId,
    checkpoint: &CheckpointRow,
    now: Micros,
) -> Result<bool, StoreError> {
    let known = trials::known(conn, checkpoint.trial, checkpoint.attempt).await?;
    if !known.is_some_and(|known| known.worker == worker && known.standing.may_go_on()) {
        return Ok(false);
    }
    let before = to_go_on_from(conn, checkpoint.trial).await?;
    let is_late = before.is_some_and(|before| {
        before.attempt == checkpoint.attempt && before.step > checkpoint.step
    });
    if !is_late {
        sqlx::query(SUPERSEDE)
            .bind(checkpoint.trial.as_uuid())
            .execute(&mut *conn)
            .await?;
    }
    sqlx::query(PUT)
        .bind(checkpoint.trial.as_uuid())
        .bind(&checkpoint.content_hash)
        .bind(checkpoint.attempt.0)
        .bind(checkpoint.step.0 as i64)
        .bind(checkpoint.size as i64)
        .bind(now.0)
        .bind(!is_late)
        .execute(conn)
        .await?;
    Ok(true)
}

/// Whether any row names these bytes.
pub(super) async fn is_named(
    conn: &mut SqliteConnection,
    content_hash: &str,
) -> Result<bool, StoreError> {
    let is_named = sqlx::query_scalar(IS_NAMED)
        .bind(content_hash)
        .fetch_one(conn)
        .await?;
    Ok(is_named)
}

/// Forgets checkpoints that are not needed; the hashes that nothing names any more.
pub(super) async fn forget_unneeded(
    conn: &mut SqliteConnection,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let mut forgotten: Vec<String> = sqlx::query_scalar(FORGET)
        .bind(limit)
        .fetch_all(&mut *conn)
        .await?;
    forgotten.sort_unstable();
    forgotten.dedup();
    let mut unneeded = Vec::with_capacity(forgotten.len());
    for hash in forgotten {
        if !is_named(conn, &hash).await? {
            unneeded.push(hash);
        }
    }
    Ok(unneeded)
}
