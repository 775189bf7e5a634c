//! A trial in a pack: what belongs to its lane beside its row of the stack.

use std::time::Instant;

use dwell_domain::{
    Configuration, Evaluation, Halting, Latency, MetricsDigest, Numerics, PonderCost, Seed, Step,
    Trace, TrialResult, Verdict,
};

use crate::{
    adam::LaneStep,
    best::{Best, Score},
    halting::Restraint,
    pack::LaneId,
    update::LaneSettings,
};

/// What belongs to a lane beside its row of the stack.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) id: LaneId,
    pub(crate) configuration: Configuration,
    pub(crate) seed: Seed,
    pub(crate) step: Step,
    pub(crate) digest: MetricsDigest,
    /// Where weights are kept.
    pub(crate) best: Option<Best>,
    pub(crate) admitted: Instant,
}

impl Lane {
    /// What the next update of the lane is made with.
    pub(crate) fn settings(&self) -> LaneSettings {
        let train = &self.configuration.train;
        LaneSettings {
            seed: self.seed,
            adam: LaneStep {
                step: self.step.0 + 1,
                learning_rate: train.learning_rate.get(),
                gradient_clip: train.gradient_clip,
            },
            restraint: self.restraint(),
        }
    }

    pub(crate) fn restraint(&self) -> Restraint {
        let halting = &self.configuration.model.halting;
        Restraint {
            ponder_cost: halting.ponder_cost().map_or(0.0, PonderCost::get),
            prior_mean: match halting {
                Halting::PonderNet { prior_mean, .. } => prior_mean.get(),
                Halting::None | Halting::Repeat { .. } | Halting::Act { .. } => 1.0,
            },
        }
    }

    /// Whether an evaluation is due after the updates done.
    pub(crate) fn is_evaluated(&self) -> bool {
        let train = &self.configuration.train;
        self.step.0 >= train.updates || self.step.0.is_multiple_of(train.evaluate_every)
    }

    /// The score of an evaluation that is the best so far, where its weights are to be kept.
    pub(crate) fn improved_by(&self, evaluation: &Evaluation) -> Option<Score> {
        let score = Score::of(evaluation).filter(|_| self.configuration.train.keep_weights)?;
        let is_better = self.best.as_ref().is_none_or(|best| score < best.score);
        is_better.then_some(score)
    }

    /// Whether the trial may end before its last update, or its loss forces it to.
    pub(crate) fn may_stop_at(&self, evaluation: &Evaluation) -> bool {
        let good_enough = |limit| evaluation.error <= limit;
        evaluation.loss.is_none()
            || self
                .configuration
                .train
                .stop_at_error
                .is_some_and(good_enough)
    }

    /// What came of the trial until now, without its latency.
    pub(crate) fn result(
        &self,
        evaluation: Evaluation,
        traces: Vec<Trace>,
        numerics: &Numerics,
    ) -> TrialResult {
        TrialResult {
            verdict: Verdict::of(&self.configuration, &evaluation),
            evaluation,
            traces,
            digest: self.digest,
            numerics: numerics.clone(),
            seconds: self.admitted.elapsed().as_secs_f64(),
            latency: Latency::default(),
        }
    }
}
