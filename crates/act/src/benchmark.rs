//! How fast training is, beside how fast libtorch's own matrix products would let it be.

use crate::device::Device;

/// The sizes of a measurement: parity on a tanh RNN with ACT, every sample held to N = `ponder`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Inputs of the task.
    pub bits: u32,
    /// Units of the hidden state.
    pub hidden: u32,
    /// Sequences per update.
    pub batch: u32,
    /// N, the number of updates that every sample gets.
    pub ponder: u32,
    /// Trials in the pack.
    pub lanes: u32,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Optimiser updates per second, summed over lanes.
    pub updates_per_second: f64,
    /// The same if only the matrix products of an update were computed.
    pub products_per_second: f64,
}

impl Workload {
    /// State updates of samples per second at this rate: updates x batch x N.
    pub fn cell_updates(&self, updates_per_second: f64) -> f64 {
        updates_per_second * f64::from(self.batch) * f64::from(self.ponder)
    }
}

/// Trains for about `seconds` per side and measures.
pub fn measure(workload: &Workload, device: &Device, seconds: f64) -> Rates {
    unimplemented!("{workload:?} {device:?} {seconds}")
}
