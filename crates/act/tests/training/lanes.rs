//! What a trial computes depends on nothing but the trial: not on its neighbours, not on how often
//! it was interrupted. Bit for bit, on the CPU.

use std::path::Path;

use dwell_act::{Checkpoint, LaneAssignment, LaneEvent, Pack};
use dwell_domain::{Halting, Seed};

use crate::trial::{Told, act, alone, follow, pack_for, trial};

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
    for threads in [1, 2, 4] {
        let assignment = odd(0.02, 1);
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
    let assignment = odd(0.02, 2);
    let expected = alone(&assignment, 1);
    for threads in [2, 4] {
        assert_eq!(alone(&assignment, threads), expected);
    }
}

#[test]
fn threads_and_neighbours_do_not_change_the_bits_of_a_trial_of_the_papers_size() {
    let mut assignment = odd(0.02, 6);
    let configuration = &mut assignment.configuration;
    configuration.model.hidden = 128;
    configuration.train.batch = 128;
    configuration.train.evaluation_sequences = 256;
    let expected = alone(&assignment, 1);
    for threads in [2, 4] {
        assert_eq!(alone(&assignment, threads), expected);
    }
    for threads in [1, 2, 4] {
        let mut pack = pack_for(&assignment, threads);
        for seed in 60..62 {
            let neighbour = LaneAssignment {
                seed: Seed(seed),
                ..assignment.clone()
            };
            pack.admit(neighbour).unwrap();
        }
        let lane = pack.admit(assignment.clone()).unwrap();
        assert_eq!(follow(&mut pack, lane), expected);
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
        for (at, event) in pack.advance() {
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
        for (_, event) in pack.advance() {
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

#[test]
fn baselines_resume_with_the_same_bits_too() {
    for halting in [Halting::None, Halting::Repeat { updates: 3 }] {
        let assignment = trial(halting, 5);
        assert_eq!(interrupted(&assignment, &[]), alone(&assignment, 1));
    }
}
