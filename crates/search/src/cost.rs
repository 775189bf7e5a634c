//! The cost model: what a trial is expected to take, in cell updates per sequence.
//!
//! Only the order of costs matters to scheduling, so sizes that are equal within a pack are left
//! out. Fitting the prior below to finished trials is left to a later cost model.

use dwell_domain::{Configuration, Halting};

/// Cell updates per sequence that a trial is expected to take: its optimiser updates times the
/// mean over batches of the largest N in the batch, which is what wall-clock time follows.
pub fn predicted_cost(configuration: &Configuration) -> f64 {
    configuration.train.updates as f64 * predicted_ponder(configuration)
}

/// The expected mean over batches of the largest N in the batch; at least 1, at most M for `act`.
///
/// For `act` it is a prior: `1 + 0.3 / sqrt(tau)`, between 1 and M. On parity with 16 bits the
/// batch maximum falls from about ten at tau 1e-3 to below two at tau 1; the square root is gentle
/// where measured responses are steep, which keeps neighbours in the right order.
pub fn predicted_ponder(configuration: &Configuration) -> f64 {
    let cap = f64::from(configuration.model.max_ponder);
    match configuration.model.halting {
        Halting::None => 1.0,
        Halting::Repeat { updates } => f64::from(updates),
        Halting::Act { ponder_cost } => (1.0 + 0.3 / ponder_cost.get().sqrt()).min(cap),
    }
}
