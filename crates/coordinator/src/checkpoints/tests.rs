//! What a sweep removes and what it leaves, by a clock that the test holds. That it leaves what a row
//! names is shown with a coordinator's own rows, in `tests/service`.

use std::{
    fs::{self, File},
    path::PathBuf,
    time::SystemTime,
};

use dwell_store::MemoryStore;
use futures::TryStreamExt as _;
use tempfile::TempDir;

use super::*;

/// Within the grace of a shared place, and after it.
const SOON: Duration = Duration::from_mins(59);
const LATER: Duration = Duration::from_mins(61);

/// Whose checkpoints they are.
const DATABASE: Uuid = Uuid::from_u128(7);

/// A place, and a store that names nothing in it.
struct Stage {
    checkpoints: Checkpoints,
    store: MemoryStore,
    folder: TempDir,
}

impl Stage {
    async fn of(kind: fn(PathBuf) -> Place) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = kind(folder.path().to_owned());
        Self {
            checkpoints: Checkpoints::in_place(place, DATABASE).await.unwrap(),
            store: MemoryStore::new(),
            folder,
        }
    }

    async fn publishes(&self, bytes: &[u8]) {
        let name = blake3::hash(bytes).to_hex();
        let mut upload = self.checkpoints.objects.upload(&name);
        upload.put(bytes.to_vec()).await.unwrap();
        upload.finish().await.unwrap();
    }

    /// The folder of the objects with these bytes.
    fn folder_of(&self, bytes: &[u8]) -> PathBuf {
        let objects = self.folder.path().join(DATABASE.to_string());
        objects.join(blake3::hash(bytes).to_hex().as_str())
    }

    /// The half of an upload, as a killed coordinator leaves it.
    fn leaves_a_half(&self) -> PathBuf {
        let folder = self.folder_of(b"half");
        fs::create_dir_all(&folder).unwrap();
        let half = folder.join(format!("{}#1", uuid::Uuid::now_v7()));
        fs::write(&half, "ha").unwrap();
        half
    }

    /// Sweeps when so much time has passed.
    async fn sweeps_after(&self, passed: Duration) -> usize {
        let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = Micros(0).after(since_epoch.unwrap()).after(passed);
        self.checkpoints.sweep(&self.store, now).await.unwrap()
    }

    async fn has(&self, bytes: &[u8]) -> bool {
        let got = self.checkpoints.get(&blake3::hash(bytes)).await;
        let Ok(chunks) = got else { return false };
        let chunks: Vec<Vec<u8>> = chunks.try_collect().await.unwrap();
        chunks.concat() == bytes
    }
}

#[tokio::test]
async fn what_nobody_names_stays_in_a_shared_place_until_nobody_can_be_about_to_record_it() {
    let stage = Stage::of(Place::Folder).await;
    stage.publishes(b"in a moment").await;
    assert_eq!(stage.sweeps_after(SOON).await, 0);
    assert!(stage.has(b"in a moment").await);
    assert_eq!(stage.sweeps_after(LATER).await, 1);
    assert!(!stage.has(b"in a moment").await);
}

#[tokio::test]
async fn what_is_published_again_is_young_again() {
    let stage = Stage::of(Place::Folder).await;
    stage.publishes(b"the same").await;
    let folder = stage.folder_of(b"the same");
    let old = fs::read_dir(folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let two_hours_ago = SystemTime::now() - Duration::from_hours(2);
    File::open(&old)
        .unwrap()
        .set_modified(two_hours_ago)
        .unwrap();
    stage.publishes(b"the same").await;
    assert_eq!(stage.sweeps_after(Duration::ZERO).await, 1);
    assert!(!old.exists());
    assert!(stage.has(b"the same").await);
}

#[tokio::test]
async fn where_a_coordinator_is_alone_nothing_is_about_to_be_recorded_when_it_starts() {
    let stage = Stage::of(Place::Own).await;
    stage.publishes(b"left behind").await;
    let half = stage.leaves_a_half();
    assert_eq!(stage.sweeps_after(Duration::ZERO).await, 1);
    assert!(!half.exists());
    assert_eq!(fs::read_dir(stage.folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_half_of_an_upload_that_may_still_go_on_stays() {
    let stage = Stage::of(Place::Folder).await;
    let half = stage.leaves_a_half();
    stage.sweeps_after(SOON).await;
    assert!(half.exists());
    stage.sweeps_after(LATER).await;
    assert!(!half.exists());
}
