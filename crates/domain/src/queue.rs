//! What waits for work and what a slot takes of it: the words between the store and the scheduler.

use crate::{configuration::PackKey, id::SweepId};

/// Queued trials of one sweep that can share a pack.
#[derive(Clone, Debug, PartialEq)]
pub struct QueuedGroup {
    /// Their sweep.
    pub sweep: SweepId,
    /// What they share.
    pub pack_key: PackKey,
    /// How many.
    pub trials: u64,
    /// The largest predicted cost among them.
    pub longest: f64,
}

/// Some trials of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The group's sweep.
    pub sweep: SweepId,
    /// The group's pack key.
    pub pack_key: PackKey,
    /// At most this many.
    pub trials: u32,
}
