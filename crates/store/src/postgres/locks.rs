//! What a transaction locks before it reads what it decides by.
//!
//! Trials are locked in the order of their ids, so that no two callers wait for each other.

use dwell_domain::{SweepId, TrialId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{StoreError, statement::statements};

statements! {
    /// Waits until nobody else is submitting an equal spec: the second one is to find the first.
    SPEC = "SELECT pg_advisory_xact_lock($1)";
    /// Waits for whoever is changing one of these trials, and keeps others out.
    TRIALS = "SELECT id FROM trials WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE";
    /// Waits for whoever is changing a trial of a sweep that has not ended, and keeps them all out.
    TRIALS_OF = "
        SELECT count(*) FROM (
            SELECT FROM trials WHERE sweep = $1 AND state IN ('queued', 'running')
            ORDER BY id FOR NO KEY UPDATE) AS locked";
}

/// Keeps others from submitting an equal spec until the transaction ends.
pub(super) async fn spec(conn: &mut PgConnection, hash: [u8; 32]) -> Result<(), StoreError> {
    let [b0, b1, b2, b3, b4, b5, b6, b7, ..] = hash;
    let key = i64::from_le_bytes([b0, b1, b2, b3, b4, b5, b6, b7]);
    sqlx::query(SPEC).bind(key).execute(conn).await?;
    Ok(())
}

/// Keeps others from changing these trials until the transaction ends: what is read of them from
/// here on stays true.
pub(super) async fn trials(conn: &mut PgConnection, trials: &[TrialId]) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = trials.iter().map(|trial| *trial.as_uuid()).collect();
    sqlx::query(TRIALS).bind(ids).execute(conn).await?;
    Ok(())
}

/// Keeps others from changing the trials of a sweep that have not ended.
pub(super) async fn trials_of(conn: &mut PgConnection, sweep: SweepId) -> Result<(), StoreError> {
    sqlx::query(TRIALS_OF)
        .bind(sweep.as_uuid())
        .execute(conn)
        .await?;
    Ok(())
}
