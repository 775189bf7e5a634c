//! Checkpoints travel to the coordinator and back.

use std::{fs, time::Duration};

use dwell_proto::v1;
use tonic::Code;

use crate::{
    checks::stray,
    cluster::{Cluster, LONG, one_trial, until},
    fake_worker::{FakeWorker, attempt},
};

/// The bytes of a checkpoint, and their name.
fn checkpoint(seed: u8) -> (Vec<u8>, String) {
    let bytes: Vec<u8> = (0..150_000_u32).map(|i| (i % 251) as u8 ^ seed).collect();
    let name = blake3::hash(&bytes).to_hex().to_string();
    (bytes, name)
}

async fn running(lease_ttl: Duration) -> (Cluster, FakeWorker, v1::AttemptId) {
    let cluster = Cluster::start(lease_ttl).await;
    cluster.submit(&one_trial("kept")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    (cluster, worker, held)
}

async fn kept(cluster: &Cluster) -> Vec<String> {
    // A folder goes with what it has.
    let entries = fs::read_dir(cluster.objects().await).into_iter().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn the_next_attempt_goes_on_from_a_checkpoint_also_after_a_restart() {
    let (mut cluster, mut worker, held) = running(LONG).await;
    let (bytes, name) = checkpoint(1);
    assert!(
        worker
            .put_checkpoint(&held, 50, &name, &bytes)
            .await
            .unwrap()
    );
    let released = v1::Released::default();
    worker.tell(&held, v1::fact::What::Released(released)).await;
    cluster.restart().await;

    let mut next = cluster.worker(1).await;
    let assignment = &next.acquire().await[0];
    let expected = v1::CheckpointRef {
        content_hash: name.clone(),
        step: 50,
        size: bytes.len() as u64,
    };
    assert_eq!(assignment.checkpoints, [expected]);
    assert_eq!(next.get_checkpoint(&name).await.unwrap(), bytes);
}

#[tokio::test]
async fn the_same_checkpoint_can_be_sent_twice() {
    let (_cluster, mut worker, held) = running(LONG).await;
    let (bytes, name) = checkpoint(1);
    for _ in 0..2 {
        assert!(
            worker
                .put_checkpoint(&held, 50, &name, &bytes)
                .await
                .unwrap()
        );
    }
    assert_eq!(worker.get_checkpoint(&name).await.unwrap(), bytes);
}

#[tokio::test]
async fn bytes_that_are_not_what_their_name_says_are_refused_and_not_kept() {
    let (cluster, mut worker, held) = running(LONG).await;
    let (bytes, _) = checkpoint(1);
    let (_, other_name) = checkpoint(2);
    let refused = worker.put_checkpoint(&held, 50, &other_name, &bytes).await;
    assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(kept(&cluster).await, [""; 0]);
    let missing = worker.get_checkpoint(&other_name).await.unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
}

#[tokio::test]
async fn a_name_that_is_no_hash_is_refused() {
    let (_cluster, mut worker, held) = running(LONG).await;
    for name in ["", "../dwell.db", "0123"] {
        let refused = worker.put_checkpoint(&held, 50, name, b"bytes").await;
        assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument, "{name}");
        let refused = worker.get_checkpoint(name).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{name}");
    }
}

#[tokio::test]
async fn the_checkpoint_of_a_stale_attempt_is_not_kept() {
    let (cluster, mut worker, held) = running(LONG).await;
    let released = v1::Released::default();
    worker.tell(&held, v1::fact::What::Released(released)).await;
    worker.acquire().await;
    let (bytes, name) = checkpoint(1);
    assert!(
        !worker
            .put_checkpoint(&held, 50, &name, &bytes)
            .await
            .unwrap()
    );
    assert_eq!(kept(&cluster).await, [""; 0]);
}

#[tokio::test]
async fn checkpoints_that_nobody_needs_any_more_are_removed() {
    // Checkpoints are tidied as often as leases are looked at: four times in each.
    let (cluster, mut worker, held) = running(Duration::from_secs(2)).await;
    let [earliest, earlier, last] = [1, 2, 3].map(checkpoint);
    for (step, (bytes, name)) in [(20, &earliest), (50, &earlier), (80, &last)] {
        assert!(
            worker
                .put_checkpoint(&held, step, name, bytes)
                .await
                .unwrap()
        );
    }
    let mut expected = [earlier.1, last.1];
    expected.sort_unstable();
    until(async || kept(&cluster).await == expected).await;
    worker.complete(&held, 0.5, 1).await;
    until(async || kept(&cluster).await.is_empty()).await;
}

#[tokio::test]
async fn what_a_crash_left_behind_is_removed_at_the_next_start_and_nothing_else() {
    let (mut cluster, mut worker, held) = running(LONG).await;
    let (bytes, name) = checkpoint(1);
    let put = worker.put_checkpoint(&held, 50, &name, &bytes).await;
    assert!(put.unwrap());
    let (never_recorded, _) = checkpoint(2);
    let folder = cluster.objects().await;
    stray(&folder, &never_recorded);
    let half = folder
        .join(&name)
        .join(format!("{}#1", uuid::Uuid::now_v7()));
    fs::write(&half, "half").unwrap();
    cluster.restart().await;
    assert_eq!(kept(&cluster).await, [name]);
    assert!(!half.exists());
}
