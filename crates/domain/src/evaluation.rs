//! An evaluation: the metrics of a trial at a step, on held-out data.

use serde::{Deserialize, Serialize};

use crate::{ponder::PonderStatistics, quantity::Step};

/// The metrics of a trial at a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Optimiser updates done before it.
    pub step: Step,
    /// Mean task loss per sequence in nats, without the ponder cost; `None` when it is not finite.
    pub loss: Option<f64>,
    /// Share of sequences with at least one wrong answer.
    pub error: f64,
    /// How long the network thought.
    pub ponder: PonderStatistics,
}
