//! A pack: trials trained together as one tensor program, each in a lane of its own.
//!
//! Whoever owns a pack calls [`Pack::advance`] in a loop; between two calls is a boundary, where
//! lanes may join, leave and be checkpointed. What a lane computes does not depend on the others.

use dwell_domain::{Configuration, Evaluation, PackKey, Seed, Step, TrialResult};

use crate::{checkpoint::Checkpoint, device::Device, error::ActError};

/// A lane of one pack; never used again after the lane has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneId(u64);

/// A trial for a lane.
#[derive(Clone, Debug)]
pub struct LaneAssignment {
    /// The trial's configuration; its pack key must be the pack's.
    pub configuration: Configuration,
    /// The trial's seed.
    pub seed: Seed,
    /// Where to go on from; `None` to start afresh.
    pub checkpoint: Option<Checkpoint>,
}

/// What a lane has to tell after an update.
#[derive(Clone, Debug, PartialEq)]
pub enum LaneEvent {
    /// An evaluation was due.
    Evaluated(Evaluation),
    /// A checkpoint is due: call [`Pack::checkpoint`] before the next update.
    CheckpointDue,
    /// The trial has ended, also by diverging, and its lane has left the pack. Its last evaluation
    /// was told just before.
    Finished(TrialResult),
}

/// Trials of one pack key on one device.
pub struct Pack {
    key: PackKey,
}

impl Pack {
    /// An empty pack for the trials that share this configuration's pack key.
    pub fn new(configuration: &Configuration, device: &Device) -> Self {
        unimplemented!("{configuration:?} {device:?}")
    }

    /// What the trials of this pack share.
    pub fn key(&self) -> &PackKey {
        &self.key
    }

    /// The lanes and the updates that each has done, in order of admission.
    pub fn lanes(&self) -> impl ExactSizeIterator<Item = (LaneId, Step)> + '_ {
        std::iter::empty()
    }

    /// Takes a trial in; it is part of the next update.
    pub fn admit(&mut self, assignment: LaneAssignment) -> Result<LaneId, ActError> {
        unimplemented!("{assignment:?}")
    }

    /// Forgets a lane.
    pub fn remove(&mut self, lane: LaneId) -> Result<(), ActError> {
        unimplemented!("{lane:?}")
    }

    /// One update of every lane, and what then was due. An empty pack does nothing.
    pub fn advance(&mut self) -> Vec<(LaneId, LaneEvent)> {
        unimplemented!()
    }

    /// The trial of a lane as it is now.
    pub fn checkpoint(&self, lane: LaneId) -> Result<Checkpoint, ActError> {
        unimplemented!("{lane:?}")
    }
}
