//! How trials come to slots.

use std::time::{Duration, Instant};

use dwell_proto::v1;
use tonic::Code;

use crate::{
    cluster::{Cluster, LONG, SPEC, one_trial, soon},
    fake_worker::attempt,
};

#[tokio::test]
async fn a_waiting_slot_is_woken_by_a_submission() {
    let cluster = Cluster::start(LONG).await;
    let mut worker = cluster.worker(1).await;
    let waiting = tokio::spawn(async move { worker.ask(15_000).await });
    // Whether the slot waits already or only comes to, it must get the trial at once.
    tokio::time::sleep(Duration::from_millis(50)).await;
    cluster.submit(&one_trial("awaited")).await;
    let submitted = Instant::now();
    let assignments = soon(waiting).await.unwrap();
    assert_eq!(assignments.len(), 1);
    // Well under the five seconds after which it would have looked by itself.
    assert!(submitted.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn a_slot_waits_no_longer_than_it_said() {
    let cluster = Cluster::start(LONG).await;
    let mut worker = cluster.worker(1).await;
    assert_eq!(worker.ask(100).await, []);
}

#[tokio::test]
async fn a_slot_gets_trials_of_one_pack_up_to_its_lanes() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut worker = cluster.worker(3).await;
    let assignments = worker.acquire().await;
    assert_eq!(assignments.len(), 3);
    for assignment in &assignments {
        assert_eq!(assignment.pack_key, "parity(8) rnn(8) act M=10 batch=8");
        assert_eq!(attempt(assignment).attempt, 1);
        assert_eq!(assignment.checkpoints, []);
    }
}

#[tokio::test]
async fn two_workers_share_a_sweep() {
    let cluster = Cluster::start(LONG).await;
    let mut one = cluster.worker(8).await;
    let mut other = cluster.worker(8).await;
    cluster.submit(SPEC).await;
    let mut first = one.acquire().await;
    let second = other.acquire().await;
    assert_eq!(first.len(), 2, "half of the four trials of the pack");
    first.extend(second);
    let mut trials: Vec<_> = first.iter().map(|a| attempt(a).trial_id).collect();
    trials.sort();
    trials.dedup();
    assert_eq!(trials.len(), first.len(), "no trial was handed out twice");
}

#[tokio::test]
async fn a_worker_that_comes_later_gets_its_part_at_once() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut first = cluster.worker(1).await;
    let taken = first.acquire().await;
    assert_eq!(taken.len(), 1, "one lane");
    let mut second = cluster.worker(8).await;
    let part = second.acquire().await;
    assert_eq!(part[0].pack_key, taken[0].pack_key);
    assert_eq!(part.len(), 2, "half of the three trials that wait");
}

#[tokio::test]
async fn an_answer_that_got_lost_comes_again_unchanged() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut worker = cluster.worker(2).await;
    let lost = worker.ask(0).await;
    assert_eq!(lost.len(), 2);
    let again = worker.acquire().await;
    let sorted = |mut assignments: Vec<v1::Assignment>| {
        assignments.sort_by_key(|assignment| attempt(assignment).trial_id);
        assignments
    };
    assert_eq!(sorted(again), sorted(lost));
    assert_eq!(cluster.last().await.trials.unwrap().running, 2);
}

#[tokio::test]
async fn a_trial_that_was_given_back_goes_to_whoever_waits() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("handed-back")).await;
    let mut one = cluster.worker(1).await;
    let mut other = cluster.worker(1).await;
    let first = attempt(&one.acquire().await[0]);
    let waiting = tokio::spawn(async move { other.ask(15_000).await });
    let released = v1::Released {
        reason: "the worker ends".into(),
    };
    one.tell(&first, v1::fact::What::Released(released)).await;
    let second = attempt(&soon(waiting).await.unwrap()[0]);
    assert_eq!(second.trial_id, first.trial_id);
    assert_eq!(second.attempt, first.attempt + 1);
}

#[tokio::test]
async fn a_worker_that_nobody_knows_is_told_to_register() {
    let cluster = Cluster::start(LONG).await;
    let mut worker = cluster.worker(1).await;
    worker.id = uuid::Uuid::now_v7().to_string();
    assert!(worker.heartbeat().await.register_again);
    let request = v1::AcquireRequest {
        worker_id: worker.id.clone(),
        ..Default::default()
    };
    let status = worker.client.acquire(request).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    worker.register_again().await;
    assert!(!worker.heartbeat().await.register_again);
}

#[tokio::test]
async fn workers_are_told_the_terms_of_their_leases() {
    let cluster = Cluster::start(Duration::from_secs(4)).await;
    let terms = cluster.worker(1).await.register_again().await;
    assert_eq!((terms.lease_ttl_ms, terms.report_every_ms), (4_000, 1_000));
}

#[tokio::test]
async fn facts_out_of_order_are_refused_whole() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("ordered")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let fact = |sequence| v1::Fact {
        sequence,
        attempt: Some(held.clone()),
        what: Some(v1::fact::What::Completed(crate::fake_worker::result(
            0.5, 1,
        ))),
    };
    let request = v1::ReportRequest {
        worker_id: worker.id.clone(),
        facts: vec![fact(2), fact(1)],
        ..Default::default()
    };
    let status = worker.client.report(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(cluster.last().await.trials.unwrap().completed, 0);
}
