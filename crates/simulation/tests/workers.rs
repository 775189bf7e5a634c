//! Workers that are killed, lose their power, or are told to stop.

use std::time::Duration;

use dwell_domain::{Attempt, TrialState};
use dwell_simulation::{Draft, Setup, told_twice};

const COORDINATOR: &str = "coordinator-1";

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Promise 9: the next attempt goes on from the last checkpoint, whatever was reported since.
#[test]
fn a_worker_that_is_killed_between_checkpoint_and_report_costs_the_time_since() {
    told_twice(&Setup::of_workers(2), 60, |cluster| {
        cluster.parts("worker-2", COORDINATOR);
        cluster.submits(&Draft::of(2));
        cluster.passes(secs(8));
        // From here on no report arrives. So the second checkpoint is not sent: the evaluation that
        // goes with it would be known to nobody.
        for _ in 0..30 {
            cluster.snares(
                "worker-1",
                "Report",
                dwell_simulation::Mischief::LosesRequest,
            );
        }
        cluster.passes(secs(5));
        cluster.kills("worker-1");
        cluster.heals("worker-2", COORDINATOR);
        cluster.until("the other one has them", |seen| {
            seen.trial(1).attempt == Attempt(2)
        });
        assert_eq!(cluster.sees().trial(1).step.0, 50);
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
    });
}

/// Promise 9: killed again and again, at any time, it gets further each time.
#[test]
fn a_worker_that_is_killed_every_few_seconds_gets_to_the_end() {
    told_twice(&Setup::default(), 61, |cluster| {
        cluster.submits(&Draft::of(2).lasting(40));
        for downtime in 1..=5 {
            cluster.passes(secs(45));
            cluster.kills("worker-1");
            cluster.passes(secs(downtime));
            cluster.starts("worker-1");
        }
    });
}

/// Promise 9: nobody is told of a host that lost its power; its leases say it.
#[test]
fn a_worker_without_power_is_missed_after_a_lease() {
    told_twice(&Setup::of_workers(2), 62, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(7));
        cluster.parts("worker-1", COORDINATOR);
        cluster.kills("worker-1");
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(
            cluster.events_of("expired"),
            ["1/1#1 worker-1", "1/2#1 worker-1"]
        );
    });
}

/// Promise 8: no lease has to run out, and not one update is made twice.
#[test]
fn a_worker_that_is_told_to_stop_hands_back_at_once_and_the_next_one_goes_on_there() {
    told_twice(&Setup::of_workers(2), 63, |cluster| {
        cluster.parts("worker-2", COORDINATOR);
        cluster.submits(&Draft::of(2));
        cluster.passes(secs(8));
        cluster.drains("worker-1");
        cluster.passes(secs(2));
        assert_eq!(cluster.events_of("released").len(), 2);
        assert!(!cluster.is_running("worker-1"));
        cluster.heals("worker-2", COORDINATOR);
        cluster.until("the other one has them", |seen| {
            seen.trial(1).attempt == Attempt(2)
        });
        let goes_on_at = cluster.sees().trial(1).step.0;
        assert!(
            goes_on_at > 75,
            "where it was when it was told, not at update {goes_on_at}"
        );
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.events_of("expired"), [""; 0]);
    });
}

/// Promises 2 and 8: one that cannot reach its coordinator ends in time, and its leases do the rest.
#[test]
fn a_worker_that_is_told_to_stop_while_it_is_cut_off_ends_in_time() {
    told_twice(&Setup::of_workers(2), 64, |cluster| {
        cluster.submits(&Draft::of(4));
        cluster.passes(secs(7));
        cluster.parts("worker-1", COORDINATOR);
        cluster.drains("worker-1");
        cluster.passes(secs(35));
        assert!(!cluster.is_running("worker-1"));
        cluster.heals("worker-1", COORDINATOR);
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
    });
}

/// Promises 8 and 9: final weights come with their result, also from who is told to stop.
#[test]
fn weights_are_kept_with_their_results_through_kills_and_drains() {
    told_twice(&Setup::of_workers(3), 65, |cluster| {
        let draft = Draft {
            keeps_weights: true,
            ..Draft::of(9)
        };
        cluster.submits(&draft);
        cluster.passes(secs(19));
        cluster.kills("worker-1");
        cluster.passes(Duration::from_millis(1_100));
        cluster.drains("worker-2");
        cluster.passes(secs(5));
        cluster.starts("worker-1");
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
    });
}
