//! Every evaluation of a sweep: its learning curves.

use dwell_domain::Step;
use dwell_store::rows::EvaluationRow;

use super::{
    column::{Column, integer, real, text},
    table::{Page, ROWS, Source, Table},
};

/// The table, and the trial's number and the step of the last evaluation that was read.
#[derive(Default)]
pub(super) struct Evaluations {
    after: (u64, Step),
}

impl Table for Evaluations {
    type Row = EvaluationRow;

    fn columns() -> Vec<Column<EvaluationRow>> {
        let mut columns = metrics();
        columns.extend(ponder());
        columns
    }

    fn provenance() -> Vec<Column<EvaluationRow>> {
        vec![
            text(
                "trial",
                |row| Some(row.trial.to_string()),
                "the id of the trial",
            ),
            integer(
                "attempt",
                |row| Some(row.attempt.0.into()),
                "which attempt told of it",
            ),
        ]
    }

    async fn next(&mut self, source: &Source) -> Page<EvaluationRow> {
        let store = &source.store;
        let rows = store
            .evaluations_after(source.sweep.id, self.after, ROWS)
            .await?;
        let last = rows.last().map(|row| (row.number, row.step));
        Ok(last.map(|last| {
            self.after = last;
            rows
        }))
    }
}

fn metrics() -> Vec<Column<EvaluationRow>> {
    vec![
        integer(
            "number",
            |row| Some(row.number),
            "the trial's place in the sweep, from 1",
        ),
        integer("step", |row| Some(row.step.0), "updates done before it"),
        real(
            "loss",
            |row| row.loss,
            "the held-out loss per sequence in nats; empty where it is not finite",
        ),
        real(
            "training_loss",
            |row| row.training_loss,
            "the same over the batch of the update just before",
        ),
        real(
            "error",
            |row| Some(row.error),
            "what the trial's `metric` says",
        ),
    ]
}

fn ponder() -> Vec<Column<EvaluationRow>> {
    vec![
        real(
            "mean_ponder",
            |row| Some(row.mean_ponder),
            "the mean N over held-out input steps",
        ),
        integer(
            "p50_ponder",
            |row| Some(row.p50_ponder),
            "half of the input steps got at most so many updates",
        ),
        integer("p90_ponder", |row| Some(row.p90_ponder), "the same of 90 %"),
        integer("p99_ponder", |row| Some(row.p99_ponder), "the same of 99 %"),
        integer(
            "max_ponder",
            |row| Some(row.max_ponder),
            "the largest N that occurred",
        ),
        real(
            "share_at_one",
            |row| Some(row.share_at_one),
            "the share of input steps with a single update",
        ),
        real(
            "share_at_cap",
            |row| Some(row.share_at_cap),
            "the share of input steps at the cap M",
        ),
        real(
            "mean_batch_max",
            |row| Some(row.mean_batch_max),
            "the mean over batches of the largest N in the batch",
        ),
        real(
            "mean_remainder",
            |row| row.mean_remainder,
            "the mean remainder R; empty where the halting has none",
        ),
    ]
}
