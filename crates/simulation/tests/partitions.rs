//! Workers that are cut off from their coordinator for shorter and longer than a lease.

use std::time::Duration;

use dwell_domain::{Attempt, TrialState};
use dwell_simulation::{Cluster, Draft, Mischief, Setup, told_twice};

const COORDINATOR: &str = "coordinator-1";

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A trial of two minutes without checkpoints, on the first of two workers, of which the other one
/// has nothing to do; cut off until the other one has the trial.
fn is_cut_off_until_another_has_its_trial(cluster: &mut Cluster, at_update: u64) {
    cluster.parts("worker-2", COORDINATOR);
    let draft = Draft {
        checkpoint_every: 10_000,
        ..Draft::of(1).lasting(100)
    };
    cluster.submits(&draft);
    cluster.until("it runs", move |seen| seen.furthest() >= at_update);
    cluster.heals("worker-2", COORDINATOR);
    cluster.parts("worker-1", COORDINATOR);
    cluster.until("the other one has it", |seen| {
        seen.trial(1).attempt == Attempt(2)
    });
}

/// Promise 5: within the lease nothing is run again.
#[test]
fn a_partition_shorter_than_the_lease_costs_nothing() {
    told_twice(&Setup::of_workers(2), 20, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(6));
        cluster.parts("worker-1", COORDINATOR);
        cluster.passes(secs(8));
        cluster.heals("worker-1", COORDINATOR);
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
    });
}

/// Promise 3: the older attempt is told to stop, and does not overwrite.
#[test]
fn a_stale_attempt_is_told_to_stop() {
    told_twice(&Setup::of_workers(2), 21, |cluster| {
        is_cut_off_until_another_has_its_trial(cluster, 50);
        cluster.heals("worker-1", COORDINATOR);
        cluster.until("it is done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.events_of("completed"), ["1/1#2 worker-2"]);
        cluster.passes(secs(60));
        assert_eq!(cluster.events_of("repeated"), [""; 0]);
    });
}

/// Promise 3: the first result counts, and the younger attempt is stopped.
#[test]
fn a_stale_attempt_that_brings_the_first_result_is_taken() {
    told_twice(&Setup::of_workers(2), 22, |cluster| {
        is_cut_off_until_another_has_its_trial(cluster, 600);
        cluster.heals("worker-1", COORDINATOR);
        cluster.until("it is done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.events_of("completed"), ["1/1#1 worker-1"]);
        assert_eq!(cluster.events_of("superseded"), ["1/1#2 worker-2"]);
        cluster.passes(secs(150));
        assert_eq!(cluster.events_of("repeated"), [""; 0]);
    });
}

/// Promise 3: a result that comes second is kept aside, and is the same.
#[test]
fn a_late_result_is_kept_aside_and_compared() {
    told_twice(&Setup::of_workers(2), 23, |cluster| {
        is_cut_off_until_another_has_its_trial(cluster, 600);
        cluster.until("the other one is done", |seen| {
            seen.all(TrialState::Completed)
        });
        cluster.heals("worker-1", COORDINATOR);
        cluster.passes(secs(90));
        assert_eq!(cluster.events_of("completed"), ["1/1#2 worker-2"]);
        assert_eq!(cluster.events_of("repeated"), ["1/1#1 worker-1"]);
    });
}

/// Promises 2 and 3: what was committed and not acknowledged is told again, and taken once.
#[test]
fn reports_whose_answers_are_lost_are_told_again() {
    told_twice(&Setup::of_workers(2), 24, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(4));
        cluster.mutes(COORDINATOR, "worker-1");
        cluster.passes(secs(60));
        cluster.heals(COORDINATOR, "worker-1");
    });
}

/// Promise 3: a coordinator that does not hear a worker gives its trials to others.
#[test]
fn a_worker_that_is_not_heard_loses_its_trials_and_nothing_else() {
    told_twice(&Setup::of_workers(2), 25, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(4));
        cluster.mutes("worker-1", COORDINATOR);
        cluster.passes(secs(100));
        cluster.heals("worker-1", COORDINATOR);
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
    });
}

/// Promise 2: everything that was sent for longer than a lease arrives at once.
#[test]
fn calls_that_wait_longer_than_a_lease_arrive_together() {
    told_twice(&Setup::of_workers(2), 26, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(7));
        cluster.holds("worker-1", COORDINATOR);
        cluster.passes(secs(45));
        cluster.releases("worker-1", COORDINATOR);
    });
}

/// Promise 2: copies of a report, in a row, late, or overtaken, are one report.
#[test]
fn reports_that_come_twice_late_or_overtaken_are_taken_once() {
    told_twice(&Setup::of_workers(2), 27, |cluster| {
        cluster.submits(&Draft::of(6));
        for _ in 0..6 {
            let again = Mischief::RepeatsLate(secs(9));
            let late = Mischief::ComesLate(secs(4));
            cluster.snares("worker-1", "Report", Mischief::Repeats);
            cluster.snares("worker-1", "Report", again);
            cluster.snares("worker-2", "Report", late);
            cluster.snares("worker-2", "PutCheckpoint", again);
            cluster.passes(secs(7));
        }
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}

/// Promise 3: a worker that could not hear of a cancelled sweep stops when it can.
#[test]
fn a_sweep_that_is_cancelled_during_a_partition_is_stopped_after_it() {
    told_twice(&Setup::of_workers(2), 28, |cluster| {
        let sweep = cluster.submits(&Draft::of(4).lasting(400));
        cluster.passes(secs(6));
        cluster.parts("worker-1", COORDINATOR);
        cluster.begins_to_cancel(sweep);
        cluster.until_answered();
        assert!(cluster.sees().all(TrialState::Cancelled));
        cluster.passes(secs(30));
        cluster.heals("worker-1", COORDINATOR);
        cluster.submits(&Draft::of(4));
        cluster.until("the next one is done", |seen| {
            seen.count(TrialState::Completed) == 4
        });
    });
}

/// Promises 2 and 5: six seconds there and back.
#[test]
fn a_network_with_a_long_way_is_slow_and_nothing_else() {
    let setup = Setup {
        latency: secs(3),
        ..Setup::of_workers(2)
    };
    told_twice(&setup, 29, |cluster| {
        cluster.submits(&Draft::of(4).lasting(60));
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}
