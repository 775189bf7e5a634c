//! What a trial computes depends on nothing but the trial: not on its neighbours, not on how often
//! it was interrupted. Bit for bit, on the CPU.

use std::path::Path;

use dwell_act::{Checkpoint, LaneAssignment, LaneEvent, Pack};
use dwell_domain::{Cell, Halting, Seed, Task};

use crate::trial::{
    Told, act, alone, every_halting, every_task, follow, pack_for, ponder_net, trial, trial_of,
};

/// A trial with odd sizes: nothing of it is a multiple of a vector's width.
fn odd(ponder_cost: f64, seed: u64) -> LaneAssignment {
    trial(act(ponder_cost), seed)
}

fn admit_neighbours(pack: &mut Pack, ponder_costs: &[f64]) {
    for (seed, ponder_cost) in (100..).zip(ponder_costs) {
        pack.admit(odd(*ponder_cost, seed)).unwrap();
    }
}

#[test]
fn a_lane_alone_and_in_a_pack_of_eight_has_the_same_bits() {
    for threads in [1, 2] {
        let assignment = odd(0.02, 1);
        let mut pack = pack_for(&assignment, threads);
        admit_neighbours(&mut pack, &[0.0, 1e-3, 0.5, 1.0]);
        // The neighbours are ahead, so that steps differ.
        pack.advance().unwrap();
        let lane = pack.admit(assignment.clone()).unwrap();
        admit_neighbours(&mut pack, &[0.1, 3.0, 1e-4]);
        assert_eq!(follow(&mut pack, lane), alone(&assignment, threads));
    }
}

#[test]
fn threads_do_not_change_the_bits() {
    let assignment = odd(0.02, 2);
    let expected = alone(&assignment, 1);
    assert_eq!(alone(&assignment, 2), expected);
}

/// That of a neighbour is measured as soon as it has its result.
#[test]
fn a_latency_measured_on_the_way_does_not_change_the_bits() {
    for (task, cell) in every_task() {
        let assignment = trial_of(task, cell, act(0.02), 8);
        let mut short = assignment.clone();
        short.seed = Seed(80);
        short.configuration.train.updates = 5;
        let mut pack = pack_for(&assignment, 1);
        pack.admit(short).unwrap();
        let lane = pack.admit(assignment.clone()).unwrap();
        let mut told = Told::default();
        let mut measured = 0;
        while told.result.is_none() {
            for (at, event) in pack.advance().unwrap() {
                if at == lane {
                    told.take(event);
                } else if let LaneEvent::Finished { result, .. } = event {
                    measured += usize::from(result.latency.batch_128.is_some());
                }
            }
        }
        assert_eq!(measured, 1);
        let expected = alone(&assignment, 1);
        assert_eq!(told.result().digest, expected.result().digest);
        assert_eq!(told, expected);
    }
}

#[test]
fn neighbours_may_leave_and_join_at_any_boundary() {
    let assignment = odd(0.02, 3);
    let mut pack = pack_for(&assignment, 1);
    let first = pack.admit(odd(0.5, 50)).unwrap();
    let lane = pack.admit(assignment.clone()).unwrap();
    let mut told = Told::default();
    for update in 0..assignment.configuration.train.updates {
        if update == 3 {
            pack.remove(first).unwrap();
        }
        if update % 5 == 4 {
            admit_neighbours(&mut pack, &[1e-3]);
        }
        for (at, event) in pack.advance().unwrap() {
            if at == lane {
                told.take(event);
            }
        }
    }
    assert_eq!(told, alone(&assignment, 1));
}

/// Trains up to the checkpoint at half time and goes on from its file, in another pack.
fn interrupted(assignment: &LaneAssignment, neighbours: &[f64]) -> Told {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("half.safetensors");
    let mut told = until_checkpoint(assignment, &path);
    let mut pack = pack_for(assignment, 1);
    admit_neighbours(&mut pack, neighbours);
    let resumed = LaneAssignment {
        checkpoint: Some(Checkpoint::read(&path).unwrap()),
        ..assignment.clone()
    };
    let lane = pack.admit(resumed).unwrap();
    told.append(follow(&mut pack, lane));
    told
}

fn until_checkpoint(assignment: &LaneAssignment, path: &Path) -> Told {
    let mut told = Told::default();
    let mut pack = pack_for(assignment, 1);
    let lane = pack.admit(assignment.clone()).unwrap();
    loop {
        for (_, event) in pack.advance().unwrap() {
            if event == LaneEvent::CheckpointDue {
                pack.checkpoint(lane).unwrap().write(path).unwrap();
                return told;
            }
            told.take(event);
        }
    }
}

#[test]
fn a_trial_resumed_at_half_has_the_bits_of_an_uninterrupted_one() {
    let assignment = odd(0.02, 4);
    assert_eq!(interrupted(&assignment, &[]), alone(&assignment, 1));
    assert_eq!(
        interrupted(&assignment, &[1e-3, 1.0]),
        alone(&assignment, 1)
    );
}

/// The trial among others of its kind, which differ in seed and in how long they think, and in the
/// second half, after a resume, with other ones.
fn packed_and_interrupted(assignment: &LaneAssignment) -> Told {
    let neighbours = |pack: &mut Pack, seeds: std::ops::Range<u64>| {
        for seed in seeds {
            let mut neighbour = assignment.clone();
            neighbour.seed = Seed(seed);
            neighbour.configuration.model.halting = match neighbour.configuration.model.halting {
                Halting::Act { .. } => act(0.3 * seed as f64 / 100.0),
                Halting::PonderNet { sampler, .. } => ponder_net(0.3 / seed as f64, sampler),
                fixed => fixed,
            };
            pack.admit(neighbour).unwrap();
        }
    };
    let mut pack = pack_for(assignment, 1);
    neighbours(&mut pack, 100..102);
    let lane = pack.admit(assignment.clone()).unwrap();
    neighbours(&mut pack, 102..104);
    let mut told = Told::default();
    let checkpoint = loop {
        let events = pack.advance().unwrap();
        let mut own = events.into_iter().filter(|(at, _)| *at == lane);
        if own.any(|(_, event)| {
            event == LaneEvent::CheckpointDue || {
                told.take(event);
                false
            }
        }) {
            break pack.checkpoint(lane).unwrap();
        }
    };
    let mut pack = pack_for(assignment, 1);
    neighbours(&mut pack, 200..203);
    let resumed = LaneAssignment {
        checkpoint: Some(checkpoint),
        ..assignment.clone()
    };
    let lane = pack.admit(resumed).unwrap();
    told.append(follow(&mut pack, lane));
    told
}

#[test]
fn every_task_and_halting_has_the_same_bits_alone_and_packed_and_interrupted() {
    for (task, cell) in every_task() {
        for halting in every_halting() {
            let assignment = trial_of(task.clone(), cell, halting.clone(), 5);
            assert_eq!(
                packed_and_interrupted(&assignment),
                alone(&assignment, 1),
                "{task} {halting}"
            );
        }
    }
}

#[test]
fn every_cell_has_the_same_bits_alone_and_packed_and_interrupted() {
    let task = Task::Logic {
        gates: 2,
        length: 4,
    };
    for cell in Cell::ALL {
        for halting in every_halting() {
            let assignment = trial_of(task.clone(), cell, halting.clone(), 6);
            assert_eq!(
                packed_and_interrupted(&assignment),
                alone(&assignment, 1),
                "{cell:?} {halting}"
            );
        }
    }
}

/// Large enough for libtorch to share the work between threads. Four threads would share it in three
/// parts here, and that does change bits.
#[test]
fn threads_that_share_a_large_pack_do_not_change_the_bits() {
    let addition = Task::Addition {
        digits: 5,
        length: 5,
    };
    for (task, cell, hidden, batch) in [
        (Task::Parity { bits: 8 }, Cell::Rnn, 128, 128),
        (addition.clone(), Cell::Lstm, 256, 32),
        (addition, Cell::Gru, 200, 32),
    ] {
        let mut assignment = trial_of(task, cell, act(0.02), 7);
        let configuration = &mut assignment.configuration;
        configuration.model.hidden = hidden;
        configuration.model.max_ponder = 4;
        configuration.train.batch = batch;
        configuration.train.updates = 4;
        configuration.train.evaluate_every = 4;
        configuration.train.evaluation_sequences = batch;
        configuration.train.gradient_clip = Some(0.1);
        let expected = alone(&assignment, 1);
        for threads in [1, 2] {
            let mut pack = pack_for(&assignment, threads);
            for seed in 70..74 {
                let mut neighbour = assignment.clone();
                neighbour.seed = Seed(seed);
                pack.admit(neighbour).unwrap();
            }
            let lane = pack.admit(assignment.clone()).unwrap();
            assert_eq!(follow(&mut pack, lane), expected, "{threads} threads");
            assert_eq!(alone(&assignment, threads), expected, "{threads} threads");
        }
    }
}
