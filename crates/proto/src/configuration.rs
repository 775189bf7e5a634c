//! Configurations and attempt ids.

use dwell_domain as domain;
use dwell_domain::{LearningRate, PonderCost};

use crate::{
    Malformed,
    malformed::required,
    v1::{self, halting, task},
};

impl From<&domain::Task> for v1::Task {
    fn from(task: &domain::Task) -> Self {
        let kind = match task {
            domain::Task::Parity { bits } => task::Kind::Parity(v1::Parity { bits: *bits }),
        };
        Self { kind: Some(kind) }
    }
}

impl TryFrom<v1::Task> for domain::Task {
    type Error = Malformed;

    fn try_from(task: v1::Task) -> Result<Self, Malformed> {
        match required(task.kind, "task.kind")? {
            task::Kind::Parity(parity) => Ok(Self::Parity { bits: parity.bits }),
        }
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
        })
    }
}

impl From<&domain::Configuration> for v1::Configuration {
    fn from(configuration: &domain::Configuration) -> Self {
        let domain::Configuration { task, model, train } = configuration;
        let cell = match model.cell {
            domain::Cell::Rnn => v1::Cell::Rnn,
        };
        Self {
            task: Some(task.into()),
            model: Some(v1::Model {
                cell: cell.into(),
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
        let cell = match model.cell() {
            v1::Cell::Rnn => domain::Cell::Rnn,
            v1::Cell::Unspecified => return Err(Malformed::Unknown("model.cell")),
        };
        Ok(Self {
            cell,
            hidden: model.hidden,
            max_ponder: model.max_ponder,
            halting: required(model.halting, "model.halting")?.try_into()?,
        })
    }
}

impl TryFrom<v1::Training> for domain::Training {
    type Error = Malformed;

    fn try_from(train: v1::Training) -> Result<Self, Malformed> {
        Ok(Self {
            batch: train.batch,
            updates: train.updates,
            learning_rate: LearningRate::new(train.learning_rate)?,
            evaluate_every: train.evaluate_every,
            evaluation_sequences: train.evaluation_sequences,
            checkpoint_every: train.checkpoint_every,
            stop_at_error: train.stop_at_error,
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
