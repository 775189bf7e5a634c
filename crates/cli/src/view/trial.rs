//! A trial as it stands: a row of `dwell trial list`.

use dwell_domain::{
    Configuration, LearningRate, Metric, Milliseconds, PonderCost, TrialResult, TrialState,
};
use dwell_proto::{Malformed, v1};
use dwell_report::unit::ErrorUnit;
use serde::Serialize;

use crate::{
    output::{Column, Record},
    wording::{decimal, or_dash, text_or_dash, utc_time},
};

/// A trial with its configuration and, when it has completed, its result, as plain values.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TrialView {
    pub(super) trial_id: String,
    pub(super) sweep_id: String,
    pub(super) number: u64,
    pub(super) state: TrialState,
    pub(super) reason: String,
    pub(super) since: String,
    pub(super) attempt: u32,
    pub(super) worker_id: Option<String>,
    task: String,
    cell: &'static str,
    hidden: u32,
    max_ponder: u32,
    halting: String,
    ponder_cost: Option<PonderCost>,
    learning_rate: LearningRate,
    batch: u32,
    gradient_clip: Option<f64>,
    keep_weights: bool,
    pub(super) seed: u64,
    pub(super) step: u64,
    pub(super) updates: u64,
    metric: Metric,
    error: Option<f64>,
    loss: Option<f64>,
    training_loss: Option<f64>,
    ponder: Option<f64>,
    verdict: Option<&'static str>,
    pub(super) digest: Option<String>,
    seconds: Option<f64>,
    pub(super) latency_1_ms: Option<Milliseconds>,
    pub(super) latency_128_ms: Option<Milliseconds>,
}

impl TrialView {
    /// The row of a trial whose parts are read already.
    pub(super) fn of(
        trial: v1::Trial,
        configuration: &Configuration,
        result: Option<&TrialResult>,
    ) -> Result<Self, Malformed> {
        let state = trial.state().try_into()?;
        let Configuration { task, model, train } = configuration;
        Ok(Self {
            trial_id: trial.trial_id,
            sweep_id: trial.sweep_id,
            number: trial.number,
            state,
            reason: trial.reason,
            since: utc_time(trial.since),
            attempt: trial.attempt,
            worker_id: Some(trial.worker_id).filter(|id| !id.is_empty()),
            task: task.to_string(),
            cell: model.cell.name(),
            hidden: model.hidden,
            max_ponder: model.max_ponder,
            halting: model.halting.to_string(),
            ponder_cost: model.halting.ponder_cost(),
            learning_rate: train.learning_rate,
            batch: train.batch,
            gradient_clip: train.gradient_clip,
            keep_weights: train.keep_weights,
            seed: trial.seed,
            step: trial.step,
            updates: train.updates,
            metric: task.metric(),
            error: result.map(|result| result.evaluation.error),
            loss: result.and_then(|result| result.evaluation.loss),
            training_loss: result.and_then(|result| result.evaluation.training_loss),
            ponder: result.map(|result| result.evaluation.ponder.mean()),
            verdict: result.map(|result| result.verdict.as_str()),
            digest: result.map(|result| result.digest.to_string()),
            seconds: result.map(|result| result.seconds),
            latency_1_ms: result.and_then(|result| result.latency.batch_1),
            latency_128_ms: result.and_then(|result| result.latency.batch_128),
        })
    }

    /// The verdict of a completed trial; else why it is in its state, or a dash.
    pub(super) fn outcome(&self) -> &str {
        self.verdict.unwrap_or_else(|| text_or_dash(&self.reason))
    }
}

impl TryFrom<v1::Trial> for TrialView {
    type Error = Malformed;

    fn try_from(trial: v1::Trial) -> Result<Self, Malformed> {
        let (configuration, result) = parts(&trial)?;
        Self::of(trial, &configuration, result.as_ref())
    }
}

/// The configuration of a trial.
pub(crate) fn configuration_of(detail: &v1::TrialDetail) -> Result<Configuration, Malformed> {
    let trial = detail.trial.as_ref();
    let (configuration, _) = parts(trial.ok_or(Malformed::Missing("detail.trial"))?)?;
    Ok(configuration)
}

/// The configuration of a trial, and its result if it has one.
pub(super) fn parts(trial: &v1::Trial) -> Result<(Configuration, Option<TrialResult>), Malformed> {
    let configuration = trial.configuration.clone();
    let configuration = configuration
        .ok_or(Malformed::Missing("trial.configuration"))?
        .try_into()?;
    let result = trial.result.clone().map(TryInto::try_into).transpose()?;
    Ok((configuration, result))
}

impl Record for TrialView {
    const SCHEMA: &'static str = "dwell.trials.v1";
    const KEY: &'static str = "trials";
    const COLUMNS: &'static [Column] = &[
        Column::numbers("trial"),
        Column::words("state"),
        Column::words("halting"),
        Column::numbers("ponder cost"),
        Column::numbers("seed"),
        Column::numbers("step"),
        Column::numbers("error"),
        Column::numbers("ponder"),
        Column::words("outcome"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.number.to_string(),
            self.state.to_string(),
            self.halting.clone(),
            or_dash(self.ponder_cost, |cost| cost.to_string()),
            self.seed.to_string(),
            self.step.to_string(),
            or_dash(self.error, |error| ErrorUnit::of(self.metric).write(error)),
            or_dash(self.ponder, decimal),
            self.outcome().to_owned(),
        ]
    }
}
