//! What the daemon is told, in the words of the engine: each call is one message of the protocol.

use std::{io::Write, path::Path};

use dwell_act::Device;
use dwell_domain::{Attempt, Evaluation, Failure, Step, TrialId, TrialResult};
use dwell_proto::v1::{self, trainer_output::Message};

use crate::{error::TrainerError, pipe::FrameWriter};

/// A trial and its fencing token.
pub(crate) type AttemptKey = (TrialId, Attempt);

/// Tells the daemon.
#[derive(Debug)]
pub(crate) struct Reporter<W> {
    frames: FrameWriter<W>,
}

impl<W: Write> Reporter<W> {
    /// Tells it by these frames.
    pub(crate) const fn new(frames: FrameWriter<W>) -> Self {
        Self { frames }
    }

    /// What this trainer is.
    pub(crate) fn hello(&mut self, device: &Device) -> Result<(), TrainerError> {
        self.frames.write(Message::Hello(v1::Hello {
            numerics: Some((&device.numerics()).into()),
            lanes: device.lanes(),
        }))
    }

    /// An evaluation was made.
    pub(crate) fn evaluated(
        &mut self,
        attempt: AttemptKey,
        evaluation: &Evaluation,
    ) -> Result<(), TrainerError> {
        self.frames.write(Message::Evaluated(v1::Evaluated {
            attempt: Some(wire(attempt)),
            evaluation: Some(evaluation.into()),
        }))
    }

    /// A checkpoint lies at the path; the file is the daemon's from now on.
    pub(crate) fn checkpointed(
        &mut self,
        attempt: AttemptKey,
        step: Step,
        path: &Path,
    ) -> Result<(), TrainerError> {
        self.frames.write(Message::Checkpointed(v1::Checkpointed {
            attempt: Some(wire(attempt)),
            step: step.0,
            path: path.to_string_lossy().into_owned(),
        }))
    }

    /// How many lanes the pack should have that trains from now on.
    pub(crate) fn capacity(&mut self, lanes: u32) -> Result<(), TrainerError> {
        self.frames.write(Message::Capacity(v1::Capacity { lanes }))
    }

    /// An attempt has ended well; its weights, if they are kept, are in files that are the daemon's
    /// from now on.
    pub(crate) fn finished(
        &mut self,
        attempt: AttemptKey,
        result: &TrialResult,
        weights: Vec<v1::WeightsFile>,
    ) -> Result<(), TrainerError> {
        self.frames.write(Message::Finished(v1::Finished {
            attempt: Some(wire(attempt)),
            result: Some(result.into()),
            weights,
        }))
    }

    /// An attempt has ended badly.
    pub(crate) fn failed(
        &mut self,
        attempt: AttemptKey,
        failure: &Failure,
    ) -> Result<(), TrainerError> {
        tracing::warn!(trial.id = %attempt.0, message = failure.message, "cannot train an attempt");
        self.frames.write(Message::Failed(v1::Failed {
            attempt: Some(wire(attempt)),
            failure: Some(failure.into()),
        }))
    }

    /// The checkpoints of a snapshot have all been told.
    pub(crate) fn snapshot_taken(&mut self) -> Result<(), TrainerError> {
        self.frames
            .write(Message::SnapshotTaken(v1::SnapshotTaken {}))
    }

    /// How fast the pack trains, and where each lane is.
    pub(crate) fn rate(
        &mut self,
        updates_per_second: f64,
        lanes: impl Iterator<Item = (AttemptKey, Step)>,
    ) -> Result<(), TrainerError> {
        let steps = lanes.map(|(attempt, step)| v1::LaneStep {
            attempt: Some(wire(attempt)),
            step: step.0,
        });
        let steps: Vec<_> = steps.collect();
        self.frames.write(Message::Rate(v1::Rate {
            updates_per_second,
            lanes: steps.len() as u32,
            steps,
        }))
    }
}

fn wire((trial, attempt): AttemptKey) -> v1::AttemptId {
    v1::AttemptId::new(trial, attempt)
}
