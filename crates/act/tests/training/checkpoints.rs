//! Checkpoint files: what is refused, and that nothing half-written is ever found.

use std::{fs, path::Path};

use dwell_act::{ActError, Checkpoint, LaneAssignment};
use dwell_domain::Seed;
use proptest::prelude::*;

use crate::trial::{act, pack_for, trial};

/// A trial that has been evaluated after a few updates, and so has best weights.
fn evaluated() -> LaneAssignment {
    let mut assignment = trial(act(0.01), 1);
    assignment.configuration.train.evaluate_every = 2;
    assignment
}

/// A checkpoint after a few updates.
fn checkpoint(assignment: &LaneAssignment) -> Checkpoint {
    let mut pack = pack_for(assignment, 1);
    let lane = pack.admit(assignment.clone()).unwrap();
    for _ in 0..3 {
        pack.advance().unwrap();
    }
    pack.checkpoint(lane).unwrap()
}

fn written(folder: &Path) -> Vec<u8> {
    let path = folder.join("whole");
    checkpoint(&evaluated()).write(&path).unwrap();
    fs::read(path).unwrap()
}

/// Reads the bytes back as a checkpoint file.
fn reread(folder: &Path, bytes: &[u8]) -> Result<Checkpoint, ActError> {
    let path = folder.join("damaged");
    fs::write(&path, bytes).unwrap();
    Checkpoint::read(&path)
}

#[test]
fn a_checkpoint_reads_back_as_it_was_and_replaces_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last");
    fs::write(&path, "what was there before").unwrap();
    for assignment in [trial(act(0.01), 1), evaluated()] {
        let checkpoint = checkpoint(&assignment);
        checkpoint.write(&path).unwrap();
        assert_eq!(Checkpoint::read(&path).unwrap(), checkpoint);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn damage_anywhere_in_the_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let whole = written(folder.path());
    let config = ProptestConfig::with_cases(256);
    proptest!(config, |(at in 0..whole.len(), bit in 0..8_u32)| {
        let cut = reread(folder.path(), &whole[..at]);
        prop_assert!(matches!(cut, Err(ActError::TornCheckpoint { .. })), "{cut:?}");
        let mut flipped = whole.clone();
        flipped[at] ^= 1_u8 << bit;
        let flipped = reread(folder.path(), &flipped);
        prop_assert!(matches!(flipped, Err(ActError::TornCheckpoint { .. })), "{flipped:?}");
    });
}

#[test]
fn a_file_that_is_not_there_is_not_a_torn_one() {
    let error = Checkpoint::read(Path::new("/nowhere/at-all")).unwrap_err();
    assert!(matches!(error, ActError::FileAccess { .. }), "{error}");
}

#[test]
fn a_checkpoint_of_another_trial_is_refused() {
    let assignment = trial(act(0.01), 1);
    let checkpoint = checkpoint(&assignment);
    let other_seed = LaneAssignment {
        seed: Seed(2),
        ..assignment.clone()
    };
    let other_cost = trial(act(0.02), 1);
    for (foreign, what) in [(other_seed, "seed"), (other_cost, "configuration")] {
        let mut pack = pack_for(&assignment, 1);
        let error = pack
            .admit(LaneAssignment {
                checkpoint: Some(checkpoint.clone()),
                ..foreign
            })
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the checkpoint is of another {what} than the trial")
        );
        assert_eq!(pack.lanes().len(), 0);
    }
}
