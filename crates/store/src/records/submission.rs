//! A submission as the rows that it becomes.

use std::collections::HashMap;

use dwell_domain::{ConfigurationId, Metric, PackKey, TrialId};
use serde::Serialize;

use crate::{
    StoreError,
    records::batch::{Exact, id, json},
    rows::{NewConfiguration, NewSweep, NewTrial},
};

/// Refuses what the tables could not hold, before anything is written.
pub(crate) fn check(sweep: &NewSweep) -> Result<(), StoreError> {
    let configurations = sweep.configurations.len();
    for trial in &sweep.trials {
        if !trial.predicted_cost.is_finite() {
            let what = "the predicted cost of a trial";
            return Err(StoreError::NotFinite { what });
        }
        if trial.configuration >= configurations {
            return Err(StoreError::Conflict(format!(
                "a trial is of configuration {} of {configurations}",
                trial.configuration
            )));
        }
    }
    Ok(())
}

/// The metric of all configurations of a sweep, if there is one.
pub(crate) fn metric(sweep: &NewSweep) -> Option<Metric> {
    let mut metrics = sweep
        .configurations
        .iter()
        .map(|new| new.configuration.task.metric());
    let first = metrics.next()?;
    metrics.all(|metric| metric == first).then_some(first)
}

/// The updates of all its trials.
pub(crate) fn updates(sweep: &NewSweep) -> u64 {
    let trials = sweep.trials.iter();
    trials.map(|trial| updates_of(sweep, trial)).sum()
}

/// How many trials each configuration has.
pub(crate) fn seeds(sweep: &NewSweep) -> Vec<u32> {
    let mut seeds = vec![0; sweep.configurations.len()];
    for trial in &sweep.trials {
        seeds[trial.configuration] += 1;
    }
    seeds
}

/// Rows of configurations: id, place, hash, JSON, seeds, halting, metric. Their places begin at
/// `first`.
pub(crate) fn configurations(
    configurations: &[NewConfiguration],
    first: usize,
    seeds: &[u32],
) -> Vec<impl Serialize> {
    let rows = (first..).zip(configurations).zip(seeds);
    rows.map(|((place, new), seeds)| {
        let hash = new.configuration.hash().to_string();
        let halting = new.configuration.model.halting.to_string();
        let metric = new.configuration.task.metric().as_str();
        let configuration = json(&new.configuration);
        let id = id(new.id.as_uuid());
        (id, place, hash, configuration, *seeds, halting, metric)
    })
    .collect()
}

/// What the trials of each configuration can share a pack by.
pub(crate) fn pack_keys(sweep: &NewSweep) -> Vec<PackKey> {
    let configurations = sweep.configurations.iter();
    configurations
        .map(|new| new.configuration.pack_key())
        .collect()
}

/// How many trials have each pack key.
pub(crate) fn group_sizes<'a>(
    sweep: &NewSweep,
    pack_keys: &'a [PackKey],
) -> HashMap<&'a PackKey, i64> {
    let mut sizes = HashMap::new();
    for trial in &sweep.trials {
        *sizes.entry(&pack_keys[trial.configuration]).or_default() += 1;
    }
    sizes
}

/// A trial as it is stored, but for what it shares with its sweep.
pub(crate) struct QueuedTrial {
    pub(crate) id: TrialId,
    pub(crate) number: i64,
    pub(crate) configuration: ConfigurationId,
    pub(crate) group: i64,
    pub(crate) seed: i64,
    pub(crate) predicted_cost: f64,
    pub(crate) updates: i64,
}

impl QueuedTrial {
    /// Its row in a batch: id, number, configuration, group, seed, predicted cost, updates.
    pub(crate) fn row(&self) -> impl Serialize + use<> {
        (
            id(self.id.as_uuid()),
            self.number,
            id(self.configuration.as_uuid()),
            self.group,
            self.seed,
            Exact(self.predicted_cost),
            self.updates,
        )
    }
}

/// The trials of a sweep, numbered from 1, each with its group.
pub(crate) fn trials(
    sweep: &NewSweep,
    group: impl Fn(&NewTrial) -> i64,
) -> impl Iterator<Item = QueuedTrial> {
    (1..)
        .zip(&sweep.trials)
        .map(move |(number, trial)| QueuedTrial {
            id: trial.id,
            number,
            configuration: sweep.configurations[trial.configuration].id,
            group: group(trial),
            seed: trial.seed.0 as i64,
            predicted_cost: trial.predicted_cost,
            updates: updates_of(sweep, trial) as i64,
        })
}

fn updates_of(sweep: &NewSweep, trial: &NewTrial) -> u64 {
    sweep.configurations[trial.configuration]
        .configuration
        .train
        .updates
}
