//! What goes into a store and what comes out of it, as plain types.

use dwell_domain::{
    Attempt, Configuration, ConfigurationId, Evaluation, Failure, Micros, PackKey, Pick, Seed,
    Step, SweepId, SweepState, TrialId, TrialResult, TrialState, WorkerId,
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
    /// The lowest error of any evaluation so far.
    pub best_error: Option<f64>,
    /// When it was submitted.
    pub submitted_at: Micros,
    /// When it ended.
    pub ended_at: Option<Micros>,
}

/// A trial as it stands.
#[derive(Clone, Debug)]
pub struct TrialRow {
    /// Its id.
    pub id: TrialId,
    /// Its sweep.
    pub sweep: SweepId,
    /// Its place in the sweep, from 1.
    pub number: u64,
    /// Its configuration's id.
    pub configuration_id: ConfigurationId,
    /// Its configuration.
    pub configuration: Configuration,
    /// Its seed.
    pub seed: Seed,
    /// Where it is in its life.
    pub state: TrialState,
    /// The number of its last attempt; 0 before the first.
    pub attempt: Attempt,
    /// Why it is in this state; may be empty.
    pub reason: String,
    /// Since when.
    pub since: Micros,
    /// Updates done, as last told.
    pub step: Step,
    /// Who holds or last held it.
    pub worker: Option<WorkerId>,
    /// The accepted result of a completed trial.
    pub result: Option<TrialResult>,
}

/// One attempt of a trial.
#[derive(Clone, Debug)]
pub struct AttemptRow {
    /// Its number.
    pub attempt: Attempt,
    /// Who ran it.
    pub worker: WorkerId,
    /// From when.
    pub started_at: Micros,
    /// Until when.
    pub ended_at: Option<Micros>,
    /// How it ended.
    pub outcome: Option<AttemptOutcome>,
    /// What was said of its end; may be empty.
    pub message: String,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// Its result was accepted.
    Completed,
    /// It failed.
    Failed,
    /// Its lease ran out.
    Expired,
    /// Its worker gave it back.
    Released,
    /// Its sweep was cancelled, or another attempt's result was taken.
    Cancelled,
}

impl AttemptOutcome {
    /// Every outcome.
    pub const ALL: [Self; 5] = [
        Self::Completed,
        Self::Failed,
        Self::Expired,
        Self::Released,
        Self::Cancelled,
    ];

    /// The word for it in tables, in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Released => "released",
            Self::Cancelled => "cancelled",
        }
    }

    /// The outcome that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }
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
    pub results: Vec<(Seed, TrialResult)>,
}

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
    /// Where to go on from.
    pub checkpoint: Option<CheckpointRow>,
}

/// A kept checkpoint.
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
}

/// What a worker reports.
#[derive(Clone, Debug)]
pub struct Report {
    /// Who.
    pub worker: WorkerId,
    /// What it works on.
    pub held: Vec<(TrialId, Attempt)>,
    /// What happened, in order.
    pub facts: Vec<Fact>,
    /// Where its lanes are.
    pub progress: Vec<(TrialId, Attempt, Step)>,
    /// How fast it trains.
    pub updates_per_second: f64,
    /// Until when what it holds is leased now.
    pub lease_until: Micros,
    /// When.
    pub now: Micros,
}

/// One thing that happened to an attempt.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Of which trial.
    pub trial: TrialId,
    /// In which attempt.
    pub attempt: Attempt,
    /// What.
    pub event: FactEvent,
}

/// What can happen to an attempt.
#[derive(Clone, Debug)]
pub enum FactEvent {
    /// It was evaluated.
    Evaluated(Evaluation),
    /// It ended well.
    Completed(TrialResult),
    /// It ended badly.
    Failed(Failure),
    /// It is given back, for this reason.
    Released(String),
}

/// The answer to a report.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    /// Held attempts that the worker is to stop, and why.
    pub stop: Vec<(TrialId, Attempt, String)>,
    /// The worker is not known.
    pub unknown_worker: bool,
    /// Something became free for others, or a sweep ended.
    pub changed: bool,
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
