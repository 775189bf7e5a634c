//! Evaluations: writing, reading, and which of two at the same step stays.

use std::collections::{HashMap, HashSet};

use dwell_domain::{Evaluation, Step, SweepId, TrialId};

use super::dialect::{Connection, id, integer, json, real, rows};
use crate::{
    StoreError,
    records::{EvaluationRecord, EvaluationRow, Known, batch, check_numbers},
    statement::statements,
};

/// The call that stores a batch of evaluations, whose rows are [`EvaluationRow`]s.
macro_rules! insert_evaluations {
    ($on_conflict:literal) => {
        concat!(
            "INSERT INTO evaluations (
                 trial, step, attempt, loss, training_loss, error, mean_ponder, p50_ponder,
                 p90_ponder, p99_ponder, max_ponder, share_at_one, share_at_cap, mean_batch_max,
                 mean_remainder, histogram, profile)
             SELECT ",
            id!(0),
            ", ",
            integer!(1),
            ", ",
            integer!(2),
            ", ",
            real!(3),
            ", ",
            real!(4),
            ", ",
            real!(5),
            ", ",
            real!(6),
            ", ",
            integer!(7),
            ", ",
            integer!(8),
            ", ",
            integer!(9),
            ", ",
            integer!(10),
            ", ",
            real!(11),
            ", ",
            real!(12),
            ", ",
            real!(13),
            ", ",
            real!(14),
            ", ",
            json!(15),
            ", ",
            json!(16),
            " FROM ",
            rows!("$1"),
            " WHERE TRUE
             ON CONFLICT (trial, step) DO UPDATE SET
                 attempt = excluded.attempt, loss = excluded.loss,
                 training_loss = excluded.training_loss, error = excluded.error,
                 mean_ponder = excluded.mean_ponder, p50_ponder = excluded.p50_ponder,
                 p90_ponder = excluded.p90_ponder, p99_ponder = excluded.p99_ponder,
                 max_ponder = excluded.max_ponder, share_at_one = excluded.share_at_one,
                 share_at_cap = excluded.share_at_cap, mean_batch_max = excluded.mean_batch_max,
                 mean_remainder = excluded.mean_remainder, histogram = excluded.histogram,
                 profile = excluded.profile ",
            $on_conflict
        )
    };
}

statements! {
    /// Evaluations on the way: a younger attempt's at the same step stays.
    OFFER = insert_evaluations!("WHERE excluded.attempt >= evaluations.attempt");
    /// The evaluations of accepted results: they stay, whatever else was told of their steps.
    DECIDE = insert_evaluations!("");
    /// The evaluations of a trial.
    OF_TRIAL = "
        SELECT step, loss, training_loss, error, share_at_cap, mean_batch_max, mean_remainder,
               CAST(histogram AS TEXT) AS histogram, CAST(profile AS TEXT) AS profile
        FROM evaluations WHERE trial = $1 ORDER BY step";
    /// Lowers the best error of a sweep, if its errors can be compared.
    BEST_ERROR = "
        UPDATE sweeps SET best_error = $2
        WHERE id = $1 AND metric IS NOT NULL AND (best_error IS NULL OR best_error > $2)";
}

pub(super) async fn of_trial(
    conn: &mut Connection,
    trial: TrialId,
) -> Result<Vec<Evaluation>, StoreError> {
    sqlx::query_as::<_, EvaluationRecord>(OF_TRIAL)
        .bind(trial.as_uuid())
        .fetch_all(conn)
        .await?
        .into_iter()
        .map(Evaluation::try_from)
        .collect()
}

/// An evaluation, and the attempt that told of it.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) known: &'a Known,
    pub(super) evaluation: &'a Evaluation,
}

impl Told<'_> {
    /// Its sweep and its error.
    pub(super) fn error(&self) -> (SweepId, f64) {
        (self.known.sweep, self.evaluation.error)
    }

    /// What there is one evaluation of.
    fn place(&self) -> (TrialId, Step) {
        (self.known.trial, self.evaluation.step)
    }
}

/// Stores evaluations on the way, each unless a younger attempt told of its step already, and those
/// of accepted results, of which each trial has one at most.
pub(super) async fn store(
    conn: &mut Connection,
    offered: &[Told<'_>],
    decided: &[Told<'_>],
) -> Result<(), StoreError> {
    for told in offered.iter().chain(decided) {
        check_numbers(told.evaluation)?;
    }
    store_all(conn, OFFER, &undecided(offered, decided)).await?;
    store_all(conn, DECIDE, decided).await
}

/// Of what was offered, in this order, that which stays: one at each step, and none where a result
/// has its own.
fn undecided<'a>(offered: &[Told<'a>], decided: &[Told<'a>]) -> Vec<Told<'a>> {
    let decided: HashSet<_> = decided.iter().map(Told::place).collect();
    let mut stays: HashMap<_, Told<'a>> = HashMap::new();
    for told in offered {
        let before = stays.get(&told.place());
        let is_younger = before.is_some_and(|before| before.known.attempt() > told.known.attempt());
        if !is_younger && !decided.contains(&told.place()) {
            stays.insert(told.place(), *told);
        }
    }
    stays.into_values().collect()
}

async fn store_all(
    conn: &mut Connection,
    statement: &'static str,
    all: &[Told<'_>],
) -> Result<(), StoreError> {
    if all.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = all
        .iter()
        .map(|told| EvaluationRow::of(told.known.trial, told.known.attempt(), told.evaluation))
        .collect();
    sqlx::query(statement)
        .bind(batch::json(&rows))
        .execute(conn)
        .await?;
    Ok(())
}

/// Lowers the best errors of sweeps to these.
pub(super) async fn lower_best_errors(
    conn: &mut Connection,
    errors: impl Iterator<Item = (SweepId, f64)>,
) -> Result<(), StoreError> {
    let mut lowest: HashMap<SweepId, f64> = HashMap::new();
    for (sweep, error) in errors {
        let lowest = lowest.entry(sweep).or_insert(f64::INFINITY);
        *lowest = lowest.min(error);
    }
    for (sweep, error) in lowest {
        sqlx::query(BEST_ERROR)
            .bind(sweep.as_uuid())
            .bind(error)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
