//! How long a trained network takes to answer.

use serde::{Deserialize, Serialize};

use crate::quantity::Milliseconds;

/// The time that a trained network takes for an input step, on the device that trained it.
///
/// It is the wall time of a forward pass, divided by the input steps of all its sequences. Adaptive
/// networks halt as they have learned to, so a batch takes as long as its slowest sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latency {
    /// One sequence at a time; `None` where it could not be measured.
    pub batch_1: Option<Milliseconds>,
    /// 128 sequences at a time; `None` where it could not be measured.
    pub batch_128: Option<Milliseconds>,
}
