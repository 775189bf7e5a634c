//! How many lanes there are: measured, and fewer where memory does not suffice.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use dwell_domain::{Configuration, Halting};
use dwell_proto::v1::{self, trainer_output::Message};
use tempfile::tempdir;

use crate::daemon_side::{Trainer, attempt, parity};

/// A trial of which each lane takes some hundred megabytes while it is updated, and next to nothing
/// between updates: a batch that is out of all proportion. Its few units keep an update quick.
fn broad(updates: u64) -> Configuration {
    let mut broad = parity(Halting::None);
    broad.model.hidden = 64;
    broad.train.batch = 1 << 16;
    broad.train.updates = updates;
    broad.train.evaluate_every = 1;
    broad
}

/// A line of the trainer's status in kilobytes.
fn status(trainer: &Trainer, key: &str) -> u64 {
    let path = format!("/proc/{}/status", trainer.child.id());
    let text = fs::read_to_string(path).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(key))
        .unwrap();
    let number = line.trim_start_matches(':').trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

/// The most address space, in kilobytes, that the trainer has while it updates so many lanes.
fn peak(trainer: &Trainer, lanes: usize) -> u64 {
    let evaluated = |seen: &mut BTreeSet<String>| {
        seen.insert(trainer.wait_for(|message| match message {
            Message::Evaluated(said) => said.attempt.map(|attempt| attempt.trial_id),
            Message::Finished(_) => panic!("it ended too soon"),
            _ => None,
        }))
    };
    let mut seen = BTreeSet::new();
    while seen.len() < lanes {
        evaluated(&mut seen);
    }
    // 5 sets the highest mark of resident memory to where it is now (proc(5)); the address space
    // goes up and down with it.
    let clear = format!("/proc/{}/clear_refs", trainer.child.id());
    fs::write(clear, "5").unwrap();
    for _ in 0..2 * lanes {
        evaluated(&mut seen);
    }
    status(trainer, "VmHWM") + status(trainer, "VmSize") - status(trainer, "VmRSS")
}

/// From now on the trainer gets no more than so many kilobytes of address space.
fn limit(trainer: &Trainer, kilobytes: u64) {
    let id = trainer.child.id().to_string();
    let bytes = kilobytes * 1_024;
    let set = Command::new("prlimit")
        .args(["--pid", &id, &format!("--as={bytes}:")])
        .status()
        .expect("util-linux is installed");
    assert!(set.success());
}

fn capacity(trainer: &Trainer) -> u32 {
    trainer.wait_for(|message| match message {
        Message::Capacity(told) => Some(told.lanes),
        Message::Finished(_) => panic!("it ended before that"),
        _ => None,
    })
}

/// The digests of trials 1, 2, ... in a trainer that has all memory it wants.
fn undisturbed(folder: &Path, trials: &[Configuration]) -> Vec<Vec<u8>> {
    let mut trainer = Trainer::start(folder);
    for (trial, configuration) in (1..).zip(trials) {
        trainer.admit_seeded(&attempt(trial), configuration, trial.into());
    }
    digests(&trainer, trials.len() as u32)
}

fn digests(trainer: &Trainer, trials: u32) -> Vec<Vec<u8>> {
    let results = trainer.results_of(trials).into_values();
    results.map(|result| result.digest).collect()
}

#[test]
fn a_pack_is_measured_once_and_its_size_told_before_anything_else() {
    let folder = tempdir().unwrap();
    let mut trainer = Trainer::start(folder.path());
    let small = parity(Halting::None);
    trainer.admit(&attempt(1), &small);
    let Some(Message::Capacity(first)) = trainer.hear() else {
        panic!("no capacity");
    };
    assert!(first.lanes > 0);
    trainer.result_of(&attempt(1));

    trainer.admit(&attempt(2), &parity(Halting::Repeat { updates: 2 }));
    capacity(&trainer);
    trainer.result_of(&attempt(2));
    trainer.admit(&attempt(3), &small);
    assert_eq!(capacity(&trainer), first.lanes);
    trainer.result_of(&attempt(3));
}

#[test]
fn a_pack_that_runs_out_of_memory_is_halved_and_its_trials_have_the_same_digests() {
    // Each is still there when the next one comes.
    let trials = [24, 16, 4].map(broad);
    let folder = tempdir().unwrap();
    let expected = undisturbed(folder.path(), &trials);

    let mut trainer = Trainer::start(folder.path());
    let admit = |trainer: &mut Trainer, trial: u32| {
        let configuration = &trials[trial as usize - 1];
        trainer.admit_seeded(&attempt(trial), configuration, trial.into());
    };
    admit(&mut trainer, 1);
    let one_lane = peak(&trainer, 1);
    admit(&mut trainer, 2);
    let two_lanes = peak(&trainer, 2);
    // Enough for two, and not for three.
    limit(&trainer, two_lanes + (two_lanes - one_lane) / 2);
    admit(&mut trainer, 3);
    assert_eq!(capacity(&trainer), 1, "half of three");
    assert_eq!(digests(&trainer, 3), expected);
    let (status, errors) = trainer.close();
    assert!(status.success(), "{status}: {errors}");
}

#[test]
fn a_trial_that_does_not_fit_alone_fails_for_want_of_memory_and_others_go_on() {
    let folder = tempdir().unwrap();
    let mut trainer = Trainer::start(folder.path());
    trainer.admit(&attempt(1), &parity(Halting::None));
    trainer.result_of(&attempt(1));
    let headroom = 64 * 1_024;
    limit(&trainer, status(&trainer, "VmSize") + headroom);
    let mut too_broad = broad(3);
    too_broad.train.batch = 1 << 19;
    trainer.admit(&attempt(2), &too_broad);
    let failure = trainer.failure_of(&attempt(2));
    assert_eq!(failure.kind(), v1::FailureKind::OutOfMemory);
    assert!(failure.message.contains("alone"), "{}", failure.message);
    trainer.admit(&attempt(3), &parity(Halting::None));
    trainer.result_of(&attempt(3));
}
