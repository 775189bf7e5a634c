//! How long trained networks thought about each step of held-out sequences.

use dwell_store::rows::TraceStepRow;

use super::{
    column::{Column, integer, real, text},
    table::{Page, ROWS, Source, Table},
};

/// The table, and the trial's number, the sequence and the step that were read last.
#[derive(Default)]
pub(super) struct Traces {
    after: (u64, u32, u32),
}

impl Table for Traces {
    type Row = TraceStepRow;

    fn columns() -> Vec<Column<TraceStepRow>> {
        vec![
            integer(
                "number",
                |row| Some(row.number),
                "the trial's place in the sweep, from 1",
            ),
            integer(
                "row",
                |row| Some(row.row.into()),
                "which sequence of the held-out stream, from 0",
            ),
            integer(
                "step",
                |row| Some(row.step.into()),
                "the input step within it, from 1",
            ),
            text(
                "input",
                |row| Some(row.content.input.clone()),
                "what the network saw, in a few characters",
            ),
            integer("ponder", |row| Some(row.content.ponder.into()), "N"),
            real(
                "loss",
                |row| row.content.loss,
                "the loss of this step's answers in nats; empty where none was asked for",
            ),
            real(
                "entropy",
                |row| row.content.entropy,
                "the entropy in nats of what the network predicted; empty like the loss",
            ),
        ]
    }

    fn provenance() -> Vec<Column<TraceStepRow>> {
        vec![text(
            "trial",
            |row| Some(row.trial.to_string()),
            "the id of the trial",
        )]
    }

    async fn next(&mut self, source: &Source) -> Page<TraceStepRow> {
        let store = &source.store;
        let rows = store
            .trace_steps_after(source.sweep.id, self.after, ROWS)
            .await?;
        let last = rows.last().map(|step| (step.number, step.row, step.step));
        Ok(last.map(|last| {
            self.after = last;
            rows
        }))
    }
}
