//! Which checkpoints a trial can go on from, which weights came with its result, and which ones nobody
//! needs any more. Their bytes are kept elsewhere, under their content hash.

use std::num::NonZeroU32;

use dwell_domain::{Attempt, Micros, Step, TrialId, WorkerId, lifecycle::Standing};

use super::{
    dialect::{Connection, no, rows, skip_locked, yes},
    locks, trials,
};
use crate::{
    StoreError,
    rows::{CheckpointRow, WhichWeights},
    statement::statements,
};

/// Whether a checkpoint is one to go on from.
macro_rules! goes_on {
    () => {
        concat!(
            "needed = ",
            yes!(),
            " AND is_final = ",
            no!(),
            " AND is_best = ",
            no!()
        )
    };
}

pub(super) use goes_on;

/// The weights of the attempt whose result was accepted, which are what a column says.
macro_rules! weights {
    ($is_wanted:literal) => {
        concat!(
            "SELECT k.attempt, k.is_final, k.is_best, k.step, k.content_hash, k.size
             FROM results AS r JOIN checkpoints AS k ON k.trial = r.trial AND k.attempt = r.attempt
             WHERE r.trial = $1 AND k.needed = ",
            yes!(),
            " AND k.",
            $is_wanted,
            " = ",
            yes!()
        )
    };
}

statements! {
    /// The checkpoints of a trial to go on from, the latest first.
    TO_GO_ON_FROM = concat!("
        SELECT attempt, is_final, is_best, step, content_hash, size FROM checkpoints
        WHERE trial = $1 AND ", goes_on!(), " ORDER BY attempt DESC, step DESC");
    /// Those at its end.
    FINAL = weights!("is_final");
    /// Those of its best evaluation.
    BEST = weights!("is_best");
    /// Gives up the checkpoints to go on from but for the latest: of those that are kept, the oldest is
    /// found by how many come before it.
    SUPERSEDE = concat!("
        UPDATE checkpoints SET needed = ", no!(), "
        WHERE trial = $1 AND ", goes_on!(), " AND (attempt, step) < (
            SELECT attempt, step FROM checkpoints WHERE trial = $1 AND ", goes_on!(), "
            ORDER BY attempt DESC, step DESC LIMIT 1 OFFSET $2)");
    /// Gives up the final weights of an attempt so far.
    SUPERSEDE_FINAL = concat!("
        UPDATE checkpoints SET needed = ", no!(), "
        WHERE trial = $1 AND attempt = $2 AND needed = ", yes!(), " AND is_final = ", yes!());
    /// Gives up its best weights so far.
    SUPERSEDE_BEST = concat!("
        UPDATE checkpoints SET needed = ", no!(), "
        WHERE trial = $1 AND attempt = $2 AND needed = ", yes!(), " AND is_best = ", yes!());
    /// A checkpoint.
    PUT = concat!("
        INSERT INTO checkpoints (
            trial, content_hash, attempt, step, size, is_final, is_best, kept_at, needed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, ", yes!(), ")
        ON CONFLICT (trial, is_final, content_hash, attempt)
        DO UPDATE SET needed = excluded.needed, is_best = excluded.is_best");
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
) -> Result<Vec<CheckpointRow>, StoreError> {
    find(conn, TO_GO_ON_FROM, trial).await
}

pub(super) async fn weights(
    conn: &mut Connection,
    trial: TrialId,
    which: WhichWeights,
) -> Result<Option<CheckpointRow>, StoreError> {
    let statement = match which {
        WhichWeights::Final => FINAL,
        WhichWeights::Best => BEST,
    };
    Ok(find(conn, statement, trial).await?.pop())
}

/// The checkpoints of a trial that a statement finds.
async fn find(
    conn: &mut Connection,
    statement: &'static str,
    trial: TrialId,
) -> Result<Vec<CheckpointRow>, StoreError> {
    let found: Vec<(i64, bool, bool, i64, String, i64)> = sqlx::query_as(statement)
        .bind(trial.as_uuid())
        .fetch_all(conn)
        .await?;
    let row = |(attempt, is_final, is_best, step, content_hash, size)| CheckpointRow {
        trial,
        attempt: Attempt(attempt as u32),
        step: Step(step as u64),
        content_hash,
        size: size as u64,
        is_final,
        is_best,
    };
    Ok(found.into_iter().map(row).collect())
}

/// Whether a checkpoint is worth receiving. Any attempt may yet be the first with a result, and its
/// weights come before that; but only the attempt that has the trial leaves a place to go on
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
    let standing = known.situation.standing();
    Ok(if checkpoint.is_weights() {
        standing != Standing::Ended
    } else {
        standing.may_go_on()
    })
}

/// Records a checkpoint; `false` when it is not wanted.
pub(super) async fn put(
    conn: &mut Connection,
    worker: WorkerId,
    checkpoint: &CheckpointRow,
    keep: NonZeroU32,
    now: Micros,
) -> Result<bool, StoreError> {
    locks::trials(conn, &[checkpoint.trial]).await?;
    if !is_wanted(conn, worker, checkpoint).await? {
        return Ok(false);
    }
    supersede_weights(conn, checkpoint).await?;
    sqlx::query(PUT)
        .bind(checkpoint.trial.as_uuid())
        .bind(&checkpoint.content_hash)
        .bind(i64::from(checkpoint.attempt.0))
        .bind(checkpoint.step.0 as i64)
        .bind(checkpoint.size as i64)
        .bind(checkpoint.is_final)
        .bind(checkpoint.is_best)
        .bind(now.0)
        .execute(&mut *conn)
        .await?;
    if !checkpoint.is_weights() {
        sqlx::query(SUPERSEDE)
            .bind(checkpoint.trial.as_uuid())
            .bind(i64::from(keep.get() - 1))
            .execute(conn)
            .await?;
    }
    Ok(true)
}

/// Gives up the weights that these take the place of.
async fn supersede_weights(
    conn: &mut Connection,
    weights: &CheckpointRow,
) -> Result<(), StoreError> {
    let kinds = [
        (weights.is_final, SUPERSEDE_FINAL),
        (weights.is_best, SUPERSEDE_BEST),
    ];
    for (_, statement) in kinds.into_iter().filter(|(is_of_kind, _)| *is_of_kind) {
        sqlx::query(statement)
            .bind(weights.trial.as_uuid())
            .bind(i64::from(weights.attempt.0))
            .execute(&mut *conn)
            .await?;
    }
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
