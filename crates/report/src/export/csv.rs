//! The trade-off as CSV: one row per configuration, one column per setting and number.

use dwell_domain::{
    PricePerHour,
    tradeoff::{AnswerCost, Interval, TradeoffRow},
};

use crate::{
    by_task::{TaskRows, by_task},
    cost::{PerPoint, per_point},
    setting::SETTINGS,
};

/// The columns after those of the settings.
const RESULTS: [&str; 29] = [
    "seeds",
    "completed",
    "solved",
    "metric",
    "error",
    "error_low",
    "error_high",
    "ponder",
    "ponder_low",
    "ponder_high",
    "on_frontier",
    "is_knee",
    "share_solved_low",
    "share_solved_high",
    "updates_to_solve",
    "updates_to_solve_low",
    "updates_to_solve_high",
    "censored",
    "latency_1_ms",
    "latency_1_ms_low",
    "latency_1_ms_high",
    "latency_128_ms",
    "latency_128_ms_low",
    "latency_128_ms_high",
    "price_per_hour",
    "price_per_million",
    "latency_1_ms_per_point",
    "latency_128_ms_per_point",
    "price_per_million_per_point",
];

/// The file with its header; what is absent is empty. An error is what the metric beside it says:
/// a share between 0 and 1, or bits per character. Updates to solve are empty where they are beyond the
/// last one; `censored` counts the seeds that did not get there. What is per point is how much more the
/// row costs than the next cheaper one on the frontier, for each 0.01 of error that it has less.
pub fn tradeoff(rows: &[TradeoffRow]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let keys = SETTINGS.iter().map(|setting| setting.key);
    let header = ["sweep"].into_iter().chain(keys).chain(RESULTS);
    writer.write_record(header).expect(IN_MEMORY);
    let knees: Vec<_> = by_task(rows).iter().filter_map(TaskRows::knee).collect();
    for (row, per_point) in rows.iter().zip(per_point(rows)) {
        let is_knee = knees.iter().any(|knee| std::ptr::eq(*knee, row));
        let mut record = record(row, is_knee);
        record.extend(costs(&row.cost, per_point));
        writer.write_record(record).expect(IN_MEMORY);
    }
    let bytes = writer.into_inner().expect(IN_MEMORY);
    String::from_utf8(bytes).expect("text was written")
}

const IN_MEMORY: &str = "records of equal length fit into memory";

fn record(row: &TradeoffRow, is_knee: bool) -> Vec<String> {
    let mut fields = vec![row.sweep.clone()];
    let settings = SETTINGS
        .iter()
        .map(|setting| (setting.value)(&row.configuration));
    fields.extend(settings);
    fields.extend([row.seeds, row.completed, row.solved].map(|count| count.to_string()));
    fields.push(row.configuration.task.metric().as_str().to_owned());
    fields.extend(numbers(row.error));
    fields.extend(numbers(row.ponder));
    fields.extend([row.on_frontier, is_knee].map(|mark| mark.to_string()));
    let share = row.share_solved();
    fields.extend([share.map(|share| share.low), share.map(|share| share.high)].map(optional));
    let to_solve = row.updates_to_solve();
    let ends = to_solve.map(|updates| [updates.median, updates.low, updates.high]);
    fields.extend(ends.unwrap_or_default().map(optional));
    fields.push(optional(to_solve.map(|updates| updates.censored)));
    fields
}

fn costs(cost: &AnswerCost, per_point: PerPoint) -> impl Iterator<Item = String> {
    let latencies = [cost.latency_1, cost.latency_128].map(numbers);
    let prices = [
        cost.price_per_hour.map(PricePerHour::get),
        cost.price_per_million(),
    ];
    let per_point = [
        per_point.latency_1_ms,
        per_point.latency_128_ms,
        per_point.price_per_million,
    ];
    let rest = prices.into_iter().chain(per_point).map(optional);
    latencies.into_iter().flatten().chain(rest)
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn numbers(interval: Option<Interval>) -> [String; 3] {
    let Some(Interval { median, low, high }) = interval else {
        return Default::default();
    };
    [median, low, high].map(|number| number.to_string())
}
