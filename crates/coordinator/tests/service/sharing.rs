//! Coordinators on one database that keep checkpoints in one place.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use dwell_coordinator::{DataFolder, Database, Place, Settings, back_up, check, restore};
use dwell_proto::v1::{self, fact::What};
use dwell_testkit::PostgresDatabase;
use tempfile::TempDir;

use crate::{
    checks::stray,
    cluster::{Cluster, LONG, one_trial, until},
    fake_worker::{FakeWorker, attempt},
};

/// Two coordinators on one database, with one place for checkpoints.
struct Pair {
    here: Cluster,
    there: Cluster,
    shared: TempDir,
    database: PostgresDatabase,
}

impl Pair {
    /// With leases of this length.
    async fn start(lease_ttl: Duration) -> Self {
        let (shared, database) = (tempfile::tempdir().unwrap(), PostgresDatabase::new());
        let settings = Settings {
            lease_ttl,
            database: Some(Database::Postgres(database.url())),
            checkpoints: Some(Place::Folder(shared.path().to_owned())),
            ..Settings::default()
        };
        Self {
            here: Cluster::start_with(settings.clone()).await,
            there: Cluster::start_with(settings).await,
            shared,
            database,
        }
    }

    fn place(&self) -> Place {
        Place::Folder(self.shared.path().to_owned())
    }

    fn database(&self) -> Database {
        Database::Postgres(self.database.url())
    }
}

async fn puts(worker: &mut FakeWorker, held: &v1::AttemptId, step: u64, bytes: &[u8]) -> String {
    let name = blake3::hash(bytes).to_hex().to_string();
    assert!(
        worker
            .put_checkpoint(held, step, &name, bytes)
            .await
            .unwrap()
    );
    name
}

/// Everything in a place, as if it had been published two hours ago.
fn grows_old(place: &Path) {
    for object in objects(place) {
        let two_hours_ago = SystemTime::now() - Duration::from_hours(2);
        let object = File::open(object).unwrap();
        object.set_modified(two_hours_ago).unwrap();
    }
}

fn objects(place: &Path) -> Vec<PathBuf> {
    let named = fs::read_dir(place).unwrap();
    let objects = named.flat_map(|named| fs::read_dir(named.unwrap().path()).unwrap());
    objects.map(|object| object.unwrap().path()).collect()
}

/// Which of the trial's hashes are there.
fn names(place: &Path) -> Vec<String> {
    let mut names: Vec<String> = objects(place)
        .iter()
        .map(|object| {
            let folder = object.parent().unwrap().file_name().unwrap();
            folder.to_string_lossy().into_owned()
        })
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_trial_goes_on_from_its_checkpoint_with_another_coordinator() {
    let pair = Pair::start(LONG).await;
    pair.here.submit(&one_trial("moves")).await;
    let mut first = pair.here.worker(1).await;
    let held = attempt(&first.acquire().await[0]);
    let name = puts(&mut first, &held, 50, b"half-way").await;
    first
        .tell(&held, What::Released(v1::Released::default()))
        .await;
    pair.here.stop().await;

    let mut second = pair.there.worker(1).await;
    let assignment = &second.acquire().await[0];
    let checkpoint = assignment.checkpoints.first().unwrap();
    assert_eq!((checkpoint.step, &checkpoint.content_hash), (50, &name));
    assert_eq!(second.get_checkpoint(&name).await.unwrap(), b"half-way");
}

#[tokio::test]
async fn what_one_coordinator_forgot_another_sweeps_and_what_is_named_stays() {
    // What is not needed is forgotten as often as leases are looked at: four times in each.
    let mut pair = Pair::start(Duration::from_secs(2)).await;
    pair.here.submit(&one_trial("supersedes")).await;
    let mut worker = pair.here.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let earliest = puts(&mut worker, &held, 20, b"earliest").await;
    let earlier = puts(&mut worker, &held, 50, b"earlier").await;
    let later = puts(&mut worker, &held, 80, b"later").await;
    let place = pair.here.objects_in(pair.shared.path()).await;
    grows_old(&place);
    stray(&place, b"young");
    let forgotten = async || {
        let contents = pair.database().contents().await.unwrap();
        contents.unneeded.is_empty() && contents.needed.len() == 2
    };
    until(forgotten).await;
    assert!(
        names(&place).contains(&earliest),
        "it is for the sweep to remove"
    );

    pair.there.restart().await;
    let young = blake3::hash(b"young").to_hex().to_string();
    let mut expected = vec![earlier, later, young];
    expected.sort_unstable();
    assert_eq!(names(&place), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_place_is_checked_backed_up_and_restored_to_another() {
    let pair = Pair::start(LONG).await;
    crate::checks::at_work(&pair.here).await;
    let (dir, target) = (tempfile::tempdir().unwrap(), PostgresDatabase::new());
    let checked = check(&pair.database(), vec![pair.place()]).await.unwrap();
    assert_eq!((checked.findings, checked.objects), (vec![], 2));

    let (backup, elsewhere) = (dir.path().join("backup"), dir.path().join("elsewhere"));
    let manifest = back_up(&pair.database(), vec![pair.place()], &backup).await;
    let place = Place::Folder(elsewhere.clone());
    let database = Database::Postgres(target.url());
    let data = DataFolder::new(dir.path().join("data"));
    let told = restore(&backup, &data, Some(&database), Some(&place)).await;
    assert_eq!(told.unwrap(), manifest.unwrap());
    let id = database.identity().await.unwrap().to_string();
    let source = pair.here.objects_in(pair.shared.path()).await;
    assert_ne!(source, elsewhere.join(&id), "it is another database");
    assert_eq!(names(&elsewhere.join(id)), names(&source));
    let checked = check(&database, vec![place]).await.unwrap();
    assert_eq!((checked.findings, checked.objects), (vec![], 2));
}
