//! A sweep's trials on their way into their table, which a million of them take at once: a batch is
//! a list of rows, as every other one.

use sqlx::SqliteConnection;

use super::dialect::{id, integer, real, rows};
use crate::{
    StoreError,
    records::{batch, submission::QueuedTrial},
    rows::NewSweep,
    statement::statements,
};

statements! {
    /// Trials: id, number, configuration, group, seed, predicted cost, updates.
    INSERT_TRIALS = concat!("
        INSERT INTO trials (id, sweep, number, configuration, trial_group, seed, predicted_cost,
                            updates, since)
        SELECT ", id!(0), ", $2, ", integer!(1), ", ", id!(2), ", ", integer!(3), ", ", integer!(4), ",
               ", real!(5), ", ", integer!(6), ", $3
        FROM ", rows!("$1"));
}

/// Writes some trials of a sweep.
pub(super) async fn insert_trials(
    conn: &mut SqliteConnection,
    sweep: &NewSweep,
    trials: &[QueuedTrial],
) -> Result<(), StoreError> {
    let rows: Vec<_> = trials.iter().map(QueuedTrial::row).collect();
    sqlx::query(INSERT_TRIALS)
        .bind(batch::json(&rows))
        .bind(sweep.id.as_uuid())
        .bind(sweep.now.0)
        .execute(conn)
        .await?;
    Ok(())
}
