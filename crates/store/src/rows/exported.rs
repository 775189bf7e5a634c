//! Rows of a whole sweep, as an export reads them page by page.

use dwell_domain::{Attempt, Step, TraceStep, TrialId};

/// An evaluation of a sweep: its numbers, without the distributions behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationRow {
    /// The trial's place in the sweep, from 1.
    pub number: u64,
    /// Updates done before it.
    pub step: Step,
    /// The trial.
    pub trial: TrialId,
    /// Which attempt told of it.
    pub attempt: Attempt,
    /// The held-out loss; `None` where it is not finite.
    pub loss: Option<f64>,
    /// The loss over the batch of the update just before; `None` where it is not finite.
    pub training_loss: Option<f64>,
    /// The error, in the unit of the configuration's metric.
    pub error: f64,
    /// The mean N.
    pub mean_ponder: f64,
    /// Half of the input steps got at most so many updates.
    pub p50_ponder: u64,
    /// The same of 90 %.
    pub p90_ponder: u64,
    /// The same of 99 %.
    pub p99_ponder: u64,
    /// The largest N.
    pub max_ponder: u64,
    /// The share of input steps with a single update.
    pub share_at_one: f64,
    /// The share of input steps at the cap M.
    pub share_at_cap: f64,
    /// The mean over batches of the largest N in the batch.
    pub mean_batch_max: f64,
    /// The mean remainder; `None` where the halting has none, or it is not finite.
    pub mean_remainder: Option<f64>,
}

/// A step of a trace of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceStepRow {
    /// The trial's place in the sweep, from 1.
    pub number: u64,
    /// Which sequence of the held-out stream, from 0.
    pub row: u32,
    /// Its place in the sequence, from 1.
    pub step: u32,
    /// The trial.
    pub trial: TrialId,
    /// What there is to tell of it.
    pub content: TraceStep,
}
