//! A configuration: one point of the search space, everything about a trial but its seed.
//!
//! Its content hash names it across sweeps; its pack key says which trials can be trained together
//! as one tensor program.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{model::Model, quantity::LearningRate, task::Task};

/// How a trial is trained and how often it is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Sequences per update.
    pub batch: u32,
    /// Optimiser updates of the whole trial.
    pub updates: u64,
    /// Adam's step size.
    pub learning_rate: LearningRate,
    /// Updates between two evaluations; one more follows the last update.
    pub evaluate_every: u64,
    /// Held-out sequences of one evaluation.
    pub evaluation_sequences: u32,
    /// Updates between two checkpoints.
    pub checkpoint_every: u64,
    /// Ends the trial at the first evaluation whose error is at most this.
    pub stop_at_error: Option<f64>,
    /// The most that the norm of a gradient may be: a longer one is scaled down to it.
    pub gradient_clip: Option<f64>,
    /// Whether weights are kept.
    pub keep_weights: bool,
}

/// One point of the search space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// What is learned.
    pub task: Task,
    /// By which network.
    pub model: Model,
    /// And how.
    pub train: Training,
}

/// BLAKE3 of a configuration's canonical JSON: equal content, equal hash, on any machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigurationHash(pub [u8; 32]);

/// What must be equal for trials to be trained in one pack: task and its sizes, cell, hidden size,
/// batch, M and the halting kind. Ponder cost, learning rate, seed and lengths may differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PackKey(String);

impl PackKey {
    /// A key as it was written by [`Configuration::pack_key`]; it is compared, never parsed.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Configuration {
    /// The content hash.
    pub fn hash(&self) -> ConfigurationHash {
        let json = serde_json::to_vec(self).expect("a configuration is plain data");
        ConfigurationHash(*blake3::hash(&json).as_bytes())
    }

    /// The key of the packs that this configuration's trials can join.
    pub fn pack_key(&self) -> PackKey {
        let Self { task, model, train } = self;
        PackKey(format!(
            "{task} {cell}({hidden}) {halting} M={cap} batch={batch}",
            cell = model.cell.name(),
            hidden = model.hidden,
            halting = model.halting.kind(),
            cap = model.max_ponder,
            batch = train.batch,
        ))
    }
}

impl fmt::Display for ConfigurationHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        blake3::Hash::from_bytes(self.0).to_hex().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Cell, Halting},
        quantity::PonderCost,
    };

    fn parity(ponder_cost: f64) -> Configuration {
        Configuration {
            task: Task::Parity { bits: 16 },
            model: Model {
                cell: Cell::Rnn,
                hidden: 128,
                max_ponder: 100,
                halting: Halting::Act {
                    ponder_cost: PonderCost::new(ponder_cost).unwrap(),
                },
            },
            train: Training {
                batch: 128,
                updates: 20_000,
                learning_rate: LearningRate::new(5e-4).unwrap(),
                evaluate_every: 500,
                evaluation_sequences: 10_000,
                checkpoint_every: 1_000,
                stop_at_error: None,
                gradient_clip: None,
                keep_weights: true,
            },
        }
    }

    #[test]
    fn ponder_cost_changes_the_hash_but_not_the_pack() {
        let (low, high) = (parity(1e-3), parity(1e-1));
        assert_ne!(low.hash(), high.hash());
        assert_eq!(low.pack_key(), high.pack_key());
    }

    #[test]
    fn halting_kind_changes_the_pack() {
        let act = parity(1e-3);
        let mut repeat = act.clone();
        repeat.model.halting = Halting::Repeat { updates: 2 };
        assert_ne!(act.pack_key(), repeat.pack_key());
    }

    #[test]
    fn the_pack_key_is_readable() {
        let key = parity(1e-3).pack_key();
        assert_eq!(key.as_str(), "parity(16) rnn(128) act M=100 batch=128");
    }
}
