//! Trials and their attempts as they stand.

use dwell_domain::{
    Attempt, AttemptOutcome, Configuration, ConfigurationId, Micros, Seed, Step, SweepId, TrialId,
    TrialResult, TrialState, WorkerId,
};

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
    /// The name of its host.
    pub host: String,
    /// In which of its slots.
    pub slot: u32,
    /// From when.
    pub started_at: Micros,
    /// Until when.
    pub ended_at: Option<Micros>,
    /// How it ended.
    pub outcome: Option<AttemptOutcome>,
    /// What was said of its end; may be empty.
    pub message: String,
}
