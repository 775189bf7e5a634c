//! What is handed out to workers, and how their leases end.

use dwell_domain::{
    Attempt, Configuration, Micros, PackKey, Pick, Seed, TrialId, TrialState, WorkerId,
};

use super::CheckpointRow;

/// What a slot is to be given.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The worker.
    pub worker: WorkerId,
    /// Its slot.
    pub slot: u32,
    /// What the slot knows it holds.
    pub held: Vec<(TrialId, Attempt)>,
    /// What it is to get of each group, longest predicted first.
    pub picks: Vec<Pick>,
    /// Until when.
    pub lease_until: Micros,
    /// When.
    pub now: Micros,
}

/// A trial that was handed out.
#[derive(Clone, Debug)]
pub struct HandedOut {
    /// Which.
    pub trial: TrialId,
    /// Its fencing token.
    pub attempt: Attempt,
    /// What to train.
    pub configuration: Configuration,
    /// With which seed.
    pub seed: Seed,
    /// In which packs.
    pub pack_key: PackKey,
    /// Where to go on from, the latest first.
    pub checkpoints: Vec<CheckpointRow>,
}

/// A lease that ended without its worker's doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseEnd {
    /// Of which trial.
    pub trial: TrialId,
    /// Which attempt.
    pub attempt: Attempt,
    /// Who had it.
    pub worker: WorkerId,
    /// The trial's state now.
    pub state: TrialState,
}
