//! Trainers that hang, die, and run out of memory.

use std::time::Duration;

use dwell_domain::TrialState;
use dwell_simulation::{Draft, Script, Setup, Trouble, told_twice};

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn scripted(script: Script) -> Setup {
    Setup {
        script,
        ..Setup::of_workers(2)
    }
}

/// Promise 4: the daemon renews the leases all along, and notices that nothing gets further.
#[test]
fn a_hung_trainer_is_noticed_while_its_leases_are_renewed() {
    told_twice(&Setup::of_workers(2), 70, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(7));
        cluster.hangs_trainer("worker-1");
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(
            cluster.events_of("failed"),
            ["1/1#1 worker-1", "1/2#1 worker-1"]
        );
        assert_eq!(cluster.events_of("expired"), [""; 0]);
    });
}

/// Promise 7: a trainer that dies costs the time since the last checkpoint.
#[test]
fn a_trainer_that_dies_is_replaced_and_its_trials_go_on() {
    told_twice(&Setup::of_workers(2), 71, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(7));
        cluster.kills_trainer("worker-1");
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 2);
    });
}

/// Promise 7: at most three times, and the others go on.
#[test]
fn a_trial_that_kills_its_trainer_three_times_is_given_up_and_the_others_go_on() {
    let script = Script::default().with(1, Trouble::Dies, 60, u32::MAX);
    told_twice(&scripted(script), 72, |cluster| {
        cluster.submits(&Draft::of(6));
        cluster.until("it is given up", |seen| seen.count(TrialState::Failed) == 1);
        cluster.until("the others are done", |seen| {
            seen.count(TrialState::Completed) == 5
        });
        assert_eq!(cluster.sees().trial(1).attempt.0, 3);
    });
}

/// Promise 7: also before there is any checkpoint.
#[test]
fn a_trial_that_kills_its_trainer_at_once_does_not_take_others_with_it() {
    let script = Script::default().with(1, Trouble::Dies, 3, u32::MAX);
    told_twice(&scripted(script), 73, |cluster| {
        cluster.submits(&Draft::of(6));
        cluster.until("it is given up", |seen| seen.count(TrialState::Failed) == 1);
        cluster.until("the others are done", |seen| {
            seen.count(TrialState::Completed) == 5
        });
    });
}

/// Promise 7: a pack that is too large is halved, and nothing is lost.
#[test]
fn a_pack_that_runs_out_of_memory_is_halved_and_goes_on() {
    let script = Script {
        memory: Some(2),
        ..Script::default()
    };
    let setup = Setup {
        lanes: None,
        ..scripted(script)
    };
    told_twice(&setup, 74, |cluster| {
        cluster.submits(&Draft::of(12));
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}

/// Promise 7: the kinds of failure are told apart.
#[test]
fn a_trial_without_memory_is_tried_three_times_and_an_invalid_one_once() {
    let script = Script::default()
        .with(1, Trouble::OutOfMemory, 20, u32::MAX)
        .with(2, Trouble::Invalid, 20, u32::MAX)
        .with(3, Trouble::OutOfMemory, 20, 2);
    told_twice(&scripted(script), 75, |cluster| {
        cluster.submits(&Draft::of(6));
        cluster.until("two are given up", |seen| {
            seen.count(TrialState::Failed) == 2
        });
        cluster.until("the others are done", |seen| {
            seen.count(TrialState::Completed) == 4
        });
        let seen = cluster.sees();
        let attempts: Vec<_> = (1..=3).map(|n| seen.trial(n).attempt.0).collect();
        assert_eq!(attempts, [3, 1, 3]);
    });
}

/// Promises 4 and 7: leases that run out are not counted as failures of the trial.
#[test]
fn lost_workers_are_no_fault_of_the_trial() {
    let script = Script::default().with(1, Trouble::Dies, 30, 2);
    told_twice(&scripted(script), 76, |cluster| {
        cluster.submits(&Draft::of(1).lasting(30));
        for worker in ["worker-1", "worker-2"] {
            cluster.passes(secs(4));
            cluster.kills(worker);
            cluster.passes(secs(40));
            cluster.starts(worker);
        }
        cluster.until("it is done", |seen| seen.all(TrialState::Completed));
    });
}
