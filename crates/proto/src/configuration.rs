//! Configurations and attempt ids.

use dwell_domain as domain;
use dwell_domain::{LearningRate, PonderCost, PriorMean};

use crate::{
    Malformed,
    malformed::{finite, required},
    v1::{self, halting, task},
};

impl From<&domain::Task> for v1::Task {
    fn from(task: &domain::Task) -> Self {
        let kind = match task {
            domain::Task::Parity { bits } => task::Kind::Parity(v1::Parity { bits: *bits }),
            domain::Task::Logic { gates, length } => task::Kind::Logic(v1::Logic {
                gates: *gates,
                length: *length,
            }),
            domain::Task::Addition { digits, length } => task::Kind::Addition(v1::Addition {
                digits: *digits,
                length: *length,
            }),
            domain::Task::Sort { length } => task::Kind::Sort(v1::Sort { length: *length }),
            domain::Task::Text { corpus, length } => task::Kind::Text(v1::Text {
                file: corpus.file.clone(),
                content: corpus.content.as_ref().map(|content| v1::CorpusContent {
                    bytes: content.bytes,
                    blake3: content.blake3.clone(),
                }),
                length: *length,
            }),
        };
        Self { kind: Some(kind) }
    }
}

impl TryFrom<v1::Task> for domain::Task {
    type Error = Malformed;

    fn try_from(task: v1::Task) -> Result<Self, Malformed> {
        Ok(match required(task.kind, "task.kind")? {
            task::Kind::Parity(parity) => Self::Parity { bits: parity.bits },
            task::Kind::Logic(logic) => Self::Logic {
                gates: logic.gates,
                length: logic.length,
            },
            task::Kind::Addition(addition) => Self::Addition {
                digits: addition.digits,
                length: addition.length,
            },
            task::Kind::Sort(sort) => Self::Sort {
                length: sort.length,
            },
            task::Kind::Text(text) => Self::Text {
                corpus: domain::Corpus {
                    file: text.file,
                    content: text.content.map(|content| domain::CorpusContent {
                        bytes: content.bytes,
                        blake3: content.blake3,
                    }),
                },
                length: text.length,
            },
        })
    }
}

impl From<&domain::Halting> for v1::Halting {
    fn from(halting: &domain::Halting) -> Self {
        let kind = match halting {
            domain::Halting::None => halting::Kind::None(halting::None {}),
            domain::Halting::Repeat { updates } => {
                halting::Kind::Repeat(halting::Repeat { updates: *updates })
            }
            domain::Halting::Act { ponder_cost } => halting::Kind::Act(halting::Act {
                ponder_cost: ponder_cost.get(),
            }),
            domain::Halting::PonderNet {
                ponder_cost,
                prior_mean,
                sampler,
            } => halting::Kind::PonderNet(halting::PonderNet {
                ponder_cost: ponder_cost.get(),
                prior_mean: prior_mean.get(),
                sampler: v1::Sampler::from(*sampler).into(),
            }),
        };
        Self { kind: Some(kind) }
    }
}

impl TryFrom<v1::Halting> for domain::Halting {
    type Error = Malformed;

    fn try_from(halting: v1::Halting) -> Result<Self, Malformed> {
        Ok(match required(halting.kind, "halting.kind")? {
            halting::Kind::None(_) => Self::None,
            halting::Kind::Repeat(repeat) => Self::Repeat {
                updates: repeat.updates,
            },
            halting::Kind::Act(act) => Self::Act {
                ponder_cost: PonderCost::new(act.ponder_cost)?,
            },
            halting::Kind::PonderNet(ponder_net) => Self::PonderNet {
                ponder_cost: PonderCost::new(ponder_net.ponder_cost)?,
                prior_mean: PriorMean::new(ponder_net.prior_mean)?,
                sampler: ponder_net.sampler().try_into()?,
            },
        })
    }
}

impl From<&domain::Configuration> for v1::Configuration {
    fn from(configuration: &domain::Configuration) -> Self {
        let domain::Configuration { task, model, train } = configuration;
        Self {
            task: Some(task.into()),
            model: Some(v1::Model {
                cell: v1::Cell::from(model.cell).into(),
                hidden: model.hidden,
                max_ponder: model.max_ponder,
                halting: Some((&model.halting).into()),
            }),
            train: Some(v1::Training {
                batch: train.batch,
                updates: train.updates,
                learning_rate: train.learning_rate.get(),
                evaluate_every: train.evaluate_every,
                evaluation_sequences: train.evaluation_sequences,
                checkpoint_every: train.checkpoint_every,
                stop_at_error: train.stop_at_error,
                gradient_clip: train.gradient_clip,
                keep_weights: train.keep_weights,
            }),
        }
    }
}

impl TryFrom<v1::Configuration> for domain::Configuration {
    type Error = Malformed;

    fn try_from(configuration: v1::Configuration) -> Result<Self, Malformed> {
        Ok(Self {
            task: required(configuration.task, "configuration.task")?.try_into()?,
            model: required(configuration.model, "configuration.model")?.try_into()?,
            train: required(configuration.train, "configuration.train")?.try_into()?,
        })
    }
}

impl TryFrom<v1::Model> for domain::Model {
    type Error = Malformed;

    fn try_from(model: v1::Model) -> Result<Self, Malformed> {
        Ok(Self {
            cell: model.cell().try_into()?,
            hidden: model.hidden,
            max_ponder: model.max_ponder,
            halting: required(model.halting, "model.halting")?.try_into()?,
        })
    }
}

impl TryFrom<v1::Training> for domain::Training {
    type Error = Malformed;

    fn try_from(train: v1::Training) -> Result<Self, Malformed> {
        let bound = |bound: Option<f64>, field| bound.map(|bound| finite(bound, field)).transpose();
        Ok(Self {
            batch: train.batch,
            updates: train.updates,
            learning_rate: LearningRate::new(train.learning_rate)?,
            evaluate_every: train.evaluate_every,
            evaluation_sequences: train.evaluation_sequences,
            checkpoint_every: train.checkpoint_every,
            stop_at_error: bound(train.stop_at_error, "train.stop_at_error")?,
            gradient_clip: bound(train.gradient_clip, "train.gradient_clip")?,
            keep_weights: train.keep_weights,
        })
    }
}

impl v1::AttemptId {
    /// The message for an attempt of a trial.
    pub fn new(trial: domain::TrialId, attempt: domain::Attempt) -> Self {
        Self {
            trial_id: trial.to_string(),
            attempt: attempt.0,
        }
    }

    /// The trial and the attempt's number.
    pub fn parts(&self) -> Result<(domain::TrialId, domain::Attempt), Malformed> {
        let trial = self.trial_id.parse().map_err(|_| Malformed::Form {
            field: "trial_id",
            expected: "a UUID",
        })?;
        Ok((trial, domain::Attempt(self.attempt)))
    }
}
