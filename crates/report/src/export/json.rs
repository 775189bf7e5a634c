//! The trade-off as one JSON document, which carries the name of its schema.

use dwell_domain::{
    Configuration, Metric, MetricsDigest, PricePerHour, Task,
    tradeoff::{Interval, SeedOutcome, Share, TradeoffRow, UpdatesToSolve},
};
use serde::Serialize;

use crate::{
    by_task::{TaskRows, by_task},
    cost::{PerPoint, per_point},
    question::{Answer, Question},
};

/// The schema of [`tradeoff`]: it changes when a field changes its meaning or goes.
pub const TRADEOFF_SCHEMA: &str = "dwell.tradeoff.v1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    rows: Vec<Row<'a>>,
    tasks: Vec<OfTask<'a>>,
}

/// What is said of the rows of one task together.
#[derive(Serialize)]
struct OfTask<'a> {
    task: &'a Task,
    /// The share of the box from N = 1 and no error to the reference that is covered.
    hypervolume: Option<f64>,
    reference: Place,
    answers: Vec<AnswerOf>,
}

/// A place in the trade-off.
#[derive(Serialize)]
struct Place {
    ponder: f64,
    error: f64,
}

/// The answer to a question: the row with this number from 0, if there is one.
#[derive(Serialize)]
struct AnswerOf {
    #[serde(flatten)]
    asked: Asked,
    row: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    Within(f64),
    Budget(f64),
}

/// A row. An error is what the metric says: a share between 0 and 1, or bits per character. Ponder
/// is the mean N.
#[derive(Serialize)]
struct Row<'a> {
    sweep: &'a str,
    /// Of the content: unlike an id, the same in every run.
    configuration_hash: String,
    configuration: &'a Configuration,
    seeds: u32,
    completed: u32,
    solved: u32,
    metric: Metric,
    error: Option<Interval>,
    ponder: Option<Interval>,
    on_frontier: bool,
    is_knee: bool,
    share_solved: Option<Share>,
    updates_to_solve: Option<UpdatesToSolve>,
    outcomes: &'a [SeedOutcome],
    digests: Vec<String>,
    cost: Cost<'a>,
}

/// What an input step costs; what is measured of it differs from run to run, and nothing else in the
/// document does.
#[derive(Serialize)]
struct Cost<'a> {
    latency_1_ms: Option<Interval>,
    latency_128_ms: Option<Interval>,
    price_per_hour: Option<PricePerHour>,
    /// Of input steps, at batch 128.
    price_per_million: Option<f64>,
    /// How much more than the next cheaper one on the frontier, for each 0.01 of error less.
    per_point: PerPoint,
    devices: &'a [String],
}

/// The document with the answers to `questions`, indented; no newline at the end.
pub fn tradeoff(rows: &[TradeoffRow], questions: &[Question]) -> String {
    let tasks = by_task(rows);
    let knees: Vec<_> = tasks.iter().filter_map(TaskRows::knee).collect();
    let is_knee = |row| knees.iter().any(|knee| std::ptr::eq(*knee, row));
    let document = Document {
        schema: TRADEOFF_SCHEMA,
        rows: rows
            .iter()
            .zip(per_point(rows))
            .map(|(of, per_point)| row(of, is_knee(of), per_point))
            .collect(),
        tasks: tasks
            .iter()
            .map(|task| of_task(task, rows, questions))
            .collect(),
    };
    serde_json::to_string_pretty(&document).expect("rows are plain data")
}

fn of_task<'a>(task: &TaskRows<'a>, rows: &[TradeoffRow], questions: &[Question]) -> OfTask<'a> {
    let reference = task.reference();
    OfTask {
        task: task.task,
        hypervolume: task.hypervolume(),
        reference: Place {
            ponder: reference.ponder,
            error: reference.error,
        },
        answers: questions
            .iter()
            .map(|question| answer(&question.answer(task), rows))
            .collect(),
    }
}

fn answer(answer: &Answer<'_>, rows: &[TradeoffRow]) -> AnswerOf {
    let place = |chosen: &TradeoffRow| rows.iter().position(|row| std::ptr::eq(row, chosen));
    AnswerOf {
        asked: match answer.question {
            Question::Within(tolerance) => Asked::Within(tolerance),
            Question::Budget(updates) => Asked::Budget(updates),
        },
        row: answer.row.and_then(place),
    }
}

fn row(row: &TradeoffRow, is_knee: bool, per_point: PerPoint) -> Row<'_> {
    Row {
        sweep: &row.sweep,
        configuration_hash: row.configuration.hash().to_string(),
        configuration: &row.configuration,
        seeds: row.seeds,
        completed: row.completed,
        solved: row.solved,
        metric: row.configuration.task.metric(),
        error: row.error,
        ponder: row.ponder,
        on_frontier: row.on_frontier,
        is_knee,
        share_solved: row.share_solved(),
        updates_to_solve: row.updates_to_solve(),
        outcomes: &row.outcomes,
        digests: row.digests.iter().map(MetricsDigest::to_string).collect(),
        cost: Cost {
            latency_1_ms: row.cost.latency_1,
            latency_128_ms: row.cost.latency_128,
            price_per_hour: row.cost.price_per_hour,
            price_per_million: row.cost.price_per_million(),
            per_point,
            devices: &row.cost.devices,
        },
    }
}
