//! What a place has to do, told of a folder, of memory, and of a bucket of S3.

use std::collections::BTreeSet;

use dwell_testkit::S3Server;
use object_store::{
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    memory::InMemory,
};
use tempfile::TempDir;

use super::*;
use crate::place::objects_of;

/// Whose objects they are.
const DATABASE: Uuid = Uuid::from_u128(7);

/// A place that is empty, and whatever it lies in.
struct Stage {
    objects: Objects,
    _folder: Option<TempDir>,
    _server: Option<S3Server>,
}

async fn folder() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Folder(folder.path().join("shared"));
    Stage {
        objects: Objects::prepared(place, DATABASE).await.unwrap(),
        _folder: Some(folder),
        _server: None,
    }
}

async fn memory() -> Stage {
    Stage {
        objects: Objects::of(Arc::new(InMemory::new())),
        _folder: None,
        _server: None,
    }
}

/// What a program is told in its environment, told to the builder instead.
fn account(environment: &[(&str, String)]) -> AmazonS3Builder {
    let mut account = AmazonS3Builder::new();
    for (key, value) in environment {
        let key: AmazonS3ConfigKey = key.to_ascii_lowercase().parse().unwrap();
        account = account.with_config(key, value);
    }
    account
}

fn at_bucket(bucket: &str, environment: &[(&str, String)]) -> Objects {
    // As `main` does; another test of this process may have done it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Objects {
        store: objects_of(account(environment), bucket, "dwell/a".into()).unwrap(),
        place: Some((format!("s3://{bucket}/dwell/a").parse().unwrap(), DATABASE)),
    }
}

async fn bucket() -> Stage {
    let server = S3Server::new();
    Stage {
        objects: at_bucket(S3Server::BUCKET, &server.environment()),
        _folder: None,
        _server: Some(server),
    }
}

/// Makes one test of each case in each kind of place.
macro_rules! conformance {
    ($($case:ident),+ $(,)?) => {
        conformance! { in folder: $($case),+ }
        conformance! { in memory: $($case),+ }
        conformance! { in bucket: $($case),+ }
    };
    (in $place:ident: $($case:ident),+) => {
        mod $place {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                let stage = super::$place().await;
                super::$case(&stage.objects).await;
            })+
        }
    };
}

conformance! {
    a_place_takes_a_few_bytes_and_has_none_of_them_afterwards,
    what_is_published_is_read_by_its_name,
    what_is_too_large_for_one_message_is_published_as_a_whole,
    what_is_given_up_is_not_there,
    what_is_published_again_outlives_the_removal_of_what_was_there,
    what_is_not_named_like_an_object_is_left_alone,
    an_object_that_is_gone_already_can_be_removed,
}

/// Bytes and their name.
fn some_bytes(size: usize) -> (Vec<u8>, String) {
    let bytes: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
    let name = blake3::hash(&bytes).to_hex().to_string();
    (bytes, name)
}

async fn begun(objects: &Objects, bytes: &[u8], name: &str) -> Upload {
    let mut upload = objects.upload(name);
    for chunk in bytes.chunks(1 << 18) {
        upload.put(chunk.to_vec()).await.unwrap();
    }
    upload
}

async fn published(objects: &Objects, bytes: &[u8], name: &str) {
    let upload = begun(objects, bytes, name).await;
    upload.finish().await.unwrap();
}

async fn listed(objects: &Objects) -> Vec<Object> {
    objects.list().try_collect().await.unwrap()
}

async fn read(objects: &Objects, name: &str) -> Option<Vec<u8>> {
    let chunks: Vec<Vec<u8>> = objects
        .read(name)
        .await
        .unwrap()?
        .try_collect()
        .await
        .unwrap();
    Some(chunks.concat())
}

async fn a_place_takes_a_few_bytes_and_has_none_of_them_afterwards(objects: &Objects) {
    objects.try_out().await.unwrap();
    assert_eq!(objects.store.list(None).count().await, 0);
}

async fn what_is_published_is_read_by_its_name(objects: &Objects) {
    let (bytes, name) = some_bytes(100_000);
    assert_eq!(read(objects, &name).await, None);
    let upload = begun(objects, &bytes, &name).await;
    assert_eq!(read(objects, &name).await, None, "it is not whole yet");
    upload.finish().await.unwrap();
    assert_eq!(read(objects, &name).await, Some(bytes));
    let names: Vec<String> = listed(objects)
        .await
        .iter()
        .map(|object| object.name().to_owned())
        .collect();
    assert_eq!(names, [name]);
}

async fn what_is_too_large_for_one_message_is_published_as_a_whole(objects: &Objects) {
    let (bytes, name) = some_bytes(2 * PART + 4_321);
    let upload = begun(objects, &bytes, &name).await;
    assert_eq!(read(objects, &name).await, None, "it is not whole yet");
    upload.finish().await.unwrap();
    assert!(read(objects, &name).await == Some(bytes));
}

async fn what_is_given_up_is_not_there(objects: &Objects) {
    for size in [100_000, PART + 4_321] {
        let (bytes, name) = some_bytes(size);
        let upload = begun(objects, &bytes, &name).await;
        upload.abort().await.unwrap();
        assert_eq!(read(objects, &name).await, None);
    }
    assert_eq!(listed(objects).await, []);
}

async fn what_is_published_again_outlives_the_removal_of_what_was_there(objects: &Objects) {
    let (bytes, name) = some_bytes(1_000);
    published(objects, &bytes, &name).await;
    let seen = listed(objects).await;
    // One coordinator is about to remove what it saw; another one gets the same bytes.
    published(objects, &bytes, &name).await;
    for object in &seen {
        objects.remove(&object.location).await.unwrap();
    }
    assert_eq!(seen.len(), 1);
    assert_eq!(read(objects, &name).await, Some(bytes));
}

async fn what_is_not_named_like_an_object_is_left_alone(objects: &Objects) {
    let (_, name) = some_bytes(1_000);
    let strangers = [
        "notes.txt".to_owned(),
        format!("{name}/notes"),
        format!("notes/{}", Uuid::nil()),
    ];
    for stranger in &strangers {
        let location = ObjectPath::from(stranger.as_str());
        objects.store.put(&location, "mine".into()).await.unwrap();
    }
    assert_eq!(listed(objects).await, []);
    assert_eq!(read(objects, &name).await, None);
    objects.remove_named(&name).await.unwrap();
    assert_eq!(objects.store.list(None).count().await, strangers.len());
}

async fn an_object_that_is_gone_already_can_be_removed(objects: &Objects) {
    let (bytes, name) = some_bytes(1_000);
    published(objects, &bytes, &name).await;
    let [object] = &listed(objects).await[..] else {
        panic!("one was published");
    };
    for _ in 0..2 {
        objects.remove(&object.location).await.unwrap();
    }
    assert_eq!(listed(objects).await, []);
}

async fn refused(objects: &Objects) -> String {
    let tried = objects.try_out().await.unwrap_err();
    objects.unusable(&tried).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_is_not_there_and_keys_that_are_not_taken_are_told() {
    let server = S3Server::new();
    let nowhere = at_bucket("nowhere", &server.environment());
    assert_eq!(
        refused(&nowhere).await,
        "cannot use s3://nowhere/dwell/a for checkpoints: the bucket is not there"
    );
    let mut environment = server.environment();
    environment[1].1 = "a-guess".to_owned();
    let stranger = at_bucket(S3Server::BUCKET, &environment);
    assert_eq!(
        refused(&stranger).await,
        "cannot use s3://lab/dwell/a for checkpoints: the secret does not fit the access key"
    );
}

#[tokio::test]
async fn a_place_that_cannot_be_made_is_told() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let place = Place::Folder(file.path().join("below"));
    let refused = Objects::prepared(place, DATABASE).await.unwrap_err();
    assert!(refused.to_string().contains("Not a directory"), "{refused}");
    assert!(refused.advice().contains("`--checkpoints PLACE`"));
}

#[tokio::test]
async fn databases_do_not_see_each_others_objects_in_one_place() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Folder(folder.path().to_owned());
    let ours = Objects::prepared(place.clone(), DATABASE).await.unwrap();
    let theirs = Objects::prepared(place, Uuid::from_u128(8)).await.unwrap();
    let (bytes, name) = some_bytes(1_000);
    published(&ours, &bytes, &name).await;
    assert_eq!(listed(&theirs).await, []);
    theirs.remove_named(&name).await.unwrap();
    assert_eq!(read(&theirs, &name).await, None);
    assert_eq!(read(&ours, &name).await, Some(bytes));
}

#[tokio::test]
async fn what_an_earlier_version_kept_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, name) = some_bytes(100);
    let half = format!("{name}#1");
    for file in [name.as_str(), half.as_str(), "README"] {
        fs::write(folder.path().join(file), &bytes).unwrap();
    }
    let own = || Place::Own(folder.path().to_owned());
    for _ in ["upgraded", "started again"] {
        let objects = Objects::prepared(own(), DATABASE).await.unwrap();
        let chunks = objects.read(&name).await.unwrap().expect("it is there");
        let read: Vec<Vec<u8>> = chunks.try_collect().await.unwrap();
        assert_eq!(read.concat(), bytes);
        assert_eq!(listed(&objects).await.len(), 1);
    }
    let left = fs::read_dir(folder.path()).unwrap();
    let left: BTreeSet<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    let expected = ["README".to_owned(), DATABASE.to_string()];
    assert_eq!(left, expected.map(Into::into).into());
}
