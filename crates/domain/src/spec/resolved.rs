//! A sweep spec that has been checked: nothing in it is missing, malformed or out of range.
//!
//! It holds the *space* that a sweep covers. Two files that mean the same resolve to equal specs
//! with equal hashes, whatever their comments, spacing, or way to write a list. Specs that differ in
//! their price alone have equal hashes too: they are of one sweep.

use std::ops::Deref;

use serde::Serialize;

use super::halting::HaltingSetting;
use crate::{
    model::Cell,
    quantity::{LearningRate, PonderCost, PricePerHour, Seed},
    task::Task,
};

/// The values that one setting takes in a sweep: at least one, no two equal, in the order written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SearchAxis<T>(Vec<T>);

impl<T: PartialEq> SearchAxis<T> {
    /// An axis over these values; `None` if there are none or two are equal.
    pub fn new(values: Vec<T>) -> Option<Self> {
        let repeats = (1..values.len()).any(|i| values[..i].contains(&values[i]));
        (!values.is_empty() && !repeats).then_some(Self(values))
    }

    /// A setting with a single value.
    pub fn single(value: T) -> Self {
        Self(vec![value])
    }
}

impl<T> Deref for SearchAxis<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

/// A checked sweep spec.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spec {
    /// What people call the sweep.
    pub name: String,
    /// What is learned; several tasks make one sweep.
    pub tasks: SearchAxis<Task>,
    /// The networks.
    pub model: ModelSpace,
    /// How they are trained.
    pub train: TrainSpace,
    /// How the space is searched.
    pub search: Search,
    /// What an hour of one device costs; no price by default. It changes nothing that is trained, so
    /// it is no part of the hash: a sweep can be given another price.
    #[serde(skip)]
    pub price_per_hour: Option<PricePerHour>,
}

/// The networks that a sweep covers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelSpace {
    /// The transition function; always given.
    pub cell: SearchAxis<Cell>,
    /// Units of the hidden state; always given.
    pub hidden: SearchAxis<u32>,
    /// M, the most updates of an input step; 100 by default.
    pub max_ponder: SearchAxis<u32>,
    /// How updates end; always given. Repeat counts and prior means are at most the smallest M.
    pub halting: SearchAxis<HaltingSetting>,
}

/// How the trials of a sweep are trained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrainSpace {
    /// Sequences per update; always given.
    pub batch: SearchAxis<u32>,
    /// Optimiser updates of a trial; always given.
    pub updates: SearchAxis<u64>,
    /// Adam's step size; always given.
    pub learning_rate: SearchAxis<LearningRate>,
    /// Updates between two evaluations; 500 by default.
    pub evaluate_every: SearchAxis<u64>,
    /// Held-out sequences of one evaluation; 10,000 by default.
    pub evaluation_sequences: SearchAxis<u32>,
    /// Updates between two checkpoints; 1,000 by default.
    pub checkpoint_every: SearchAxis<u64>,
    /// Ends a trial at the first evaluation whose error is at most this; never by default.
    pub stop_at_error: SearchAxis<Option<f64>>,
    /// The most that the norm of a gradient may be; unbounded by default.
    pub gradient_clip: SearchAxis<Option<f64>>,
    /// Whether the weights of each trial are kept; they are by default.
    pub keep_weights: bool,
}

/// How the space is searched.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Search {
    /// Which strategy; the grid by default.
    pub strategy: Strategy,
    /// tau or beta, ascending; empty exactly if no halting is adaptive.
    pub ponder_cost: Vec<PonderCost>,
    /// The seeds of each configuration, ascending; always given.
    pub seeds: SearchAxis<Seed>,
}

/// How configurations are chosen from the space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Every point of it.
    Grid,
}

impl Spec {
    /// BLAKE3 of what is to be trained: equal content, equal hash, on any machine.
    pub fn hash(&self) -> [u8; 32] {
        let json = serde_json::to_vec(self).expect("a spec is plain data");
        *blake3::hash(&json).as_bytes()
    }

    /// Configurations of the grid: what [`Spec::trials`] multiplies with the seeds. Saturates.
    pub fn configurations(&self) -> u64 {
        let (model, train) = (&self.model, &self.train);
        let shared = [
            self.tasks.len(),
            model.cell.len(),
            model.hidden.len(),
            train.batch.len(),
            train.updates.len(),
            train.learning_rate.len(),
            train.evaluate_every.len(),
            train.evaluation_sequences.len(),
            train.checkpoint_every.len(),
            train.stop_at_error.len(),
            train.gradient_clip.len(),
        ];
        let haltings: usize = model
            .halting
            .iter()
            .map(|halting| {
                if halting.is_adaptive() {
                    model.max_ponder.len() * self.search.ponder_cost.len()
                } else {
                    1
                }
            })
            .sum();
        shared.iter().fold(haltings as u64, |product, &values| {
            product.saturating_mul(values as u64)
        })
    }

    /// Trials of the grid. Saturates.
    pub fn trials(&self) -> u64 {
        self.configurations()
            .saturating_mul(self.search.seeds.len() as u64)
    }
}
