//! The configurations of a sweep over their seeds.

use dwell_domain::{
    Configuration,
    tradeoff::{Outcomes, TradeoffRow, UpdatesToSolve, tradeoff},
};
use dwell_store::rows::{ConfigurationOutcomes, SweepRow};

use super::{
    column::{Column, integer, real, text},
    settings::{Configured, settings},
    table::{Page, RESULTS, Source, Table},
};

/// The table, and the place in the plan of the next configuration.
#[derive(Default)]
pub(super) struct Configurations {
    next: u64,
}

/// A configuration and what came of it.
pub(super) struct Row {
    place: u64,
    of: TradeoffRow,
    to_solve: Option<UpdatesToSolve>,
    mean_seconds: Option<f64>,
}

impl Configured for Row {
    fn configuration(&self) -> &Configuration {
        &self.of.configuration
    }
}

impl Table for Configurations {
    type Row = Row;

    fn columns() -> Vec<Column<Row>> {
        let mut columns = vec![integer(
            "place",
            |row: &Row| Some(row.place),
            "its place in the plan, from 0",
        )];
        columns.extend(settings());
        columns.extend(seeds());
        columns.extend(errors());
        columns.extend(ponder());
        columns.extend(solving());
        columns.extend(updates());
        columns
    }

    fn provenance() -> Vec<Column<Row>> {
        vec![
            text(
                "configuration",
                |row| Some(row.of.configuration_id.to_string()),
                "its id",
            ),
            real(
                "mean_seconds",
                |row| row.mean_seconds,
                "how long its trials were trained",
            ),
        ]
    }

    async fn next(&mut self, source: &Source) -> Page<Row> {
        let sweep = &source.sweep;
        let places = self.next..(self.next + at_once(source));
        let page = source.store.outcomes_at(sweep.id, places).await?;
        if page.is_empty() {
            return Ok(None);
        }
        let first = self.next;
        self.next += page.len() as u64;
        Ok(Some(rows(sweep, first, &page)))
    }
}

/// How many configurations have about as many results together as a page should.
fn at_once(source: &Source) -> u64 {
    let counts = source.sweep.trials;
    let ended = counts.completed + counts.failed + counts.cancelled + counts.pruned;
    let trials = ended + counts.queued + counts.running;
    let seeds = trials.div_ceil(source.sweep.configurations.max(1)).max(1);
    (u64::from(RESULTS) / seeds).max(1)
}

fn rows(sweep: &SweepRow, first: u64, page: &[ConfigurationOutcomes]) -> Vec<Row> {
    let aggregated = tradeoff(page.iter().map(|outcomes| Outcomes {
        sweep: &sweep.name,
        price_per_hour: sweep.price_per_hour,
        configuration_id: outcomes.id,
        configuration: &outcomes.configuration,
        seeds: outcomes.seeds,
        results: &outcomes.results,
    }));
    let rows = (first..).zip(aggregated).zip(page);
    rows.map(|((place, of), outcomes)| Row {
        place,
        to_solve: of.updates_to_solve(),
        of,
        mean_seconds: mean_seconds(outcomes),
    })
    .collect()
}

fn mean_seconds(outcomes: &ConfigurationOutcomes) -> Option<f64> {
    let seconds = outcomes.results.iter().map(|of| of.seconds);
    mean(seconds)
}

/// The mean of numbers in this order.
fn mean(numbers: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = numbers.len();
    (count > 0).then(|| numbers.sum::<f64>() / count as f64)
}

fn seeds() -> Vec<Column<Row>> {
    vec![
        integer(
            "seeds",
            |row| Some(row.of.seeds.into()),
            "how many seeds it has",
        ),
        integer(
            "results",
            |row| Some(row.of.completed.into()),
            "how many of them have a result",
        ),
        text(
            "metric",
            |row| Some(row.configuration().task.metric().as_str().to_owned()),
            "what the error is: `sequence_error`, a share, or `bits_per_character`",
        ),
    ]
}

fn errors() -> Vec<Column<Row>> {
    vec![
        real(
            "median_error",
            |row| Some(row.of.error?.median),
            "the median of the final errors; from here on empty before the first result",
        ),
        real(
            "error_low",
            |row| Some(row.of.error?.low),
            "the lower end of its 95 % bootstrap interval",
        ),
        real(
            "error_high",
            |row| Some(row.of.error?.high),
            "the upper end",
        ),
        real(
            "mean_error",
            |row| mean(row.of.outcomes.iter().map(|seed| seed.error)),
            "the mean of the final errors",
        ),
    ]
}

fn ponder() -> Vec<Column<Row>> {
    vec![
        real(
            "median_ponder",
            |row| Some(row.of.ponder?.median),
            "the median over seeds of the mean N",
        ),
        real(
            "ponder_low",
            |row| Some(row.of.ponder?.low),
            "the lower end of its 95 % bootstrap interval",
        ),
        real(
            "ponder_high",
            |row| Some(row.of.ponder?.high),
            "the upper end",
        ),
        real(
            "mean_ponder",
            |row| mean(row.of.outcomes.iter().map(|seed| seed.ponder)),
            "the mean over seeds of the mean N",
        ),
    ]
}

fn solving() -> Vec<Column<Row>> {
    vec![
        real(
            "share_solved",
            |row| Some(row.of.share_solved()?.value),
            "the share of results that solved the task; from here on empty for text",
        ),
        real(
            "share_solved_low",
            |row| Some(row.of.share_solved()?.low),
            "the lower end of its 95 % Wilson interval",
        ),
        real(
            "share_solved_high",
            |row| Some(row.of.share_solved()?.high),
            "the upper end",
        ),
    ]
}

fn updates() -> Vec<Column<Row>> {
    vec![
        real(
            "updates_to_solve",
            |row| row.to_solve?.median,
            "the median over results of the updates until the task was solved; empty beyond the last one",
        ),
        real(
            "updates_to_solve_low",
            |row| row.to_solve?.low,
            "the lower end of its 95 % interval; empty likewise",
        ),
        real(
            "updates_to_solve_high",
            |row| row.to_solve?.high,
            "the upper end; empty likewise",
        ),
        integer(
            "censored",
            |row| Some(row.to_solve?.censored.into()),
            "the results that did not get there",
        ),
    ]
}
