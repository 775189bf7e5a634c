//! A configuration: one point of the search space, everything about a trial but its seed.
//!
//! Its content hash names it across sweeps; its pack key says which trials can be trained together
//! as one tensor program.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::quantity::{LearningRate, PonderCost};

/// What is to be learned, with its sizes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    /// Is the number of +1s among the set inputs odd? (Graves 2016, section 3.1)
    Parity {
        /// Length of the input vector.
        bits: u32,
    },
}

impl Task {
    /// The word for it in a sweep file.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Parity { .. } => "parity",
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parity { bits } => write!(f, "parity({bits})"),
        }
    }
}

/// The transition function S of the recurrent network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// `tanh(W_x x + W_s s + b)`.
    Rnn,
}

impl Cell {
    /// The word for it in a sweep file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rnn => "rnn",
        }
    }
}

/// How many updates an input step gets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Halting {
    /// One update, no halting unit, no flag: the plain network.
    None,
    /// A fixed number of updates with the flag, the last state taken (Fojo et al. 2018).
    Repeat {
        /// Updates per input step.
        updates: u32,
    },
    /// The network decides, held back by the ponder cost (Graves 2016).
    Act {
        /// tau.
        ponder_cost: PonderCost,
    },
}

/// A [`Halting`] without what may differ from lane to lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HaltingKind {
    /// [`Halting::None`].
    None,
    /// [`Halting::Repeat`] with its number of updates.
    Repeat(u32),
    /// [`Halting::Act`] at any ponder cost.
    Act,
}

impl Halting {
    /// The kind: what must be equal within a pack.
    pub const fn kind(&self) -> HaltingKind {
        match self {
            Self::None => HaltingKind::None,
            Self::Repeat { updates } => HaltingKind::Repeat(*updates),
            Self::Act { .. } => HaltingKind::Act,
        }
    }

    /// tau, where this halting has one.
    pub const fn ponder_cost(&self) -> Option<PonderCost> {
        match self {
            Self::Act { ponder_cost } => Some(*ponder_cost),
            Self::None | Self::Repeat { .. } => None,
        }
    }
}

impl fmt::Display for HaltingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Repeat(updates) => write!(f, "repeat:{updates}"),
            Self::Act => f.write_str("act"),
        }
    }
}

/// The shape of the network.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Model {
    /// The transition function.
    pub cell: Cell,
    /// Units of the hidden state.
    pub hidden: u32,
    /// M, the most updates that an input step may get.
    pub max_ponder: u32,
    /// How updates end.
    pub halting: Halting,
}

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
