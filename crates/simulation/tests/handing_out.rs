//! Handing out over a network that loses the answers, by one coordinator and by several.

use std::time::Duration;

use dwell_domain::TrialState;
use dwell_simulation::{Cluster, Draft, Mischief, Setup, told_twice};

/// Promises 2 and 6: what was handed out and did not arrive comes again, the same attempts, alone.
#[test]
fn assignments_whose_reply_is_lost_come_again_and_alone() {
    told_twice(&Setup::default(), 10, |cluster| {
        cluster.snares("worker-1", "Acquire", Mischief::LosesFullReply);
        cluster.submits(&Draft::of(5));
        cluster.until("two of them run", |seen| {
            seen.count(TrialState::Running) == 2
        });
        cluster.until("they get somewhere", |seen| seen.furthest() > 10);
        assert_eq!(cluster.sees().count(TrialState::Running), 2);
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}

/// Promises 2 and 6: a copy of an Acquire that arrives late takes nothing that nobody works on.
#[test]
fn an_acquire_that_arrives_again_late_leaves_no_trial_behind() {
    told_twice(&Setup::of_workers(2), 11, |cluster| {
        let late = Mischief::RepeatsLate(Duration::from_secs(5));
        cluster.snares("worker-1", "Acquire", late);
        cluster.snares("worker-2", "Acquire", late);
        cluster.submits(&Draft::of(8));
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
    });
}

/// Promise 6: an attempt has one owner, whoever of two handed it out.
#[test]
fn two_coordinators_on_one_store_hand_out_each_attempt_once() {
    let setup = Setup {
        coordinators: 2,
        ..Setup::of_workers(4)
    };
    told_twice(&setup, 12, |cluster| {
        cluster.submits(&Draft::of(12));
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}

/// Promises 5 and 6: four coordinators and sixteen workers, of which some are killed on the way.
#[test]
fn four_coordinators_and_sixteen_workers_survive_each_other() {
    let setup = Setup {
        coordinators: 4,
        ..Setup::of_workers(16)
    };
    told_twice(&setup, 13, |cluster: &mut Cluster| {
        cluster.submits(&Draft::of(40));
        for (coordinator, worker) in [(1, 2), (2, 7), (4, 11)] {
            cluster.passes(Duration::from_secs(4));
            cluster.kills(&format!("coordinator-{coordinator}"));
            cluster.kills(&format!("worker-{worker}"));
            cluster.passes(Duration::from_secs(4));
            cluster.starts(&format!("coordinator-{coordinator}"));
            cluster.starts(&format!("worker-{worker}"));
        }
    });
}
