//! A check of a live coordinator's folder: nothing is found, until somebody does damage to an object.

use std::{
    fs,
    path::{Path, PathBuf},
};

use dwell_coordinator::{Database, Finding, check};
use dwell_proto::v1::fact::What;

use crate::{
    cluster::{Cluster, LONG, SPEC},
    fake_worker::{attempt, honest_result},
};

/// A coordinator with a completed trial that has weights, and a running one that has a checkpoint;
/// their ids.
pub(crate) async fn at_work(cluster: &Cluster) -> [String; 2] {
    cluster.submit(SPEC).await;
    let mut worker = cluster.worker(2).await;
    let held = worker.acquire().await;
    let (first, second) = (attempt(&held[0]), attempt(&held[1]));
    assert!(worker.put_weights(&first, b"weights").await);
    worker
        .tell(&first, What::Completed(honest_result(0.5)))
        .await;
    let name = blake3::hash(b"half-way").to_hex();
    let put = worker.put_checkpoint(&second, 50, &name, b"half-way").await;
    assert!(put.unwrap());
    [first.trial_id, second.trial_id]
}

async fn findings(cluster: &Cluster) -> Vec<Finding> {
    let folder = cluster.folder();
    let database = Database::Sqlite(folder.database());
    let checked = check(&database, vec![folder.checkpoints()]).await.unwrap();
    assert_eq!((checked.contents.trials, checked.digests), (6, 1));
    checked.findings
}

fn object(folder: &Path, bytes: &[u8]) -> PathBuf {
    folder.join(blake3::hash(bytes).to_hex().as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_beside_a_live_coordinator() {
    let cluster = Cluster::start(LONG).await;
    at_work(&cluster).await;
    assert_eq!(findings(&cluster).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_to_an_object_is_found_and_named() {
    let cluster = Cluster::start(LONG).await;
    let trials = at_work(&cluster).await;
    let folder = cluster.folder().checkpoints();
    let (weights, half_way) = (object(&folder, b"weights"), object(&folder, b"half-way"));
    fs::write(&weights, b"Weights").unwrap();
    fs::remove_file(&half_way).unwrap();
    let stray = object(&folder, b"nobody's");
    fs::write(&stray, b"nobody's").unwrap();

    let findings = findings(&cluster).await;
    let kinds: Vec<&str> = findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(
        kinds,
        ["object-differs", "object-missing", "object-unnamed"]
    );
    for (finding, trial) in findings.iter().zip(trials) {
        assert_eq!(finding.trial.unwrap().to_string(), trial, "{finding:?}");
        assert!(!finding.advice.is_empty());
    }
    let name = stray.file_name().unwrap().to_string_lossy();
    assert_eq!(findings[2].subject, format!("object {name}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_another_coordinators_folder_is_not_missing() {
    let cluster = Cluster::start(LONG).await;
    at_work(&cluster).await;
    let (here, elsewhere) = (cluster.folder().checkpoints(), tempfile::tempdir().unwrap());
    let database = Database::Sqlite(cluster.folder().database());
    fs::rename(
        object(&here, b"weights"),
        object(elsewhere.path(), b"weights"),
    )
    .unwrap();
    let alone = check(&database, vec![here.clone()]).await.unwrap();
    assert_eq!(alone.findings.len(), 1, "{:?}", alone.findings);
    let both = vec![here, elsewhere.path().to_owned()];
    let both = check(&database, both).await.unwrap();
    assert_eq!(both.findings, []);
}
