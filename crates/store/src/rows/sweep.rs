//! Sweeps: as they are submitted, and as they stand.

use dwell_domain::{
    Configuration, ConfigurationId, Metric, Micros, PricePerHour, Seed, SweepId, SweepState,
    TrialId, tradeoff::SeedResult,
};
use uuid::Uuid;

/// A sweep to be stored, already validated and expanded.
#[derive(Clone, Debug)]
pub struct NewSweep {
    /// Its id, should it be new.
    pub id: SweepId,
    /// Repeated submissions with this id are one submission.
    pub request_id: Uuid,
    /// What people call it.
    pub name: String,
    /// The spec as it was written.
    pub spec: String,
    /// BLAKE3 of what the spec means: equal sweeps attach to each other.
    pub spec_hash: [u8; 32],
    /// What an hour of one device costs; the sweep that it attaches to by hash gets this price too.
    pub price_per_hour: Option<PricePerHour>,
    /// Never attach by hash.
    pub fresh: bool,
    /// When.
    pub now: Micros,
    /// Its configurations, in the order of the plan.
    pub configurations: Vec<NewConfiguration>,
    /// Its trials, in the order of the plan: their numbers are 1, 2, ...
    pub trials: Vec<NewTrial>,
}

/// A configuration to be stored.
#[derive(Clone, Debug)]
pub struct NewConfiguration {
    /// Its id.
    pub id: ConfigurationId,
    /// What it is.
    pub configuration: Configuration,
}

/// A trial to be stored.
#[derive(Clone, Debug)]
pub struct NewTrial {
    /// Its id.
    pub id: TrialId,
    /// Index into [`NewSweep::configurations`].
    pub configuration: usize,
    /// Its seed.
    pub seed: Seed,
    /// Cell updates that it is expected to take: longer ones are handed out first.
    pub predicted_cost: f64,
}

/// The answer to a submission.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The sweep, new or found.
    pub sweep: SweepRow,
    /// Whether it was there already.
    pub attached: bool,
}

/// How many trials are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrialCounts {
    /// Waiting.
    pub queued: u64,
    /// Leased.
    pub running: u64,
    /// With a result.
    pub completed: u64,
    /// Given up.
    pub failed: u64,
    /// Ended by a person.
    pub cancelled: u64,
    /// Ended by a pruner.
    pub pruned: u64,
}

/// A sweep as it stands.
#[derive(Clone, Debug)]
pub struct SweepRow {
    /// Its id.
    pub id: SweepId,
    /// What people call it.
    pub name: String,
    /// Where it is in its life.
    pub state: SweepState,
    /// Why it was ended; may be empty.
    pub reason: String,
    /// Configurations in it.
    pub configurations: u64,
    /// Trials by state.
    pub trials: TrialCounts,
    /// Updates done by trials that have not failed, as last told.
    pub updates_done: u64,
    /// Updates of all trials.
    pub updates_total: u64,
    /// Of all its configurations; `None` where they have different ones.
    pub metric: Option<Metric>,
    /// The lowest error of any evaluation so far; `None` without one metric for all.
    pub best_error: Option<f64>,
    /// When it was submitted.
    pub submitted_at: Micros,
    /// When it ended.
    pub ended_at: Option<Micros>,
    /// What an hour of one device costs.
    pub price_per_hour: Option<PricePerHour>,
}

/// The results of one configuration over its seeds.
#[derive(Clone, Debug)]
pub struct ConfigurationOutcomes {
    /// Its id.
    pub id: ConfigurationId,
    /// What it is.
    pub configuration: Configuration,
    /// How many seeds it has.
    pub seeds: u32,
    /// The accepted results, in ascending order of seed.
    pub results: Vec<SeedResult>,
}

/// The cluster in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Sweeps that are handed out.
    pub active_sweeps: u64,
    /// Queued trials in them.
    pub queued: u64,
    /// Running trials.
    pub running: u64,
}
