//! The trials as the store has them, for stories that wait for something.

use dwell_domain::{SweepId, TrialState};
use dwell_store::{
    MemoryStore, Store as _, StoreError,
    rows::{SweepRow, TrialRow},
};
use futures::FutureExt as _;

/// Every trial, in the order of sweeps and numbers; they are numbered through from 1.
#[derive(Clone, Debug)]
pub struct Seen {
    trials: Vec<TrialRow>,
}

/// The sweeps of a store, the first one first.
pub(crate) fn sweeps(store: &MemoryStore) -> Vec<SweepRow> {
    let mut sweeps = at_once(store.sweeps(None, u32::MAX));
    sweeps.reverse();
    sweeps
}

/// The trials of a sweep.
pub(crate) fn trials(store: &MemoryStore, sweep: SweepId) -> Vec<TrialRow> {
    at_once(store.trials(sweep, &[], 0, u32::MAX))
}

/// The store in memory answers at once, and has nothing that could fail when it is read.
pub(crate) fn at_once<T>(call: impl Future<Output = Result<T, StoreError>>) -> T {
    let answer = call.now_or_never().expect("memory answers at once");
    answer.expect("memory can be read")
}

impl Seen {
    pub(crate) fn of(store: &MemoryStore) -> Self {
        let of_sweep = |sweep: SweepRow| trials(store, sweep.id);
        Self {
            trials: sweeps(store).into_iter().flat_map(of_sweep).collect(),
        }
    }

    /// All of them.
    pub fn trials(&self) -> &[TrialRow] {
        &self.trials
    }

    /// One of them.
    pub fn trial(&self, number: usize) -> &TrialRow {
        &self.trials[number - 1]
    }

    /// How many are in a state.
    pub fn count(&self, state: TrialState) -> usize {
        self.trials
            .iter()
            .filter(|trial| trial.state == state)
            .count()
    }

    /// Whether all are in a state.
    pub fn all(&self, state: TrialState) -> bool {
        self.count(state) == self.trials.len()
    }

    /// The furthest update of any trial.
    pub fn furthest(&self) -> u64 {
        self.trials
            .iter()
            .map(|trial| trial.step.0)
            .max()
            .unwrap_or(0)
    }

    /// The most attempts of any trial.
    pub fn most_attempts(&self) -> u32 {
        self.trials
            .iter()
            .map(|trial| trial.attempt.0)
            .max()
            .unwrap_or(0)
    }
}
