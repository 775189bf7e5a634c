//! The trade-off of a sweep: error against ponder of every configuration, aggregated over seeds.
//!
//! Outcomes over seeds are bimodal (a run solves its task or it does not), so the aggregate is the
//! median with a bootstrap interval, never mean and deviation. Rows are plain data; tables and
//! figures are left to `dwell-report`.

mod frontier;
mod interval;

use crate::{
    configuration::Configuration,
    id::ConfigurationId,
    quantity::Seed,
    result::{MetricsDigest, TrialResult, Verdict},
};

pub use interval::Interval;

/// What one configuration's trials have brought so far.
#[derive(Clone, Copy, Debug)]
pub struct Outcomes<'a> {
    /// The name of the sweep.
    pub sweep: &'a str,
    /// The configuration's id.
    pub configuration_id: ConfigurationId,
    /// The configuration.
    pub configuration: &'a Configuration,
    /// How many seeds it has.
    pub seeds: u32,
    /// The accepted results, in ascending order of seed.
    pub results: &'a [(Seed, TrialResult)],
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
    let results = outcomes.results.iter().map(|(_, result)| result);
    let interval_of = |metric: fn(&TrialResult) -> f64| {
        let values: Vec<f64> = results.clone().map(metric).collect();
        Interval::of_median(&values)
    };
    TradeoffRow {
        sweep: outcomes.sweep.to_owned(),
        configuration_id: outcomes.configuration_id,
        configuration: outcomes.configuration.clone(),
        seeds: outcomes.seeds,
        completed: results.len() as u32,
        solved: results
            .clone()
            .filter(|result| result.verdict == Verdict::Solved)
            .count() as u32,
        error: interval_of(|result| result.evaluation.error),
        ponder: interval_of(|result| result.evaluation.ponder.mean()),
        on_frontier: false,
        digests: results.map(|result| result.digest).collect(),
    }
}
