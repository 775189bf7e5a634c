//! What attempts leave as bytes.

use dwell_domain::{Attempt, Step, TrialId};

/// Bytes that are kept: a place to go on from, or weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointRow {
    /// Of which trial.
    pub trial: TrialId,
    /// By which attempt.
    pub attempt: Attempt,
    /// After how many updates.
    pub step: Step,
    /// Hexadecimal BLAKE3 of its bytes, which is also its name in the object store.
    pub content_hash: String,
    /// In bytes.
    pub size: u64,
    /// The weights at the end of the attempt.
    pub is_final: bool,
    /// The weights of its best evaluation, which may be those at its end.
    pub is_best: bool,
}

impl CheckpointRow {
    /// Whether these are weights, to be kept with the attempt's result; else a place to go on from.
    pub const fn is_weights(&self) -> bool {
        self.is_final || self.is_best
    }
}

/// Which weights of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhichWeights {
    /// Those at its end.
    Final,
    /// Those of its best evaluation: of those with the least error, the first with the least mean
    /// ponder.
    Best,
}
