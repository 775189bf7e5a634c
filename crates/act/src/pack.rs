//! A pack: trials trained together as one tensor program, each in a lane of its own.
//!
//! Whoever owns a pack calls [`Pack::advance`] in a loop; between two calls is a boundary, where
//! lanes may join, leave and be checkpointed. What a lane computes does not depend on the others.

use std::time::Instant;

use dwell_domain::{
    Configuration, Evaluation, MetricsDigest, Numerics, PackKey, PonderCost, Seed, Step, Task,
    TrialResult, Verdict,
};
use dwell_tasks::Samples;
use tch::Kind;

use crate::{
    adam::LaneStep, checkpoint::Checkpoint, device::Device, error::ActError, evaluate::evaluate,
    lanes::Stack, network::Network, sizes::Sizes, update::LaneSettings,
};

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
#[derive(Debug)]
pub struct Pack {
    key: PackKey,
    task: Task,
    network: Network,
    numerics: Numerics,
    stack: Stack,
    /// In the order of the stack's rows.
    lanes: Vec<Lane>,
    next_lane: u64,
}

/// What belongs to a lane beside its row of the stack.
#[derive(Debug)]
struct Lane {
    id: LaneId,
    configuration: Configuration,
    seed: Seed,
    step: Step,
    digest: MetricsDigest,
    admitted: Instant,
}

impl Pack {
    /// An empty pack for the trials that share this configuration's pack key.
    pub fn new(configuration: &Configuration, device: &Device) -> Self {
        let options = (Kind::Float, device.tensors());
        let network = Network::new(Sizes::of(configuration), options);
        Self {
            key: configuration.pack_key(),
            task: configuration.task.clone(),
            stack: Stack::empty(&network.layout, options),
            network,
            numerics: device.numerics(),
            lanes: Vec::new(),
            next_lane: 0,
        }
    }

    /// What the trials of this pack share.
    pub const fn key(&self) -> &PackKey {
        &self.key
    }

    /// The lanes and the updates that each has done, in order of admission.
    pub fn lanes(&self) -> impl ExactSizeIterator<Item = (LaneId, Step)> + '_ {
        self.lanes.iter().map(|lane| (lane.id, lane.step))
    }

    /// Takes a trial in; it is part of the next update.
    pub fn admit(&mut self, assignment: LaneAssignment) -> Result<LaneId, ActError> {
        let LaneAssignment {
            configuration,
            seed,
            checkpoint,
        } = assignment;
        let wanted = configuration.pack_key();
        if wanted != self.key {
            return Err(ActError::WrongPack {
                resident: self.key.clone(),
                wanted,
            });
        }
        let (network, layout) = (&self.network, &self.network.layout);
        let (step, digest, state) = match checkpoint {
            Some(checkpoint) => {
                checkpoint.belongs_to(&configuration, seed)?;
                let state = checkpoint.state_for(layout)?;
                (checkpoint.step, checkpoint.digest, state)
            }
            None => (
                Step(0),
                MetricsDigest::empty(),
                layout.initial(&network.sizes, seed),
            ),
        };
        self.stack.push(layout, &state);
        let id = LaneId(self.next_lane);
        self.next_lane += 1;
        let admitted = Instant::now();
        self.lanes.push(Lane {
            id,
            configuration,
            seed,
            step,
            digest,
            admitted,
        });
        Ok(id)
    }

    /// Forgets a lane.
    pub fn remove(&mut self, lane: LaneId) -> Result<(), ActError> {
        let row = self.row(lane)?;
        self.lanes.remove(row);
        self.stack.remove(row);
        Ok(())
    }

    /// The trial of a lane as it is now.
    pub fn checkpoint(&self, lane: LaneId) -> Result<Checkpoint, ActError> {
        let row = self.row(lane)?;
        let Lane {
            configuration,
            seed,
            step,
            digest,
            ..
        } = &self.lanes[row];
        let state = self.stack.lane(&self.network.layout, row);
        Ok(Checkpoint::new(
            configuration.hash(),
            *seed,
            *step,
            *digest,
            state,
        ))
    }

    /// One update of every lane, and what then was due. An empty pack does nothing.
    pub fn advance(&mut self) -> Vec<(LaneId, LaneEvent)> {
        if self.lanes.is_empty() {
            return Vec::new();
        }
        let finite = self.update();
        let mut events = Vec::new();
        for (row, finite) in finite.into_iter().enumerate() {
            self.tell_due(row, finite, &mut events);
        }
        for (lane, event) in &events {
            if matches!(event, LaneEvent::Finished(_)) {
                self.remove(*lane)
                    .expect("a lane that has just finished is in the pack");
            }
        }
        events
    }

    /// Updates all lanes; says of each whether its numbers are finite.
    fn update(&mut self) -> Vec<bool> {
        let batch = self.network.sizes.batch as u32;
        let draw = |lane: &Lane| dwell_tasks::training(&self.task, lane.seed, lane.step.0, batch);
        let batches: Vec<Samples> = self.lanes.iter().map(draw).collect();
        for lane in &mut self.lanes {
            lane.step.0 += 1;
        }
        let settings: Vec<LaneSettings> = self.lanes.iter().map(Lane::settings).collect();
        self.network.update(&mut self.stack, &batches, &settings)
    }

    /// Tells what is due for one lane after an update.
    fn tell_due(&mut self, row: usize, finite: bool, events: &mut Vec<(LaneId, LaneEvent)>) {
        let lane = &self.lanes[row];
        let train = &lane.configuration.train;
        let (id, step) = (lane.id, lane.step.0);
        let ends = step >= train.updates || !finite;
        if ends || step.is_multiple_of(train.evaluate_every) {
            let evaluation = self.evaluate(row);
            let lane = &mut self.lanes[row];
            lane.digest = lane.digest.and(&evaluation);
            events.push((id, LaneEvent::Evaluated(evaluation.clone())));
            if ends || lane.may_stop_at(&evaluation) {
                let result = lane.result(evaluation, &self.numerics);
                events.push((id, LaneEvent::Finished(result)));
                return;
            }
        }
        if step.is_multiple_of(self.lanes[row].configuration.train.checkpoint_every) {
            events.push((id, LaneEvent::CheckpointDue));
        }
    }

    fn evaluate(&self, row: usize) -> Evaluation {
        let lane = &self.lanes[row];
        let weights = self.stack.weights.narrow(0, row as i64, 1);
        let sequences = lane.configuration.train.evaluation_sequences;
        let views = self.network.layout.views(&weights);
        evaluate(&self.network, &views, &self.task, sequences, lane.step)
    }

    fn row(&self, lane: LaneId) -> Result<usize, ActError> {
        let found = self.lanes.iter().position(|resident| resident.id == lane);
        found.ok_or(ActError::UnknownLane(lane.0))
    }
}

impl Lane {
    fn settings(&self) -> LaneSettings {
        let Configuration { model, train, .. } = &self.configuration;
        LaneSettings {
            adam: LaneStep {
                step: self.step.0,
                learning_rate: train.learning_rate.get(),
            },
            ponder_cost: model.halting.ponder_cost().map_or(0.0, PonderCost::get),
        }
    }

    /// Whether the trial may end before its last update, or its loss forces it to.
    fn may_stop_at(&self, evaluation: &Evaluation) -> bool {
        let good_enough = |limit| evaluation.error <= limit;
        evaluation.loss.is_none()
            || self
                .configuration
                .train
                .stop_at_error
                .is_some_and(good_enough)
    }

    fn result(&self, evaluation: Evaluation, numerics: &Numerics) -> TrialResult {
        TrialResult {
            verdict: Verdict::of(&self.configuration.model.halting, &evaluation),
            evaluation,
            digest: self.digest,
            numerics: numerics.clone(),
            seconds: self.admitted.elapsed().as_secs_f64(),
        }
    }
}
