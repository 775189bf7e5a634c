//! Workers: what they offer, and as they were last seen.

use dwell_domain::{Attempt, Micros, Step, SweepId, TrialId, WorkerId};

/// A worker that registers.
#[derive(Clone, Debug)]
pub struct NewWorker {
    /// Chosen by the daemon.
    pub id: WorkerId,
    /// Its host's name.
    pub host: String,
    /// Its process id there.
    pub pid: u32,
    /// Dwell's version there.
    pub version: String,
    /// The device and lane count of each slot.
    pub slots: Vec<SlotOffer>,
    /// When.
    pub now: Micros,
}

/// What one slot of a worker offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotOffer {
    /// Its place in the worker.
    pub index: u32,
    /// Such as `cpu` or `cuda:0`.
    pub device: String,
    /// Trials that it trains at the same time.
    pub lanes: u32,
}

/// A worker as it was last seen.
#[derive(Clone, Debug)]
pub struct WorkerRow {
    /// Its id.
    pub id: WorkerId,
    /// Its host's name.
    pub host: String,
    /// Its process id there.
    pub pid: u32,
    /// Dwell's version there.
    pub version: String,
    /// Its slots.
    pub slots: Vec<SlotOffer>,
    /// Attempts that it holds.
    pub running: u32,
    /// As last told.
    pub updates_per_second: f64,
    /// Since when it is known.
    pub registered_at: Micros,
    /// When it last reported.
    pub seen_at: Micros,
}

/// A trial that a worker holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    /// The slot that trains it.
    pub slot: u32,
    /// The trial.
    pub trial: TrialId,
    /// Its sweep.
    pub sweep: SweepId,
    /// The sweep's name.
    pub sweep_name: String,
    /// Its place in the sweep, from 1.
    pub number: u64,
    /// The attempt that it is.
    pub attempt: Attempt,
    /// Updates done, as last told.
    pub step: Step,
    /// Updates of the whole trial.
    pub updates: u64,
    /// Since when.
    pub since: Micros,
    /// When its lease runs out, unless it is renewed.
    pub lease_until: Micros,
}
