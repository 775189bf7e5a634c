//! Weights: brought before the result, kept with it, and read by people.

use std::fs;

use dwell_proto::v1::{self, fact::What};
use tonic::{Code, Status};

use crate::{
    cluster::{Cluster, LONG, one_trial, soon, until},
    fake_worker::attempt,
};

/// The final weights of the only trial of the last sweep.
async fn weights(cluster: &Cluster) -> Result<Vec<u8>, Status> {
    ask(cluster, false).await
}

/// Those of its best evaluation.
async fn best(cluster: &Cluster) -> Result<Vec<u8>, Status> {
    ask(cluster, true).await
}

async fn ask(cluster: &Cluster, best: bool) -> Result<Vec<u8>, Status> {
    let request = v1::WeightsRequest {
        trial: "last/1".into(),
        best,
    };
    let mut client = cluster.results().await;
    let mut chunks = soon(client.weights(request)).await?.into_inner();
    let mut bytes = Vec::new();
    while let Some(message) = soon(chunks.message()).await? {
        bytes.extend(message.chunk);
    }
    Ok(bytes)
}

/// Why there are none.
async fn why_none(cluster: &Cluster) -> String {
    let status = weights(cluster).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    status.message().to_owned()
}

fn some_weights(seed: u8) -> Vec<u8> {
    (0..150_000_u32).map(|i| (i % 241) as u8 ^ seed).collect()
}

#[tokio::test]
async fn weights_stay_with_the_result_when_everything_else_is_removed() {
    // Checkpoints are tidied as often as leases are looked at: four times in each.
    let mut cluster = Cluster::start(std::time::Duration::from_secs(2)).await;
    cluster.submit(&one_trial("kept")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let name = blake3::hash(b"half-way").to_hex();
    let put = worker.put_checkpoint(&held, 50, &name, b"half-way").await;
    assert!(put.unwrap());
    let (expected, expected_best) = (some_weights(1), some_weights(2));
    assert!(worker.put_weights(&held, &expected).await);
    assert!(worker.put_best(&held, &expected_best).await);
    worker.complete(&held, 0.5, 1).await;

    let folder = cluster.objects().await;
    until(async || fs::read_dir(&folder).unwrap().count() == 2).await;
    assert_eq!(weights(&cluster).await.unwrap(), expected);
    assert_eq!(best(&cluster).await.unwrap(), expected_best);
    cluster.restart().await;
    assert_eq!(weights(&cluster).await.unwrap(), expected);
    assert_eq!(best(&cluster).await.unwrap(), expected_best);
}

#[tokio::test]
async fn final_weights_are_not_taken_for_the_best() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("half")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    assert!(worker.put_weights(&held, &some_weights(1)).await);
    worker.complete(&held, 0.5, 1).await;
    let status = best(&cluster).await.unwrap_err();
    assert_eq!(
        status.message(),
        "trial 1 has final weights and none of its best evaluation: its worker did not send them"
    );
}

#[tokio::test]
async fn the_next_attempt_does_not_go_on_from_final_weights() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("crashed")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    assert!(worker.put_weights(&held, &some_weights(1)).await);
    let released = v1::Released::default();
    worker.tell(&held, What::Released(released)).await;

    let again = &worker.acquire().await[0];
    assert_eq!(again.checkpoints, []);
    let held = attempt(again);
    assert!(worker.put_weights(&held, &some_weights(2)).await);
    worker.complete(&held, 0.5, 1).await;
    assert_eq!(weights(&cluster).await.unwrap(), some_weights(2));
}

#[tokio::test]
async fn weights_that_come_after_the_end_are_not_kept() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("late")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    worker.complete(&held, 0.5, 1).await;
    assert!(!worker.put_weights(&held, &some_weights(1)).await);
    assert_eq!(
        why_none(&cluster).await,
        "trial 1 has no weights: its worker brought the result without them"
    );
}

#[tokio::test]
async fn a_trial_that_has_no_weights_yet_says_so() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("early")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    assert!(worker.put_weights(&held, &some_weights(1)).await);
    assert_eq!(
        why_none(&cluster).await,
        "trial 1 has no weights yet: it is running"
    );
}

#[tokio::test]
async fn a_trial_that_failed_says_why_it_has_no_weights() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("failed")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let failure = v1::Failure {
        kind: v1::FailureKind::Invalid.into(),
        message: "no such corpus".into(),
    };
    worker.tell(&held, What::Failed(failure)).await;
    assert_eq!(
        why_none(&cluster).await,
        "trial 1 ended as failed, without weights: cannot be trained: no such corpus"
    );
}

#[tokio::test]
async fn a_trial_that_was_to_keep_no_weights_says_so() {
    let cluster = Cluster::start(LONG).await;
    let spec = one_trial("bare").replace("[train]\n", "[train]\nkeep_weights = false\n");
    cluster.submit(&spec).await;
    assert_eq!(
        why_none(&cluster).await,
        "trial 1 kept no weights: its spec says `keep_weights = false`"
    );
}
