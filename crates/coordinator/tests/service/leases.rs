//! What happens when workers or coordinators are gone for a while.

use std::time::Duration;

use dwell_proto::v1::TrialState;

use crate::{
    cluster::{Cluster, LONG, one_trial, until},
    fake_worker::{attempt, result},
};

/// Short enough to wait for, long enough for a busy machine to renew in time.
const SHORT: Duration = Duration::from_millis(400);

async fn is_queued(cluster: &Cluster) -> bool {
    let trial = cluster.trial(1).await.trial.unwrap();
    trial.state() == TrialState::Queued
}

#[tokio::test]
async fn a_lease_that_nobody_renews_ends_and_the_stale_attempt_is_told_to_stop() {
    let cluster = Cluster::start(SHORT).await;
    cluster.submit(&one_trial("lost")).await;
    let mut silent = cluster.worker(1).await;
    let first = attempt(&silent.acquire().await[0]);
    until(|| is_queued(&cluster)).await;

    let mut other = cluster.worker(1).await;
    let second = attempt(&other.acquire().await[0]);
    assert_eq!(second.attempt, 2);
    let stop = silent.heartbeat().await.stop;
    assert_eq!(stop[0].attempt, Some(first));
    assert!(!stop[0].reason.is_empty());

    let attempts = cluster.trial(1).await.attempts;
    let outcomes: Vec<_> = attempts.iter().map(|a| a.outcome.as_str()).collect();
    assert_eq!(outcomes, ["expired", ""]);
}

#[tokio::test]
async fn a_lease_that_is_renewed_does_not_end() {
    let cluster = Cluster::start(SHORT).await;
    cluster.submit(&one_trial("kept")).await;
    let mut worker = cluster.worker(1).await;
    worker.acquire().await;
    // Reports may come late on a busy machine; an attempt whose lease lapsed while nobody else
    // wanted the trial goes on, so the number of attempts is what counts.
    for _ in 0..10 {
        tokio::time::sleep(SHORT / 4).await;
        assert_eq!(worker.heartbeat().await.stop, []);
    }
    let detail = cluster.trial(1).await;
    assert_eq!(detail.trial.unwrap().state(), TrialState::Running);
    assert_eq!(detail.attempts.len(), 1);
}

#[tokio::test]
async fn the_late_result_of_a_stale_attempt_is_taken_and_the_younger_attempt_is_stopped() {
    let cluster = Cluster::start(SHORT).await;
    cluster.submit(&one_trial("late")).await;
    let mut slow = cluster.worker(1).await;
    let first = attempt(&slow.acquire().await[0]);
    until(|| is_queued(&cluster)).await;
    let mut other = cluster.worker(1).await;
    let second = attempt(&other.acquire().await[0]);

    slow.complete(&first, 0.25, 3).await;
    let stop = other.heartbeat().await.stop;
    assert_eq!(stop[0].attempt, Some(second.clone()));
    other.complete(&second, 0.75, 1).await;

    let trial = cluster.trial(1).await.trial.unwrap();
    assert_eq!(trial.result, Some(result(0.25, 3)));
    assert_eq!(cluster.last().await.trials.unwrap().completed, 1);
}

#[tokio::test]
async fn a_restarted_coordinator_runs_nothing_again() {
    let mut cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("survivor")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    cluster.restart().await;

    worker.client = cluster.workers().await;
    let response = worker.heartbeat().await;
    assert!(!response.register_again && response.stop.is_empty());
    assert_eq!(worker.ask(0).await, [], "the trial still runs");
    worker.complete(&held, 0.01, 1).await;
    let detail = cluster.trial(1).await;
    assert_eq!(detail.trial.unwrap().state(), TrialState::Completed);
    assert_eq!(detail.attempts.len(), 1);
}

#[tokio::test]
async fn a_coordinator_that_starts_gives_running_trials_a_new_lease() {
    let mut cluster = Cluster::start(Duration::from_millis(1_500)).await;
    cluster.submit(&one_trial("absent")).await;
    let mut worker = cluster.worker(1).await;
    worker.acquire().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    cluster.restart().await;
    // The lease from before the restart would be over by now.
    tokio::time::sleep(Duration::from_millis(700)).await;
    let trial = cluster.trial(1).await.trial.unwrap();
    assert_eq!(trial.state(), TrialState::Running);
    // But nobody renews it, so it ends as any other.
    until(|| is_queued(&cluster)).await;
}

#[tokio::test]
async fn a_report_that_is_repeated_changes_nothing_more() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("twice")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let first = worker.complete(&held, 0.5, 2).await;
    assert_eq!(first.acknowledged, 1);
    let fact = dwell_proto::v1::Fact {
        sequence: 1,
        attempt: Some(held.clone()),
        what: Some(dwell_proto::v1::fact::What::Completed(result(0.5, 2))),
    };
    let again = worker.report(vec![fact]).await;
    assert_eq!(again.acknowledged, 1);
    assert_eq!(cluster.last().await.trials.unwrap().completed, 1);
    assert_eq!(cluster.trial(1).await.attempts.len(), 1);
}
