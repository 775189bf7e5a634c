//! The trade-off of a sweep: error against ponder of every configuration, aggregated over seeds.
//!
//! Outcomes over seeds are bimodal (a run solves its task or it does not), so the aggregate is the
//! median with a bootstrap interval, never mean and deviation. Rows are plain data; tables and
//! figures are left to `dwell-report`.
//!
//! Beside the rows are the statistics that answer questions about them, each in a file of its own.
//! `tests/statistics.rs` holds them against SciPy.

mod cost;
mod frontier;
mod hypervolume;
mod interval;
mod knee;
mod paired;
mod point;
mod question;
mod share;
mod solving;

use std::collections::BTreeSet;

use crate::{
    configuration::Configuration,
    id::ConfigurationId,
    latency::Latency,
    quantity::{Milliseconds, PricePerHour, Seed, Step},
    result::{MetricsDigest, TrialResult, Verdict},
    task::Metric,
};

pub use self::{
    cost::{AnswerCost, CostedPoint, POINT, cost_per_point},
    hypervolume::hypervolume,
    interval::Interval,
    knee::knee,
    paired::{Comparison, DifferenceInterval, PairedDifference},
    point::TradeoffPoint,
    question::{best_within_budget, least_ponder_within},
    share::Share,
    solving::UpdatesToSolve,
};

/// What a trade-off needs of the accepted result of one seed.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedResult {
    /// The seed.
    pub seed: Seed,
    /// The final error, in the unit of the task's metric.
    pub error: f64,
    /// The mean N of the final evaluation.
    pub ponder: f64,
    /// The step of the first evaluation whose error was at most [`Verdict::SOLVED_ERROR`].
    pub low_error_at: Option<Step>,
    /// What became of the trial.
    pub verdict: Verdict,
    /// Over all its evaluations.
    pub digest: MetricsDigest,
    /// `cpu`, or the name of the CUDA device.
    pub device: String,
    /// Seconds of training; differs from run to run.
    pub seconds: f64,
    /// How long the trained network takes to answer; differs from run to run.
    pub latency: Latency,
}

impl SeedResult {
    /// What there is of it in a result.
    pub fn of(seed: Seed, result: &TrialResult, low_error_at: Option<Step>) -> Self {
        Self {
            seed,
            error: result.evaluation.error,
            ponder: result.evaluation.ponder.mean(),
            low_error_at,
            verdict: result.verdict,
            digest: result.digest,
            device: result.numerics.device.clone(),
            seconds: result.seconds,
            latency: result.latency,
        }
    }
}

/// What one configuration's trials have brought so far.
#[derive(Clone, Copy, Debug)]
pub struct Outcomes<'a> {
    /// The name of the sweep.
    pub sweep: &'a str,
    /// The price of an hour of one device, if the sweep has one.
    pub price_per_hour: Option<PricePerHour>,
    /// The configuration's id.
    pub configuration_id: ConfigurationId,
    /// The configuration.
    pub configuration: &'a Configuration,
    /// How many seeds it has.
    pub seeds: u32,
    /// The accepted results, in ascending order of seed.
    pub results: &'a [SeedResult],
}

/// What a comparison by seed needs of one completed trial.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct SeedOutcome {
    /// The seed.
    pub seed: Seed,
    /// The final error, in the unit of the task's metric.
    pub error: f64,
    /// The mean N of the final evaluation.
    pub ponder: f64,
    /// The step of the first evaluation that solved the task; `None` where none did, or where the
    /// task cannot be solved.
    pub solved_at: Option<Step>,
}

/// One configuration's place in the trade-off.
#[derive(Clone, Debug, PartialEq)]
pub struct TradeoffRow {
    /// The name of the sweep.
    pub sweep: String,
    /// The configuration's id.
    pub configuration_id: ConfigurationId,
    /// The configuration.
    pub configuration: Configuration,
    /// How many seeds it has.
    pub seeds: u32,
    /// How many of them have completed.
    pub completed: u32,
    /// How many of those solved the task.
    pub solved: u32,
    /// The final error over completed seeds; `None` before the first has completed.
    pub error: Option<Interval>,
    /// The mean N of the final evaluation over completed seeds; `None` exactly when `error` is.
    pub ponder: Option<Interval>,
    /// Whether no other configuration of the same task beats it on both medians.
    pub on_frontier: bool,
    /// Digests of the completed trials' metrics, in ascending order of seed.
    pub digests: Vec<MetricsDigest>,
    /// The completed trials, in ascending order of seed.
    pub outcomes: Vec<SeedOutcome>,
    /// What answering costs; differs from run to run.
    pub cost: AnswerCost,
}

impl TradeoffRow {
    /// Its place in the trade-off; `None` before its first result.
    pub fn point(&self) -> Option<TradeoffPoint> {
        Some(TradeoffPoint {
            ponder: self.ponder?.median,
            error: self.error?.median,
        })
    }

    /// The share of completed seeds that solved the task; `None` where none has completed, or where
    /// the task cannot be solved.
    pub fn share_solved(&self) -> Option<Share> {
        let can_be_solved = self.configuration.task.metric() == Metric::SequenceError;
        Share::wilson(self.solved, self.completed).filter(|_| can_be_solved)
    }

    /// How many updates it took to solve the task; `None` like [`Self::share_solved`].
    pub fn updates_to_solve(&self) -> Option<UpdatesToSolve> {
        self.share_solved()?;
        let solved_at: Vec<_> = self.outcomes.iter().map(|seed| seed.solved_at).collect();
        UpdatesToSolve::of(&solved_at)
    }
}

/// Aggregates each configuration over its seeds and marks the frontier of each task.
///
/// The rows come in the order of `outcomes`, which may span several sweeps.
pub fn tradeoff<'a>(outcomes: impl IntoIterator<Item = Outcomes<'a>>) -> Vec<TradeoffRow> {
    let mut rows: Vec<TradeoffRow> = outcomes.into_iter().map(aggregate).collect();
    frontier::mark(&mut rows);
    rows
}

fn aggregate(outcomes: Outcomes<'_>) -> TradeoffRow {
    let can_be_solved = outcomes.configuration.task.metric() == Metric::SequenceError;
    let results = outcomes.results;
    let interval_of = |metric: fn(&SeedResult) -> f64| {
        let values: Vec<f64> = results.iter().map(metric).collect();
        Interval::of_median(&values)
    };
    let solved = results.iter().filter(|of| of.verdict == Verdict::Solved);
    let seeds = results.iter().map(|of_seed| SeedOutcome {
        seed: of_seed.seed,
        error: of_seed.error,
        ponder: of_seed.ponder,
        solved_at: of_seed.low_error_at.filter(|_| can_be_solved),
    });
    TradeoffRow {
        sweep: outcomes.sweep.to_owned(),
        configuration_id: outcomes.configuration_id,
        configuration: outcomes.configuration.clone(),
        seeds: outcomes.seeds,
        completed: results.len() as u32,
        solved: solved.count() as u32,
        error: interval_of(|of_seed| of_seed.error),
        ponder: interval_of(|of_seed| of_seed.ponder),
        on_frontier: false,
        digests: results.iter().map(|of_seed| of_seed.digest).collect(),
        outcomes: seeds.collect(),
        cost: answer_cost(&outcomes),
    }
}

/// Latencies over the seeds that have them.
fn answer_cost(outcomes: &Outcomes<'_>) -> AnswerCost {
    let interval_of = |batch: fn(&Latency) -> Option<Milliseconds>| {
        let results = outcomes.results.iter();
        let measured = results.filter_map(|of_seed| batch(&of_seed.latency));
        let values: Vec<f64> = measured.map(Milliseconds::get).collect();
        Interval::of_median(&values)
    };
    let results = outcomes.results.iter();
    let measured = results.filter(|of_seed| of_seed.latency != Latency::default());
    let devices: BTreeSet<_> = measured.map(|of_seed| &of_seed.device).collect();
    AnswerCost {
        latency_1: interval_of(|latency| latency.batch_1),
        latency_128: interval_of(|latency| latency.batch_128),
        price_per_hour: outcomes.price_per_hour,
        devices: devices.into_iter().cloned().collect(),
    }
}
