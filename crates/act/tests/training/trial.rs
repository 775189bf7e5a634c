//! Small trials to train, and what they tell.

use std::sync::Arc;

use dwell_act::{Device, KeptWeights, LaneAssignment, LaneEvent, LaneId, Pack};
use dwell_domain::{
    Cell, Configuration, Corpus, Evaluation, Halting, Latency, LearningRate, Model, PonderCost,
    PriorMean, Sampler, Seed, Task, Training, TrialResult,
};
use dwell_tasks::{Bytes, Source};

pub(crate) fn act(ponder_cost: f64) -> Halting {
    Halting::Act {
        ponder_cost: PonderCost::new(ponder_cost).unwrap(),
    }
}

pub(crate) fn ponder_net(ponder_cost: f64, sampler: Sampler) -> Halting {
    Halting::PonderNet {
        ponder_cost: PonderCost::new(ponder_cost).unwrap(),
        prior_mean: PriorMean::new(2.5).unwrap(),
        sampler,
    }
}

/// A small form of every task, each with another cell than the one before it.
pub(crate) fn every_task() -> Vec<(Task, Cell)> {
    let corpus = Corpus {
        file: "any.txt".to_owned(),
        content: None,
    };
    vec![
        (Task::Parity { bits: 5 }, Cell::Rnn),
        (
            Task::Logic {
                gates: 3,
                length: 3,
            },
            Cell::Lstm,
        ),
        (
            Task::Addition {
                digits: 2,
                length: 3,
            },
            Cell::Gru,
        ),
        (Task::Sort { length: 3 }, Cell::Lstm),
        (Task::Text { corpus, length: 5 }, Cell::Gru),
    ]
}

/// The haltings that a trial can have.
pub(crate) fn every_halting() -> [Halting; 5] {
    [
        Halting::None,
        Halting::Repeat { updates: 3 },
        act(0.02),
        ponder_net(0.02, Sampler::Bernoulli),
        ponder_net(0.02, Sampler::Mean),
    ]
}

/// 24 updates of a small network on this task.
pub(crate) fn trial_of(task: Task, cell: Cell, halting: Halting, seed: u64) -> LaneAssignment {
    let mut assignment = trial(halting, seed);
    assignment.configuration.task = task;
    assignment.configuration.model.cell = cell;
    assignment
}

/// 24 updates of a small network, evaluated after every 8th, with a checkpoint at half time.
pub(crate) fn trial(halting: Halting, seed: u64) -> LaneAssignment {
    LaneAssignment {
        configuration: Configuration {
            task: Task::Parity { bits: 5 },
            model: Model {
                cell: Cell::Rnn,
                hidden: 19,
                max_ponder: 12,
                halting,
            },
            train: Training {
                batch: 21,
                updates: 24,
                learning_rate: LearningRate::new(3e-3).unwrap(),
                evaluate_every: 8,
                evaluation_sequences: 50,
                checkpoint_every: 12,
                stop_at_error: None,
                gradient_clip: None,
                keep_weights: true,
            },
        },
        seed: Seed(seed),
        checkpoint: None,
    }
}

/// Everything that a trial told but the times it took.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Told {
    pub(crate) evaluations: Vec<Evaluation>,
    pub(crate) result: Option<TrialResult>,
    pub(crate) weights: Option<KeptWeights>,
}

impl Told {
    pub(crate) fn take(&mut self, event: LaneEvent) {
        match event {
            LaneEvent::Evaluated(evaluation) => self.evaluations.push(evaluation),
            LaneEvent::CheckpointDue => {}
            LaneEvent::Finished { result, weights } => {
                self.weights = weights.map(|weights| *weights);
                self.result = Some(TrialResult {
                    seconds: 0.0,
                    latency: Latency::default(),
                    ..*result
                });
            }
        }
    }

    /// Adds what the rest of the trial told.
    pub(crate) fn append(&mut self, rest: Self) {
        self.evaluations.extend(rest.evaluations);
        self.result = rest.result;
        self.weights = rest.weights;
    }

    /// The updates after which there were evaluations.
    pub(crate) fn evaluated_at(&self) -> Vec<u64> {
        self.evaluations.iter().map(|e| e.step.0).collect()
    }

    pub(crate) fn result(&self) -> &TrialResult {
        self.result.as_ref().unwrap()
    }
}

pub(crate) fn pack_for(assignment: &LaneAssignment, threads: u32) -> Pack {
    let device = Device::open("cpu", threads).unwrap();
    let task = &assignment.configuration.task;
    let source = Source::new(task, corpus_of(task)).unwrap();
    Pack::new(&assignment.configuration, &device, source)
}

/// Something to read for a text, nothing for other tasks.
fn corpus_of(task: &Task) -> Option<Bytes> {
    let words = "To think, once more, is to think again; the 2nd thought <costs> as much. ";
    let is_text = matches!(task, Task::Text { .. });
    is_text.then(|| Arc::new(words.repeat(20)) as Bytes)
}

/// Trains until the lane has finished.
pub(crate) fn follow(pack: &mut Pack, followed: LaneId) -> Told {
    let mut told = Told::default();
    while told.result.is_none() {
        for (lane, event) in pack.advance().unwrap() {
            if lane == followed {
                told.take(event);
            }
        }
    }
    told
}

/// The trial in a pack of its own.
pub(crate) fn alone(assignment: &LaneAssignment, threads: u32) -> Told {
    let mut pack = pack_for(assignment, threads);
    let lane = pack.admit(assignment.clone()).unwrap();
    follow(&mut pack, lane)
}
