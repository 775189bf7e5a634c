//! What answering costs, as a table for people: time and money per input step, and what a point less
//! of error adds to them along the frontier. Exports tell the same numbers with every digit.

use std::collections::BTreeSet;

use comfy_table::{Cell, Table, presets};
use dwell_domain::{
    Metric,
    tradeoff::{AnswerCost, CostedPoint, TradeoffRow, cost_per_point},
};
use serde::Serialize;

use crate::{
    by_task::{TaskRows, by_task},
    setting::{SETTINGS, Setting, is_shown},
    table::{NOTHING, caption, mark, marks, right, settings_of, widest, wrap_into},
    unit::{ErrorUnit, amount},
};

/// How much more an input step costs than on the next cheaper place of the frontier, for each point
/// of error that it has less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct PerPoint {
    /// Milliseconds at batch 1.
    pub(crate) latency_1_ms: Option<f64>,
    /// Milliseconds at batch 128.
    pub(crate) latency_128_ms: Option<f64>,
    /// The price of a million input steps at batch 128.
    pub(crate) price_per_million: Option<f64>,
}

/// The same for every row; nothing for those that are not on the frontier of their task.
pub(crate) fn per_point(rows: &[TradeoffRow]) -> Vec<PerPoint> {
    let mut all = vec![PerPoint::default(); rows.len()];
    for task in by_task(rows) {
        for (row, of_row) in along_frontier(&task) {
            let place = rows.iter().position(|other| std::ptr::eq(other, row));
            all[place.expect("a task has rows of the trade-off")] = of_row;
        }
    }
    all
}

/// The frontier of a task in the order of ponder, with what each of its rows adds.
fn along_frontier<'a>(task: &TaskRows<'a>) -> Vec<(&'a TradeoffRow, PerPoint)> {
    let frontier = task.rows.iter().copied().filter(|row| row.on_frontier);
    let mut frontier: Vec<_> = frontier
        .filter_map(|row| Some((row, row.point()?)))
        .collect();
    frontier.sort_by(|(_, a), (_, b)| a.ponder.total_cmp(&b.ponder));
    let of = |cost: fn(&AnswerCost) -> Option<f64>| {
        let costed = frontier.iter().map(|(row, point)| CostedPoint {
            point: *point,
            cost: cost(&row.cost),
        });
        cost_per_point(&costed.collect::<Vec<_>>())
    };
    let (latency_1, latency_128) = (of(latency_1), of(latency_128));
    let price = of(AnswerCost::price_per_million);
    let rows = frontier.iter().enumerate().map(|(at, (row, _))| {
        let per_point = PerPoint {
            latency_1_ms: latency_1[at],
            latency_128_ms: latency_128[at],
            price_per_million: price[at],
        };
        (*row, per_point)
    });
    rows.collect()
}

fn latency_1(cost: &AnswerCost) -> Option<f64> {
    Some(cost.latency_1?.median)
}

fn latency_128(cost: &AnswerCost) -> Option<f64> {
    Some(cost.latency_128?.median)
}

/// A table of costs for each task, one of what a point less of error adds, and what they mean. No
/// newline at the end.
pub fn table(rows: &[TradeoffRow], width: usize) -> String {
    let tasks = by_task(rows);
    let mut parts: Vec<String> = tasks.iter().map(|task| of_task(task, width)).collect();
    parts.push(legend(&tasks));
    parts.join("\n\n")
}

fn of_task(task: &TaskRows<'_>, width: usize) -> String {
    let (shown, shared): (Vec<&Setting>, Vec<&Setting>) = SETTINGS
        .iter()
        .partition(|setting| is_shown(setting, &task.rows));
    let caption = caption(&shared, &task.rows, width);
    let costs = fitted(costs(task, &shown), width);
    let steps = along_frontier(task);
    if steps.iter().all(|(_, step)| *step == PerPoint::default()) {
        return format!("{caption}{costs}");
    }
    let point = match task.task.metric() {
        Metric::SequenceError => "a percentage point less of error",
        Metric::BitsPerCharacter => "0.01 bits per character less",
    };
    let added = fitted(added(task, &steps, &shown), width);
    format!("{caption}{costs}\n\nalong the frontier, {point} adds\n\n{added}")
}

/// Titles are wrapped where the table would be too wide.
fn fitted(mut table: Table, width: usize) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    if widest(&table) > width {
        wrap_into(&mut table, width);
    }
    table.trim_fmt()
}

/// What an input step costs each configuration.
fn costs(task: &TaskRows<'_>, shown: &[&Setting]) -> Table {
    let unit = ErrorUnit::of(task.task.metric());
    let priced = is_priced(&task.rows);
    let knee = task.knee();
    let mut table = empty(task, shown, &[unit.title, "ponder N"], priced);
    for row in &task.rows {
        let is_knee = knee.is_some_and(|knee| std::ptr::eq(knee, *row));
        let mut cells = vec![Cell::new(mark(row, is_knee))];
        cells.extend(settings_of(row, &task.rows, shown));
        let medians = row.point().map(|point| {
            let error = format!("{:.*}", unit.digits, point.error * unit.factor);
            [error, format!("{:.2}", point.ponder)]
        });
        let medians = medians.unwrap_or([NOTHING, NOTHING].map(str::to_owned));
        cells.extend(medians.map(right));
        let cost = &row.cost;
        cells.extend([latency_1(cost), latency_128(cost)].map(|ms| right(or_nothing(ms))));
        if priced {
            cells.push(right(or_nothing(cost.price_per_million())));
        }
        table.add_row(cells);
    }
    table
}

/// What each configuration on the frontier adds to the one before it.
fn added(task: &TaskRows<'_>, steps: &[(&TradeoffRow, PerPoint)], shown: &[&Setting]) -> Table {
    let priced = is_priced(&task.rows);
    let mut table = empty(task, shown, &[], priced);
    for (row, step) in steps {
        let mut cells = vec![Cell::new("")];
        cells.extend(settings_of(row, &task.rows, shown));
        cells.extend([step.latency_1_ms, step.latency_128_ms].map(|ms| right(signed(ms))));
        if priced {
            cells.push(right(signed(step.price_per_million)));
        }
        table.add_row(cells);
    }
    table
}

/// A table without rows: a mark, settings, `middle`, and costs.
fn empty(task: &TaskRows<'_>, shown: &[&Setting], middle: &[&str], priced: bool) -> Table {
    let mut titles = vec![Cell::new("")];
    if task.several_sweeps() {
        titles.push(Cell::new("sweep"));
    }
    titles.extend(shown.iter().map(|setting| Cell::new(setting.title)));
    titles.extend(middle.iter().map(right));
    titles.extend(["ms at 1", "ms at 128"].map(right));
    titles.extend(priced.then(|| right("price of 1M")));
    let mut table = Table::new();
    table.load_style(presets::NOTHING).force_no_tty();
    table.set_header(titles);
    table
}

fn is_priced(rows: &[&TradeoffRow]) -> bool {
    rows.iter().any(|row| row.cost.price_per_hour.is_some())
}

/// What the marks and the columns mean, and on what was measured.
fn legend(tasks: &[TaskRows<'_>]) -> String {
    let mut lines = vec![marks(tasks), MILLISECONDS.to_owned()];
    if tasks.iter().any(|task| is_priced(&task.rows)) {
        lines.push(PRICE.to_owned());
    }
    let rows = tasks.iter().flat_map(|task| &task.rows);
    let devices: BTreeSet<&String> = rows.flat_map(|row| &row.cost.devices).collect();
    let devices: Vec<&str> = devices.into_iter().map(String::as_str).collect();
    lines.push(match devices[..] {
        [] => "nothing has been measured yet".to_owned(),
        [one] => format!("medians over seeds, measured on {one}"),
        _ => format!(
            "medians over seeds, measured on different devices: {}",
            devices.join(", ")
        ),
    });
    lines.join("\n")
}

const MILLISECONDS: &str =
    "ms: milliseconds per input step, one sequence at a time and 128 at a time";

const PRICE: &str = "price of 1M: of a million input steps, 128 sequences at a time";

fn or_nothing(cost: Option<f64>) -> String {
    cost.map_or(NOTHING.to_owned(), amount)
}

/// The same with a sign in front.
fn signed(cost: Option<f64>) -> String {
    let is_more = cost.is_some_and(|cost| cost >= 0.0);
    let sign = if is_more { "+" } else { "" };
    format!("{sign}{}", or_nothing(cost))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_has_a_sign() {
        let shown = [Some(0.25), Some(-0.25), None].map(signed);
        assert_eq!(shown, ["+0.250", "-0.250", "-"]);
    }
}
