//! Checkpoints: all that a trial needs to go on elsewhere with the bits of an uninterrupted run.

use std::path::Path;

use dwell_domain::{Configuration, ConfigurationHash, MetricsDigest, Seed, Step};

use crate::error::ActError;

/// A trial at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Optimiser updates done.
    pub step: Step,
    /// The trial's seed.
    pub seed: Seed,
    /// The trial's configuration.
    pub configuration: ConfigurationHash,
    /// Over the evaluations so far.
    pub digest: MetricsDigest,
}

impl Checkpoint {
    /// Reads a checkpoint back; anything but a whole one is a [`ActError::TornCheckpoint`].
    pub fn read(path: &Path) -> Result<Self, ActError> {
        unimplemented!("{}", path.display())
    }

    /// Writes the checkpoint so that `path` holds either all of it or what was there before.
    pub fn write(&self, path: &Path) -> Result<(), ActError> {
        unimplemented!("{}", path.display())
    }

    /// Whether this is a checkpoint of that trial.
    pub fn belongs_to(&self, configuration: &Configuration, seed: Seed) -> Result<(), ActError> {
        unimplemented!("{configuration:?} {seed:?}")
    }
}
