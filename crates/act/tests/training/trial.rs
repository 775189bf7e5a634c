//! Small trials to train, and what they tell.

use dwell_act::{Device, LaneAssignment, LaneEvent, LaneId, Pack};
use dwell_domain::{
    Cell, Configuration, Evaluation, Halting, LearningRate, Model, PonderCost, Seed, Task,
    Training, TrialResult,
};

pub(crate) fn act(ponder_cost: f64) -> Halting {
    Halting::Act {
        ponder_cost: PonderCost::new(ponder_cost).unwrap(),
    }
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
            },
        },
        seed: Seed(seed),
        checkpoint: None,
    }
}

/// Everything that a trial told but the time it took.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Told {
    pub(crate) evaluations: Vec<Evaluation>,
    pub(crate) result: Option<TrialResult>,
}

impl Told {
    pub(crate) fn take(&mut self, event: LaneEvent) {
        match event {
            LaneEvent::Evaluated(evaluation) => self.evaluations.push(evaluation),
            LaneEvent::CheckpointDue => {}
            LaneEvent::Finished(result) => {
                self.result = Some(TrialResult {
                    seconds: 0.0,
                    ..result
                });
            }
        }
    }

    /// Adds what the rest of the trial told.
    pub(crate) fn append(&mut self, rest: Self) {
        self.evaluations.extend(rest.evaluations);
        self.result = rest.result;
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
    Pack::new(&assignment.configuration, &device)
}

/// Trains until the lane has finished.
pub(crate) fn follow(pack: &mut Pack, followed: LaneId) -> Told {
    let mut told = Told::default();
    while told.result.is_none() {
        for (lane, event) in pack.advance() {
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
