//! A pack: trials trained together as one tensor program, each in a lane of its own.
//!
//! Whoever owns a pack calls [`Pack::advance`] in a loop; between two calls is a boundary, where
//! lanes may join, leave and be checkpointed. What a lane computes does not depend on the others.

use std::time::Instant;

use dwell_domain::{
    Configuration, Evaluation, Latency, MetricsDigest, PackKey, Seed, Step, TrialResult,
};
use dwell_tasks::{Samples, Source};
use tch::{Kind, Tensor};

use crate::{
    best::Best,
    checkpoint::Checkpoint,
    device::Device,
    error::ActError,
    evaluate::{Subject, mean_loss},
    lane::Lane,
    lanes::Stack,
    latency::{self, Trained},
    layout::Matrix,
    memory,
    network::Network,
    sizes::Sizes,
    update::LaneSettings,
    weights::{KeptWeights, Weights},
};

/// Updates on a distant device after which somebody asks whether all lanes are finite.
const UPDATES_BETWEEN_QUESTIONS: u64 = 32;

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
    Finished {
        /// What came of it.
        result: Box<TrialResult>,
        /// Its weights, where its configuration keeps them.
        weights: Option<Box<KeptWeights>>,
    },
}

/// Trials of one pack key on one device.
#[derive(Debug)]
pub struct Pack {
    key: PackKey,
    source: Source,
    network: Network,
    device: Device,
    stack: Stack,
    /// In the order of the stack's rows.
    lanes: Vec<Lane>,
    next_lane: u64,
}

/// What an update leaves for the evaluations after it.
struct Lesson {
    /// By row.
    samples: Vec<Samples>,
    /// `[lanes, steps * batch, O]`, before the update.
    logits: Tensor,
    /// By row: whether all logits were finite.
    finite: Vec<bool>,
}

impl Pack {
    /// An empty pack for the trials that share this configuration's pack key; `source` is where the
    /// data of its task come from.
    pub fn new(configuration: &Configuration, device: &Device, source: Source) -> Self {
        let options = (Kind::Float, device.tensors());
        let network = Network::new(Sizes::of(configuration), options);
        Self {
            key: configuration.pack_key(),
            source,
            stack: Stack::empty(&network.layout, options),
            network,
            device: device.clone(),
            lanes: Vec::new(),
            next_lane: 0,
        }
    }

    /// What the trials of this pack share.
    pub const fn key(&self) -> &PackKey {
        &self.key
    }

    /// The lanes and the updates that each has done.
    pub fn lanes(&self) -> impl ExactSizeIterator<Item = (LaneId, Step)> + '_ {
        self.lanes.iter().map(|lane| (lane.id, lane.step))
    }

    /// Whether trials of this configuration can join: they have the key, which does not name the
    /// content of a corpus, and the very task.
    pub fn fits(&self, configuration: &Configuration) -> bool {
        self.key == configuration.pack_key() && configuration.task == *self.source.task()
    }

    /// Takes a trial in; it is part of the next update.
    pub fn admit(&mut self, assignment: LaneAssignment) -> Result<LaneId, ActError> {
        let LaneAssignment {
            configuration,
            seed,
            checkpoint,
        } = assignment;
        let wanted = configuration.pack_key();
        if !self.fits(&configuration) {
            return Err(ActError::WrongPack {
                resident: self.key.clone(),
                wanted,
            });
        }
        let (network, layout) = (&self.network, &self.network.layout);
        let (step, digest, (state, best)) = match checkpoint {
            Some(checkpoint) => {
                checkpoint.belongs_to(&configuration, seed)?;
                let state = checkpoint.state_for(layout)?;
                (checkpoint.step, checkpoint.digest, state)
            }
            None => (
                Step(0),
                MetricsDigest::empty(),
                (layout.initial(&network.sizes, seed), None),
            ),
        };
        let id = LaneId(self.next_lane);
        self.next_lane += 1;
        let admitted = Instant::now();
        let lane = Lane {
            id,
            configuration,
            seed,
            step,
            digest,
            best,
            admitted,
        };
        let row = self.place_of(&lane);
        memory::guard(|| self.stack.insert(layout, row, &state))?;
        self.lanes.insert(row, lane);
        Ok(id)
    }

    /// The row of a lane that joins: the lower the ponder cost, the longer it will think, and those
    /// that think alike are next to each other.
    fn place_of(&self, joins: &Lane) -> usize {
        let cost = joins.restraint().ponder_cost;
        self.lanes
            .partition_point(|lane| lane.restraint().ponder_cost <= cost)
    }

    /// Forgets a lane.
    pub fn remove(&mut self, lane: LaneId) -> Result<(), ActError> {
        let row = self.row(lane)?;
        memory::guard(|| self.stack.remove(row))?;
        self.lanes.remove(row);
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
            best,
            ..
        } = &self.lanes[row];
        let state = self.stack.lane(&self.network.layout, row);
        Ok(Checkpoint::new(
            configuration.hash(),
            *seed,
            *step,
            *digest,
            state,
            best.clone(),
        ))
    }

    /// One update of every lane, and what then was due. An empty pack does nothing.
    ///
    /// Where the device has not enough memory for the update, [`ActError::OutOfMemory`], no lane has
    /// changed.
    pub fn advance(&mut self) -> Result<Vec<(LaneId, LaneEvent)>, ActError> {
        self.advance_with(&mut || ())
    }

    /// The same; `breathe` is called between the parts of what may take long, so that whoever drives
    /// the pack can give a sign of life.
    pub fn advance_with(
        &mut self,
        breathe: &mut dyn FnMut(),
    ) -> Result<Vec<(LaneId, LaneEvent)>, ActError> {
        if self.lanes.is_empty() {
            return Ok(Vec::new());
        }
        let (samples, logits) = memory::guard(|| self.update())?;
        let lesson = Lesson {
            finite: self.finite(&logits),
            samples,
            logits,
        };
        let mut events = Vec::new();
        for row in 0..self.lanes.len() {
            self.tell_due(row, &lesson, &mut events, breathe);
        }
        for (lane, event) in &events {
            if matches!(event, LaneEvent::Finished { .. }) {
                self.remove(*lane)?;
            }
        }
        Ok(events)
    }

    /// Of each lane, whether its logits are finite. The answer has to come from the device, so beside
    /// the CPU it is asked for only now and then, and where it decides something.
    fn finite(&self, logits: &Tensor) -> Vec<bool> {
        let is_asked = |lane: &Lane| {
            let step = lane.step.0;
            let is_near = self.network.options.1 == tch::Device::Cpu;
            is_near || step.is_multiple_of(UPDATES_BETWEEN_QUESTIONS) || lane.is_evaluated()
        };
        if self.lanes.iter().any(is_asked) {
            finite(logits)
        } else {
            vec![true; self.lanes.len()]
        }
    }

    /// Updates all lanes; returns, by row, the samples and the logits that they learned from.
    fn update(&mut self) -> (Vec<Samples>, Tensor) {
        let batch = self.network.sizes.batch as u32;
        let draw = |lane: &Lane| self.source.training(lane.seed, lane.step.0, batch);
        let samples: Vec<Samples> = self.lanes.iter().map(draw).collect();
        let settings: Vec<LaneSettings> = self.lanes.iter().map(Lane::settings).collect();
        let logits = self.network.update(&mut self.stack, &samples, &settings);
        for lane in &mut self.lanes {
            lane.step.0 += 1;
        }
        (samples, logits)
    }

    /// Tells what is due for one lane after an update.
    fn tell_due(
        &mut self,
        row: usize,
        lesson: &Lesson,
        events: &mut Vec<(LaneId, LaneEvent)>,
        breathe: &mut dyn FnMut(),
    ) {
        let lane = &self.lanes[row];
        let (id, step) = (lane.id, lane.step.0);
        let ends = step >= lane.configuration.train.updates || !lesson.finite[row];
        if ends || lane.is_evaluated() {
            let evaluation = self.evaluate(row, lesson, breathe);
            let lane = &mut self.lanes[row];
            lane.digest = lane.digest.and(&evaluation);
            if let Some(score) = lane.improved_by(&evaluation) {
                lane.best = Some(Best {
                    step: lane.step,
                    score,
                    weights: self.stack.weights(&self.network.layout, row),
                });
            }
            events.push((id, LaneEvent::Evaluated(evaluation.clone())));
            if ends || lane.may_stop_at(&evaluation) {
                events.push((id, self.finished(row, evaluation, breathe)));
                return;
            }
        }
        if step.is_multiple_of(self.lanes[row].configuration.train.checkpoint_every) {
            events.push((id, LaneEvent::CheckpointDue));
        }
    }

    fn finished(&self, row: usize, evaluation: Evaluation, breathe: &mut dyn FnMut()) -> LaneEvent {
        let lane = &self.lanes[row];
        let train = &lane.configuration.train;
        let traces = self.look_at(row, |subject| subject.traces(train.evaluation_sequences));
        let state = self.stack.lane(&self.network.layout, row);
        let mut result = lane.result(evaluation, traces, &self.device.numerics());
        result.latency = self.latency(lane, &state.weights, &result.evaluation, breathe);
        LaneEvent::Finished {
            weights: train
                .keep_weights
                .then(|| Box::new(kept(lane, state.weights))),
            result: Box::new(result),
        }
    }

    /// How long the trained network of a lane takes to answer; a diverged one has no answers.
    fn latency(
        &self,
        lane: &Lane,
        weights: &[Matrix],
        last: &Evaluation,
        breathe: &mut dyn FnMut(),
    ) -> Latency {
        if last.loss.is_none() {
            return Latency::default();
        }
        let trained = Trained {
            sizes: &self.network.sizes,
            weights,
            source: &self.source,
            seed: lane.seed,
            most_updates: last.ponder.max(),
            device: &self.device,
        };
        latency::measure(&trained, breathe)
    }

    fn evaluate(&self, row: usize, lesson: &Lesson, breathe: &mut dyn FnMut()) -> Evaluation {
        let lane = &self.lanes[row];
        let logits = lesson.logits.narrow(0, row as i64, 1);
        let training_loss = mean_loss(&self.network, &logits, &lesson.samples[row]);
        let sequences = lane.configuration.train.evaluation_sequences;
        self.look_at(row, |subject| {
            subject.evaluate(sequences, lane.step, training_loss, breathe)
        })
    }

    /// One lane by itself.
    fn look_at<T>(&self, row: usize, look: impl FnOnce(&Subject<'_>) -> T) -> T {
        let weights = self.stack.weights.narrow(0, row as i64, 1);
        look(&Subject {
            network: &self.network,
            weights: &self.network.layout.views(&weights),
            source: &self.source,
            seed: self.lanes[row].seed,
        })
    }

    fn row(&self, lane: LaneId) -> Result<usize, ActError> {
        let found = self.lanes.iter().position(|resident| resident.id == lane);
        found.ok_or(ActError::UnknownLane(lane.0))
    }
}

/// What is kept of a lane at its end.
fn kept(lane: &Lane, last: Vec<Matrix>) -> KeptWeights {
    let best = lane.best.as_ref().filter(|best| best.step != lane.step);
    KeptWeights {
        last: Weights::of(lane, lane.step, last),
        best: best.map(|best| Weights::of(lane, best.step, best.weights.clone())),
    }
}

/// Of each lane, whether all its values are finite: a sum is not, once one of its terms is not.
fn finite(values: &Tensor) -> Vec<bool> {
    let sums = values.sum_dim_intlist([1, 2].as_slice(), false, None);
    let sums = sums.to_kind(Kind::Double);
    let mut host = vec![0.0; sums.numel()];
    let lanes = host.len();
    sums.copy_data(&mut host, lanes);
    host.into_iter().map(f64::is_finite).collect()
}
