//! What a trial computes depends on nothing but the trial: not on its neighbours, not on how often
//! it was interrupted. Bit for bit, on the CPU.

use dwell_act::{Checkpoint, Device, LaneAssignment, LaneEvent, LaneId, Pack};
use dwell_domain::{
    Cell, Configuration, Evaluation, Halting, LearningRate, Model, PonderCost, Seed, Task,
    Training, TrialResult,
};

/// A trial with odd sizes: nothing of it is a multiple of a vector's width.
fn trial(ponder_cost: f64, seed: u64) -> LaneAssignment {
    let halting = Halting::Act {
        ponder_cost: PonderCost::new(ponder_cost).unwrap(),
    };
    of(halting, 24, seed)
}

fn of(halting: Halting, updates: u64, seed: u64) -> LaneAssignment {
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
                updates,
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
struct Told {
    evaluations: Vec<Evaluation>,
    result: Option<TrialResult>,
}

impl Told {
    fn take(&mut self, event: LaneEvent) {
        match event {
            LaneEvent::Evaluated(evaluation) => self.evaluations.push(evaluation),
            LaneEvent::CheckpointDue => {}
            LaneEvent::Finished(result) => {
                self.result = Some(TrialResult {
                    seconds: 0.0,
                    ..result
                })
            }
        }
    }
}

fn pack_for(assignment: &LaneAssignment, threads: u32) -> Pack {
    let device = Device::open("cpu", threads).unwrap();
    Pack::new(&assignment.configuration, &device)
}

fn admit_neighbours(pack: &mut Pack, ponder_costs: &[f64]) {
    for (seed, ponder_cost) in (100..).zip(ponder_costs) {
        pack.admit(trial(*ponder_cost, seed)).unwrap();
    }
}

/// Trains until the lane has finished.
fn follow(pack: &mut Pack, followed: LaneId) -> Told {
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

fn alone(assignment: &LaneAssignment, threads: u32) -> Told {
    let mut pack = pack_for(assignment, threads);
    let lane = pack.admit(assignment.clone()).unwrap();
    follow(&mut pack, lane)
}

#[test]
fn a_lane_alone_and_in_a_pack_of_eight_has_the_same_bits() {
    for threads in [1, 2] {
        let assignment = trial(0.02, 1);
        let mut pack = pack_for(&assignment, threads);
        admit_neighbours(&mut pack, &[0.0, 1e-3, 0.5, 1.0]);
        // The neighbours are ahead, so that steps differ.
        pack.advance();
        let lane = pack.admit(assignment.clone()).unwrap();
        admit_neighbours(&mut pack, &[0.1, 3.0, 1e-4]);
        assert_eq!(follow(&mut pack, lane), alone(&assignment, threads));
    }
}

#[test]
fn threads_do_not_change_the_bits() {
    let assignment = trial(0.02, 2);
    assert_eq!(alone(&assignment, 1), alone(&assignment, 2));
}

#[test]
fn neighbours_may_leave_and_join_at_any_boundary() {
    let assignment = trial(0.02, 3);
    let mut pack = pack_for(&assignment, 1);
    let first = pack.admit(trial(0.5, 50)).unwrap();
    let lane = pack.admit(assignment.clone()).unwrap();
    let mut told = Told::default();
    for update in 0..assignment.configuration.train.updates {
        if update == 3 {
            pack.remove(first).unwrap();
        }
        if update % 5 == 4 {
            admit_neighbours(&mut pack, &[1e-3]);
        }
        for (at, event) in pack.advance() {
            if at == lane {
                told.take(event);
            }
        }
    }
    assert_eq!(told, alone(&assignment, 1));
}

/// Trains up to the checkpoint at half time and goes on from its file.
fn interrupted(assignment: &LaneAssignment, neighbours: &[f64]) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("half.safetensors");
    let mut told = Told::default();
    let mut pack = pack_for(assignment, 1);
    let lane = pack.admit(assignment.clone()).unwrap();
    'training: loop {
        for (_, event) in pack.advance() {
            if event == LaneEvent::CheckpointDue {
                pack.checkpoint(lane).unwrap().write(&path).unwrap();
                break 'training;
            }
            told.take(event);
        }
    }
    let mut other_pack = pack_for(assignment, 1);
    admit_neighbours(&mut other_pack, neighbours);
    let resumed = LaneAssignment {
        checkpoint: Some(Checkpoint::read(&path).unwrap()),
        ..assignment.clone()
    };
    let lane = other_pack.admit(resumed).unwrap();
    let rest = follow(&mut other_pack, lane);
    told.evaluations.extend(rest.evaluations);
    Told {
        result: rest.result,
        ..told
    }
}

#[test]
fn a_trial_resumed_at_half_has_the_bits_of_an_uninterrupted_one() {
    let assignment = trial(0.02, 4);
    assert_eq!(interrupted(&assignment, &[]), alone(&assignment, 1));
    assert_eq!(
        interrupted(&assignment, &[1e-3, 1.0]),
        alone(&assignment, 1)
    );
}

#[test]
fn baselines_resume_with_the_same_bits_too() {
    for halting in [Halting::None, Halting::Repeat { updates: 3 }] {
        let assignment = of(halting, 24, 5);
        assert_eq!(interrupted(&assignment, &[]), alone(&assignment, 1));
    }
}
