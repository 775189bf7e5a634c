//! A check of a live coordinator's folder: nothing is found, until somebody does damage to an object.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use dwell_coordinator::{Database, Finding, Place, check};
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
    let checked = check(&database, vec![Place::Own(folder.checkpoints())])
        .await
        .unwrap();
    assert_eq!((checked.contents.trials, checked.digests), (6, 1));
    checked.findings
}

/// The folder of the objects with these bytes.
fn folder_of(folder: &Path, bytes: &[u8]) -> PathBuf {
    folder.join(blake3::hash(bytes).to_hex().as_str())
}

/// The one object with these bytes.
fn object(folder: &Path, bytes: &[u8]) -> PathBuf {
    let mut objects = fs::read_dir(folder_of(folder, bytes)).unwrap();
    objects.next().unwrap().unwrap().path()
}

/// An object that no coordinator ever heard of.
pub(crate) fn stray(folder: &Path, bytes: &[u8]) -> PathBuf {
    let folder = folder_of(folder, bytes);
    fs::create_dir_all(&folder).unwrap();
    let stray = folder.join(uuid::Uuid::now_v7().to_string());
    fs::write(&stray, bytes).unwrap();
    stray
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
    let folder = cluster.objects().await;
    let (weights, half_way) = (object(&folder, b"weights"), object(&folder, b"half-way"));
    fs::write(&weights, b"Weights").unwrap();
    fs::remove_file(&half_way).unwrap();
    stray(&folder, b"nobody's");

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
    let name = blake3::hash(b"nobody's").to_hex();
    assert_eq!(findings[2].subject, format!("object {name}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_just_published_in_a_shared_place_may_be_named_in_a_moment() {
    let (cluster, shared) = (Cluster::start(LONG).await, tempfile::tempdir().unwrap());
    let database = Database::Sqlite(cluster.folder().database());
    let objects = cluster.objects_in(shared.path()).await;
    let stray = stray(&objects, b"in a moment");
    let place = Place::Folder(shared.path().to_owned());
    let young = check(&database, vec![place.clone()]).await.unwrap();
    assert_eq!(young.findings, []);
    let two_hours_ago = SystemTime::now() - Duration::from_hours(2);
    let stray = File::open(stray).unwrap();
    stray.set_modified(two_hours_ago).unwrap();
    let old = check(&database, vec![place]).await.unwrap();
    assert_eq!(old.findings[0].kind, "object-unnamed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_another_coordinators_folder_is_not_missing() {
    let cluster = Cluster::start(LONG).await;
    at_work(&cluster).await;
    let (here, elsewhere) = (cluster.folder().checkpoints(), tempfile::tempdir().unwrap());
    let database = Database::Sqlite(cluster.folder().database());
    let there = cluster.objects_in(elsewhere.path()).await;
    fs::create_dir(&there).unwrap();
    let weights = folder_of(&cluster.objects().await, b"weights");
    fs::rename(weights, folder_of(&there, b"weights")).unwrap();
    let here = Place::Own(here);
    let alone = check(&database, vec![here.clone()]).await.unwrap();
    assert_eq!(alone.findings.len(), 1, "{:?}", alone.findings);
    let both = vec![here, Place::Folder(elsewhere.path().to_owned())];
    let both = check(&database, both).await.unwrap();
    assert_eq!(both.findings, []);
}
