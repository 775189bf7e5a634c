//! A sweep's trials on their way into their table, which a million of them take at once: a batch is
//! a list for each column, which the server need not parse.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::{StoreError, records::submission::QueuedTrial, rows::NewSweep, statement::statements};

statements! {
    /// Trials.
    INSERT_TRIALS = "
        INSERT INTO trials (sweep, since, id, number, configuration, trial_group, seed,
                            predicted_cost, updates)
        SELECT $1, $2, *
        FROM unnest(CAST($3 AS UUID[]), CAST($4 AS BIGINT[]), CAST($5 AS UUID[]),
                    CAST($6 AS BIGINT[]), CAST($7 AS BIGINT[]), CAST($8 AS DOUBLE PRECISION[]),
                    CAST($9 AS BIGINT[]))";
}

/// Writes some trials of a sweep.
pub(super) async fn insert_trials(
    conn: &mut PgConnection,
    sweep: &NewSweep,
    trials: &[QueuedTrial],
) -> Result<(), StoreError> {
    let integers = |of: fn(&QueuedTrial) -> i64| trials.iter().map(of).collect::<Vec<_>>();
    let ids = |of: fn(&QueuedTrial) -> Uuid| trials.iter().map(of).collect::<Vec<_>>();
    let costs: Vec<_> = trials.iter().map(|trial| trial.predicted_cost).collect();
    sqlx::query(INSERT_TRIALS)
        .bind(sweep.id.as_uuid())
        .bind(sweep.now.0)
        .bind(ids(|trial| *trial.id.as_uuid()))
        .bind(integers(|trial| trial.number))
        .bind(ids(|trial| *trial.configuration.as_uuid()))
        .bind(integers(|trial| trial.group))
        .bind(integers(|trial| trial.seed))
        .bind(costs)
        .bind(integers(|trial| trial.updates))
        .execute(conn)
        .await?;
    Ok(())
}
