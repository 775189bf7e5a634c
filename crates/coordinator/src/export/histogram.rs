//! How many input steps got how many updates, in the results of a sweep.

use dwell_domain::{PonderStatistics, TrialId};
use dwell_store::rows::TrialRow;

use super::{
    column::{Column, integer, text},
    table::{Page, Source, Table},
    trials,
};

/// The table, and the number of the last trial that was read.
#[derive(Default)]
pub(super) struct Histogram {
    after: u64,
}

/// A value of N of a result.
pub(super) struct Row {
    number: u64,
    trial: TrialId,
    ponder: u64,
    samples: u64,
}

impl Table for Histogram {
    type Row = Row;

    fn columns() -> Vec<Column<Row>> {
        vec![
            integer(
                "number",
                |row| Some(row.number),
                "the trial's place in the sweep, from 1",
            ),
            integer(
                "ponder",
                |row| Some(row.ponder),
                "N; one that never came has no row",
            ),
            integer(
                "samples",
                |row| Some(row.samples),
                "held-out input steps that got N updates",
            ),
        ]
    }

    fn provenance() -> Vec<Column<Row>> {
        vec![text(
            "trial",
            |row| Some(row.trial.to_string()),
            "the id of the trial",
        )]
    }

    async fn next(&mut self, source: &Source) -> Page<Row> {
        let trials = trials::page(source, &mut self.after).await?;
        Ok(trials.map(|trials| trials.iter().flat_map(rows).collect()))
    }
}

fn rows(trial: &TrialRow) -> impl Iterator<Item = Row> {
    let ponder = trial.result.iter().map(|result| &result.evaluation.ponder);
    let counts = ponder.flat_map(PonderStatistics::counts);
    let occurring = counts.filter(|(_, samples)| *samples > 0);
    occurring.map(|(ponder, samples)| Row {
        number: trial.number,
        trial: trial.id,
        ponder,
        samples,
    })
}
