//! Coordinators that die, whose clocks are set, and whose disk is full.

use std::time::Duration;

use dwell_domain::{Attempt, TrialState};
use dwell_simulation::{Cluster, Draft, Seen, Setup, told_twice};

const COORDINATOR: &str = "coordinator-1";

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Killed as soon as the trials are as it says, and back after each of these times, the work is done
/// once.
fn is_away(seed: u64, when: &str, holds: fn(&Seen) -> bool) {
    for (downtime, seed) in [0, 20, 60].into_iter().zip(seed..) {
        told_twice(&Setup::of_workers(2), seed, |cluster: &mut Cluster| {
            cluster.submits(&Draft::of(6));
            cluster.until(when, holds);
            cluster.kills(COORDINATOR);
            cluster.passes(secs(downtime));
            cluster.starts(COORDINATOR);
            cluster.until("all are done", |seen| seen.all(TrialState::Completed));
            assert_eq!(cluster.sees().most_attempts(), 1, "after {downtime} s");
        });
    }
}

/// Promise 5.
#[test]
fn a_coordinator_may_die_while_trials_wait() {
    is_away(30, "they wait", |seen| !seen.trials().is_empty());
}

/// Promise 5.
#[test]
fn a_coordinator_may_die_when_trials_have_just_been_handed_out() {
    is_away(33, "they run", |seen| seen.count(TrialState::Running) > 0);
}

/// Promise 5.
#[test]
fn a_coordinator_may_die_while_trials_run() {
    is_away(36, "they get somewhere", |seen| seen.furthest() > 60);
}

/// Promise 5.
#[test]
fn a_coordinator_may_die_when_the_first_results_are_due() {
    is_away(39, "they are nearly done", |seen| seen.furthest() > 190);
}

/// Promise 5.
#[test]
fn a_coordinator_may_die_when_some_trials_are_done() {
    is_away(42, "some are done", |seen| {
        seen.count(TrialState::Completed) > 0
    });
}

/// Promise 5: leases follow a clock that nobody sets.
#[test]
fn clocks_that_are_set_while_a_coordinator_runs_end_no_lease() {
    told_twice(&Setup::of_workers(2), 45, |cluster| {
        cluster.submits(&Draft::of(6));
        for seconds in [3_600, -7_200, 86_400] {
            cluster.passes(secs(5));
            cluster.sets_clocks(seconds);
        }
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}

/// Promise 5: the trials of a worker that died meanwhile wait a lease, and not an hour.
#[test]
fn a_coordinator_that_starts_an_hour_earlier_still_ends_the_leases_of_lost_workers() {
    told_twice(&Setup::of_workers(2), 46, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(7));
        cluster.kills(COORDINATOR);
        cluster.kills("worker-1");
        cluster.sets_clocks(-3_600);
        cluster.starts(COORDINATOR);
        cluster.passes(secs(90));
        assert!(
            cluster.sees().all(TrialState::Completed),
            "within three leases"
        );
    });
}

/// Promise 5: a fleet is not expired by a clock that was set forward during its coordinator's absence.
#[test]
fn a_coordinator_that_starts_a_day_later_leaves_the_fleet_its_leases() {
    told_twice(&Setup::of_workers(2), 47, |cluster| {
        cluster.submits(&Draft::of(6));
        cluster.passes(secs(7));
        cluster.kills(COORDINATOR);
        cluster.sets_clocks(86_400);
        cluster.starts(COORDINATOR);
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}

/// Promise 10: nothing is acknowledged that is not kept, and all of it is told again.
#[test]
fn a_disk_that_is_full_for_a_while_costs_time_and_no_result() {
    told_twice(&Setup::of_workers(2), 48, |cluster| {
        cluster.submits(&Draft::of(6));
        for _ in 0..3 {
            cluster.passes(secs(8));
            cluster.fills_disk(true);
            cluster.passes(secs(8));
            cluster.fills_disk(false);
        }
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}

/// Promises 2 and 10: also for longer than a lease.
#[test]
fn a_disk_that_is_full_for_longer_than_a_lease_costs_no_result() {
    told_twice(&Setup::of_workers(2), 49, |cluster| {
        cluster.submits(&Draft::of(6));
        cluster.passes(secs(12));
        cluster.fills_disk(true);
        cluster.passes(secs(75));
        cluster.fills_disk(false);
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert!(cluster.sees().most_attempts() <= 2);
    });
}

/// Promises 5 and 6: where one of two dies, its workers go to the other one.
#[test]
fn workers_of_a_dead_coordinator_go_to_another_one_within_the_lease() {
    let setup = Setup {
        coordinators: 2,
        ..Setup::of_workers(2)
    };
    told_twice(&setup, 50, |cluster| {
        cluster.submits(&Draft::of(6));
        cluster.passes(secs(7));
        cluster.kills("coordinator-2");
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().trial(1).attempt, Attempt(1));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}
