//! Which checkpoint a trial goes on from, which weights came with its result, and which ones nobody
//! needs any more. Their bytes are kept elsewhere, under their content hash.

use dwell_domain::{Attempt, Micros, Step, TrialId, WorkerId};

use super::{
    dialect::{Connection, no, rows, skip_locked, yes},
    locks, trials,
};
use crate::{StoreError, rows::CheckpointRow, standing::Standing, statement::statements};

statements! {
    /// The checkpoint of a trial to go on from.
    TO_GO_ON_FROM = concat!("
        SELECT attempt, is_final, step, content_hash, size FROM checkpoints
        WHERE trial = $1 AND needed = ", yes!(), " AND is_final = ", no!());
    /// The final weights of the attempt whose result was accepted.
    FINAL = concat!("
        SELECT k.attempt, k.is_final, k.step, k.content_hash, k.size
        FROM results AS r JOIN checkpoints AS k ON k.trial = r.trial AND k.attempt = r.attempt
        WHERE r.trial = $1 AND k.needed = ", yes!(), " AND k.is_final = ", yes!());
    /// Gives up the checkpoint to go on from so far.
    SUPERSEDE = concat!("
        UPDATE checkpoints SET needed = ", no!(), "
        WHERE trial = $1 AND needed = ", yes!(), " AND is_final = ", no!());
    /// Gives up the final weights of an attempt so far.
    SUPERSEDE_FINAL = concat!("
        UPDATE checkpoints SET needed = ", no!(), "
        WHERE trial = $1 AND attempt = $2 AND needed = ", yes!(), " AND is_final = ", yes!());
    /// A checkpoint.
    PUT = "
        INSERT INTO checkpoints (trial, content_hash, attempt, step, size, is_final, kept_at, needed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (trial, is_final, content_hash, attempt) DO UPDATE SET needed = excluded.needed";
    /// Forgets some that are not needed, but for those that somebody is just forgetting.
    FORGET = concat!("
        DELETE FROM checkpoints WHERE (trial, is_final, content_hash, attempt) IN (
            SELECT trial, is_final, content_hash, attempt FROM checkpoints AS k
            WHERE needed = ", no!(), " LIMIT $1", skip_locked!("k"), ")
        RETURNING content_hash");
    /// Those of some content hashes that no row names.
    UNNAMED = concat!("
        SELECT new.value ->> 0 FROM ", rows!("$1"), "
        WHERE NOT EXISTS (
            SELECT 1 FROM checkpoints AS k WHERE k.content_hash = new.value ->> 0)");
}

pub(super) async fn to_go_on_from(
    conn: &mut Connection,
    trial: TrialId,
) -> Result<Option<CheckpointRow>, StoreError> {
    only(conn, TO_GO_ON_FROM, trial).await
}

pub(super) async fn final_weights(
    conn: &mut Connection,
    trial: TrialId,
) -> Result<Option<CheckpointRow>, StoreError> {
    only(conn, FINAL, trial).await
}

/// The one checkpoint of a trial that a statement finds.
async fn only(
    conn: &mut Connection,
    statement: &'static str,
    trial: TrialId,
) -> Result<Option<CheckpointRow>, StoreError> {
    let found: Option<(i64, bool, i64, String, i64)> = sqlx::query_as(statement)
        .bind(trial.as_uuid())
        .fetch_optional(conn)
        .await?;
    let row = |(attempt, is_final, step, content_hash, size)| CheckpointRow {
        trial,
        attempt: Attempt(attempt as u32),
        step: Step(step as u64),
        content_hash,
        size: size as u64,
        is_final,
    };
    Ok(found.map(row))
}

/// Whether a checkpoint is worth receiving. Any attempt may yet be the first with a result, and its
/// final weights come before that; but only the attempt that has the trial leaves a place to go on
/// from.
pub(super) async fn is_wanted(
    conn: &mut Connection,
    worker: WorkerId,
    checkpoint: &CheckpointRow,
) -> Result<bool, StoreError> {
    let known = trials::known(conn, checkpoint.trial, checkpoint.attempt).await?;
    let Some(known) = known.filter(|known| known.worker == worker) else {
        return Ok(false);
    };
    Ok(if checkpoint.is_final {
        known.standing != Standing::Ended
    } else {
        known.standing.may_go_on()
    })
}

/// Records a checkpoint; `false` when it is not wanted.
pub(super) async fn put(
    conn: &mut Connection,
    worker: WorkerId,
    checkpoint: &CheckpointRow,
    now: Micros,
) -> Result<bool, StoreError> {
    locks::trials(conn, &[checkpoint.trial]).await?;
    if !is_wanted(conn, worker, checkpoint).await? {
        return Ok(false);
    }
    let is_needed = checkpoint.is_final || !is_late(conn, checkpoint).await?;
    if is_needed {
        supersede(conn, checkpoint).await?;
    }
    sqlx::query(PUT)
        .bind(checkpoint.trial.as_uuid())
        .bind(&checkpoint.content_hash)
        .bind(i64::from(checkpoint.attempt.0))
        .bind(checkpoint.step.0 as i64)
        .bind(checkpoint.size as i64)
        .bind(checkpoint.is_final)
        .bind(now.0)
        .bind(is_needed)
        .execute(conn)
        .await?;
    Ok(true)
}

/// A call that is repeated late, after the same attempt brought a later checkpoint, only names
/// bytes to be forgotten.
async fn is_late(conn: &mut Connection, checkpoint: &CheckpointRow) -> Result<bool, StoreError> {
    let before = to_go_on_from(conn, checkpoint.trial).await?;
    Ok(before.is_some_and(|before| {
        before.attempt == checkpoint.attempt && before.step > checkpoint.step
    }))
}

/// Gives up what this checkpoint takes the place of.
async fn supersede(conn: &mut Connection, checkpoint: &CheckpointRow) -> Result<(), StoreError> {
    let trial = checkpoint.trial.as_uuid();
    let superseding = if checkpoint.is_final {
        sqlx::query(SUPERSEDE_FINAL)
            .bind(trial)
            .bind(i64::from(checkpoint.attempt.0))
    } else {
        sqlx::query(SUPERSEDE).bind(trial)
    };
    superseding.execute(conn).await?;
    Ok(())
}

/// Those of some content hashes that no row names.
pub(super) async fn unnamed(
    conn: &mut Connection,
    content_hashes: &[String],
) -> Result<Vec<String>, StoreError> {
    let batch: Vec<[&String; 1]> = content_hashes.iter().map(|hash| [hash]).collect();
    let unnamed = sqlx::query_scalar(UNNAMED)
        .bind(serde_json::to_string(&batch).expect("hashes are plain text"))
        .fetch_all(conn)
        .await?;
    Ok(unnamed)
}

/// Forgets checkpoints that are not needed; the hashes that nothing names any more.
pub(super) async fn forget_unneeded(
    conn: &mut Connection,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let mut forgotten: Vec<String> = sqlx::query_scalar(FORGET)
        .bind(i64::from(limit))
        .fetch_all(&mut *conn)
        .await?;
    forgotten.sort_unstable();
    forgotten.dedup();
    unnamed(conn, &forgotten).await
}
