//! Submissions over a network that loses, repeats and garbles them.

use std::time::Duration;

use dwell_domain::TrialState;
use dwell_simulation::{Draft, Mischief, Setup, told_twice};

/// Promise 1: what was committed is found again by who has not heard of it.
#[test]
fn a_submit_whose_reply_is_lost_is_repeated_and_stays_one_sweep() {
    told_twice(&Setup::default(), 1, |cluster| {
        cluster.snares("client", "Submit", Mischief::LosesReply);
        cluster.submits(&Draft::of(2));
        assert_eq!(cluster.sees().trials().len(), 2);
    });
}

/// Promise 1: a copy that arrives a minute later changes nothing.
#[test]
fn a_submit_that_arrives_again_late_stays_one_sweep() {
    told_twice(&Setup::default(), 2, |cluster| {
        let late = Mischief::RepeatsLate(Duration::from_mins(1));
        cluster.snares("client", "Submit", late);
        cluster.submits(&Draft::of(2));
        cluster.passes(Duration::from_secs(90));
        assert_eq!(cluster.sees().trials().len(), 2);
        assert!(cluster.sees().all(TrialState::Completed));
    });
}

/// Promise 1: killed after the commit, before the reply.
#[test]
fn a_coordinator_that_dies_between_commit_and_reply_has_kept_the_sweep() {
    told_twice(&Setup::default(), 3, |cluster| {
        cluster.passes(Duration::from_secs(1));
        cluster.mutes("coordinator-1", "client");
        cluster.begins_to_submit(&Draft::of(2));
        cluster.until("the sweep is kept", |seen| !seen.trials().is_empty());
        cluster.kills("coordinator-1");
        cluster.heals("coordinator-1", "client");
        cluster.passes(Duration::from_secs(3));
        cluster.starts("coordinator-1");
        cluster.until_answered();
        assert_eq!(cluster.sees().trials().len(), 2);
    });
}

/// Promise 12: a message that is none is refused, and changes nothing.
#[test]
fn garbled_calls_change_nothing_and_are_made_again() {
    told_twice(&Setup::default(), 4, |cluster| {
        cluster.snares("worker-1", "Acquire", Mischief::Garbles);
        cluster.submits(&Draft::of(2));
        for _ in 0..3 {
            cluster.snares("worker-1", "Report", Mischief::Garbles);
            cluster.snares("worker-1", "PutCheckpoint", Mischief::Garbles);
            cluster.passes(Duration::from_secs(4));
        }
        cluster.until("all are done", |seen| seen.all(TrialState::Completed));
        assert_eq!(cluster.sees().most_attempts(), 1);
    });
}
