//! The plan of a sweep: its configurations and trials, in the order in which they are shown.

use dwell_domain::{
    Configuration, Seed,
    spec::{Spec, Strategy},
};

use crate::strategy::grid;

/// What a spec expands to.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// No two are equal.
    pub configurations: Vec<Configuration>,
    /// The seeds of the first configuration, then of the second, ...
    pub trials: Vec<PlannedTrial>,
}

/// A trial that is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedTrial {
    /// Index into [`Plan::configurations`].
    pub configuration: usize,
    /// Its seed.
    pub seed: Seed,
}

/// Expands a spec. The same spec gives the same plan, always and anywhere.
pub fn plan(spec: &Spec) -> Plan {
    let configurations = match spec.search.strategy {
        Strategy::Grid => grid::configurations(spec),
    };
    let trials = (0..configurations.len())
        .flat_map(|configuration| {
            spec.search.seeds.iter().map(move |&seed| PlannedTrial {
                configuration,
                seed,
            })
        })
        .collect();
    Plan {
        configurations,
        trials,
    }
}
