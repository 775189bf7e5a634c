//! Backups of a coordinator that goes on working, on both engines, and what is not restored.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use dwell_coordinator::{
    BackupError, DataFolder, Database, Manifest, Place, back_up, check, restore,
};
use dwell_proto::v1::fact::What;
use dwell_testkit::PostgresDatabase;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::{
    checks::at_work,
    cluster::{Cluster, LONG, SPEC},
    fake_worker::{attempt, honest_result},
};

/// Where a backup and what is restored from it go.
struct Places {
    dir: TempDir,
}

impl Places {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir }
    }

    fn backup(&self) -> PathBuf {
        self.dir.path().join("backup")
    }

    fn restored(&self) -> DataFolder {
        DataFolder::new(self.dir.path().join("restored"))
    }
}

/// Sweep after sweep, with checkpoints that supersede one another, until it is told to end.
fn works_on(cluster: Arc<Cluster>, enough: Arc<AtomicBool>) -> JoinHandle<u64> {
    tokio::spawn(async move {
        let mut worker = cluster.worker(1).await;
        let mut completed = 0;
        while !enough.load(Ordering::Relaxed) {
            let name = format!("name = \"sweep-{completed}\"");
            cluster
                .submit(&SPEC.replace("name = \"small\"", &name))
                .await;
            let held = attempt(&worker.acquire().await[0]);
            for step in 1..5_u64 {
                let bytes = format!("{completed} {step}");
                let name = blake3::hash(bytes.as_bytes()).to_hex();
                let put = worker.put_checkpoint(&held, step, &name, bytes.as_bytes());
                assert!(put.await.unwrap());
            }
            let weights = format!("weights {completed}");
            assert!(worker.put_weights(&held, weights.as_bytes()).await);
            worker
                .tell(&held, What::Completed(honest_result(0.5)))
                .await;
            completed += 1;
        }
        completed
    })
}

/// Takes backups while a coordinator works; each is restored to a database of its own, where nothing
/// is wrong, and a coordinator goes on.
async fn survives(source: Database, target: impl Fn() -> Option<Database>) {
    // What nobody needs any more is removed as often as leases are looked at: four times in each.
    let lease = Duration::from_secs(2);
    let cluster = Arc::new(Cluster::start_on(&source, lease).await);
    let enough = Arc::new(AtomicBool::new(false));
    let working = works_on(Arc::clone(&cluster), Arc::clone(&enough));
    for _ in 0..3 {
        let (places, target) = (Places::new(), target());
        let kept = vec![Place::Own(cluster.folder().checkpoints())];
        let manifest = back_up(&source, kept, &places.backup()).await.unwrap();
        let restored = places.restored();
        let told = restore(&places.backup(), &restored, target.as_ref(), None)
            .await
            .unwrap();
        assert_eq!(told, manifest);

        let database = target.unwrap_or(Database::Sqlite(restored.database()));
        let checked = check(&database, vec![Place::Own(restored.checkpoints())])
            .await
            .unwrap();
        assert_eq!(checked.findings, []);
        assert_eq!(checked.contents.trials, manifest.trials);
        assert_eq!(checked.objects, manifest.objects.len() as u64);
    }
    enough.store(true, Ordering::Relaxed);
    assert!(working.await.unwrap() > 0, "it worked meanwhile");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_on_sqlite_is_whole_while_a_coordinator_writes() {
    let dir = tempfile::tempdir().unwrap();
    let source = Database::Sqlite(dir.path().join("dwell.db"));
    survives(source, || None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_on_postgres_is_whole_while_a_coordinator_writes() {
    let source = PostgresDatabase::new();
    let targets: Vec<_> = (0..3).map(|_| PostgresDatabase::new()).collect();
    let next = std::cell::Cell::new(0);
    let target = || {
        let target = &targets[next.replace(next.get() + 1)];
        Some(Database::Postgres(target.url()))
    };
    survives(Database::Postgres(source.url()), target).await;
}

/// A backup of a coordinator with weights and a checkpoint.
async fn a_backup() -> Places {
    let places = Places::new();
    let cluster = Cluster::start(LONG).await;
    at_work(&cluster).await;
    let folder = cluster.folder();
    let database = Database::Sqlite(folder.database());
    let kept = vec![Place::Own(folder.checkpoints())];
    let manifest = back_up(&database, kept, &places.backup()).await.unwrap();
    assert_eq!((manifest.trials, manifest.results), (6, 1));
    assert_eq!(manifest.objects.len(), 2);
    places
}

fn change(file: &Path, change: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(file).unwrap();
    change(&mut bytes);
    fs::write(file, bytes).unwrap();
}

fn an_object(backup: &Path) -> PathBuf {
    let mut objects = fs::read_dir(backup.join("checkpoints")).unwrap();
    objects.next().unwrap().unwrap().path()
}

fn rewrite(backup: &Path, change: impl Fn(&mut Manifest)) {
    let file = backup.join("backup.json");
    let mut manifest = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    change(&mut manifest);
    fs::write(file, serde_json::to_vec(&manifest).unwrap()).unwrap();
}

fn name_a_path(manifest: &mut Manifest) {
    "../../x".clone_into(&mut manifest.objects[0].hash);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_torn_foreign_or_newer_is_refused_and_nothing_is_left() {
    type Damage = fn(&Path);
    let damages: [(Damage, &str); 9] = [
        (
            |backup| change(&backup.join("database"), |bytes| bytes.truncate(5_000)),
            "database is not what it was",
        ),
        (
            |backup| change(&an_object(backup), |bytes| bytes[0] ^= 1),
            "is not what it was",
        ),
        (
            |backup| fs::remove_file(an_object(backup)).unwrap(),
            "is missing",
        ),
        (
            |backup| change(&backup.join("backup.json"), |bytes| bytes.truncate(99)),
            "backup.json cannot be read",
        ),
        (
            |backup| fs::remove_file(backup.join("backup.json")).unwrap(),
            "it has no backup.json",
        ),
        (
            |backup| fs::write(backup.join("backup.json"), "{}").unwrap(),
            "does not say \"dwell.backup.v1\"",
        ),
        (
            |backup| rewrite(backup, |manifest| manifest.schema = 9_999),
            "a newer version of dwell",
        ),
        (
            |backup| rewrite(backup, |manifest| manifest.trials += 1),
            "the database has other counts",
        ),
        (
            |backup| rewrite(backup, name_a_path),
            "`../../x` is no hash",
        ),
    ];
    for (damage, expected) in damages {
        let places = a_backup().await;
        damage(&places.backup());
        let refused = restore(&places.backup(), &places.restored(), None, None).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
        let left = fs::read_dir(places.dir.path()).unwrap().count();
        assert_eq!(left, 1, "only the backup is there: {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_over() {
    let places = a_backup().await;
    let restored = places.restored();
    fs::create_dir_all(restored.corpora()).unwrap();
    let refused = restore(&places.backup(), &restored, None, None).await;
    assert!(
        matches!(refused, Err(BackupError::IsThere(_))),
        "{refused:?}"
    );
    let database = Database::Sqlite(places.dir.path().join("none.db"));
    let refused = back_up(&database, vec![], &places.backup()).await;
    assert!(
        matches!(refused, Err(BackupError::IsThere(_))),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_without_an_object_that_is_needed_is_none() {
    let cluster = Cluster::start(LONG).await;
    at_work(&cluster).await;
    let (folder, places) = (cluster.folder(), Places::new());
    let database = Database::Sqlite(folder.database());
    fs::remove_dir_all(an_object(folder.path())).unwrap();
    let kept = vec![Place::Own(folder.checkpoints())];
    let refused = back_up(&database, kept, &places.backup()).await;
    assert!(
        matches!(refused, Err(BackupError::Object { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read_dir(places.dir.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_goes_back_to_the_engine_that_it_is_of() {
    let (places, postgres) = (a_backup().await, PostgresDatabase::new());
    let target = Database::Postgres(postgres.url());
    let refused = restore(&places.backup(), &places.restored(), Some(&target), None).await;
    assert!(
        matches!(refused, Err(BackupError::OtherEngine { .. })),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_empty_is_not_filled() {
    let postgres = PostgresDatabase::new();
    let source = Database::Postgres(postgres.url());
    let cluster = Cluster::start_on(&source, LONG).await;
    let places = Places::new();
    let kept = vec![Place::Own(cluster.folder().checkpoints())];
    back_up(&source, kept, &places.backup()).await.unwrap();
    let refused = restore(&places.backup(), &places.restored(), Some(&source), None).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("it is not empty"), "{refused}");
}
