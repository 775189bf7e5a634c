//! Checkpoints and weights of a database as they lie in a place: each upload is an object of its
//! own, under the hash of its bytes, `HASH/UUID`.
//!
//! Nothing is ever written over. So an object that is old stays old: it may be removed while the same
//! bytes are published again, which makes another one. What is not named like that is not Dwell's, and
//! is left alone.

use std::{
    fs, io,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use dwell_domain::Micros;
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    ObjectMeta, ObjectStore, ObjectStoreExt, buffered::BufWriter, path::Path as ObjectPath,
};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use crate::{
    offload::offload,
    place::{Place, PlaceError},
};

/// What is smaller is sent at once; what is larger, in parts of this size. S3 takes none below 5 MiB.
const PART: usize = 8 << 20;

/// Parts of one upload that are on their way at a time.
const PARTS_AT_ONCE: usize = 2;

/// A place that has not taken a few bytes by then will not do.
const PATIENCE: Duration = Duration::from_secs(20);

/// The objects of a place.
#[derive(Clone, Debug)]
pub(crate) struct Objects {
    store: Arc<dyn ObjectStore>,
    /// Where they are, and of which database.
    place: Option<(Place, Uuid)>,
}

/// An object that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object {
    /// Its name in the place.
    pub(crate) location: ObjectPath,
    /// When it was published, by the clock of the place.
    published: Micros,
}

impl Object {
    /// The object that an entry of a list is; `None` for what is not Dwell's.
    fn listed(entry: ObjectMeta) -> Option<Self> {
        let (hash, upload) = entry.location.as_ref().split_once('/')?;
        blake3::Hash::from_hex(hash).ok()?;
        Uuid::try_parse(upload).ok()?;
        Some(Self {
            published: Micros(entry.last_modified.timestamp_micros()),
            location: entry.location,
        })
    }

    /// What its bytes are named: their hash.
    pub(crate) fn name(&self) -> &str {
        let location = self.location.as_ref();
        location.split_once('/').map_or(location, |(hash, _)| hash)
    }
}

impl Objects {
    /// Those of a place, which is made where that can be done, and has to take some bytes.
    pub(crate) async fn prepared(place: Place, database: Uuid) -> Result<Self, PlaceError> {
        if let Some(folder) = place.folder() {
            let made = fs::create_dir_all(folder);
            let ready = made.and_then(|()| match place {
                Place::Own(_) => take_over(folder, database),
                _ => Ok(()),
            });
            ready.map_err(|error| PlaceError::of_file(place.to_string(), &error))?;
        }
        let objects = Self::at(place, database)?;
        match tokio::time::timeout(PATIENCE, objects.try_out()).await {
            Ok(tried) => tried.map_err(|error| objects.unusable(&error))?,
            Err(_) => return Err(PlaceError::silent(objects.describe())),
        }
        Ok(objects)
    }

    /// Those of a place that others look after.
    pub(crate) fn at(place: Place, database: Uuid) -> Result<Self, PlaceError> {
        let store = place.open(database)?;
        let place = Some((place, database));
        Ok(Self { store, place })
    }

    /// Those of an object store that nobody else writes to, or only with the same clock.
    pub(crate) fn of(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, place: None }
    }

    /// Where they are, for people.
    pub(crate) fn describe(&self) -> String {
        let place = self.place.as_ref();
        place.map_or_else(|| self.store.to_string(), |(place, _)| place.to_string())
    }

    /// For how long an object may lie there that no row names yet.
    pub(crate) fn grace(&self) -> Duration {
        let place = self.place.as_ref();
        place.map_or(Duration::ZERO, |(place, _)| place.grace())
    }

    /// Whether an object that no row names may go: nobody can be about to record it any more.
    pub(crate) fn may_go(&self, object: &Object, now: Micros) -> bool {
        is_over(object.published, self.grace(), now)
    }

    /// Looks for, writes and removes a few bytes; a sweep does where this is killed in the middle.
    async fn try_out(&self) -> Result<(), object_store::Error> {
        const BYTES: &str = "dwell";
        let location = fresh(&blake3::hash(BYTES.as_bytes()).to_hex());
        self.store.list(Some(&location)).try_next().await?;
        self.store.put(&location, BYTES.into()).await?;
        self.store.delete(&location).await
    }

    /// Begins to publish the bytes of this name.
    pub(crate) fn upload(&self, name: &str) -> Upload {
        let location = fresh(name);
        let writer = BufWriter::with_capacity(Arc::clone(&self.store), location.clone(), PART);
        Upload {
            writer: writer.with_max_concurrency(PARTS_AT_ONCE),
            place: self.describe(),
            location,
        }
    }

    /// Every object, in no order.
    pub(crate) fn list(&self) -> BoxStream<'_, Result<Object, PlaceError>> {
        self.listed(None)
    }

    /// The objects with the bytes of this name.
    pub(crate) fn named(&self, name: &str) -> BoxStream<'_, Result<Object, PlaceError>> {
        self.listed(Some(&ObjectPath::from(name)))
    }

    fn listed(&self, prefix: Option<&ObjectPath>) -> BoxStream<'_, Result<Object, PlaceError>> {
        let entries = self.store.list(prefix);
        let objects = entries.try_filter_map(|entry| async { Ok(Object::listed(entry)) });
        objects.map_err(|error| self.unusable(&error)).boxed()
    }

    /// The bytes of this name, in chunks; `None` where there are none, or no longer.
    pub(crate) async fn read(
        &self,
        name: &str,
    ) -> Result<Option<impl Stream<Item = Result<Vec<u8>, PlaceError>> + use<>>, PlaceError> {
        let mut objects = self.named(name);
        while let Some(object) = objects.try_next().await? {
            let found = match self.store.get(&object.location).await {
                Err(object_store::Error::NotFound { .. }) => continue,
                found => found.map_err(|error| self.unusable(&error))?,
            };
            let place = self.describe();
            let unusable = move |error| PlaceError::new(place.clone(), &error);
            let chunks = found.into_stream().map_ok(|bytes| bytes.to_vec());
            return Ok(Some(chunks.map_err(unusable)));
        }
        Ok(None)
    }

    /// Removes one object; that it is gone already is as good.
    pub(crate) async fn remove(&self, location: &ObjectPath) -> Result<(), PlaceError> {
        match self.store.delete(location).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.unusable(&error)),
        }
    }

    /// Removes every object with the bytes of this name.
    pub(crate) async fn remove_named(&self, name: &str) -> Result<(), PlaceError> {
        let mut objects = self.named(name);
        while let Some(object) = objects.try_next().await? {
            self.remove(&object.location).await?;
        }
        Ok(())
    }

    /// Removes the halves of what was being uploaded to a folder when a coordinator was killed. Those
    /// of a bucket are the bucket's business: a lifecycle rule removes them.
    pub(crate) async fn remove_halves(&self, now: Micros) -> Result<(), PlaceError> {
        let place = self.place.as_ref();
        let folder = place.and_then(|(place, id)| Some(place.folder()?.join(id.to_string())));
        let Some(folder) = folder else {
            return Ok(());
        };
        let grace = self.grace();
        let removed = offload(move || remove_halves(&folder, grace, now)).await;
        let removed = removed.map_err(io::Error::other).flatten();
        removed.map_err(|error| PlaceError::of_file(self.describe(), &error))
    }

    fn unusable(&self, error: &object_store::Error) -> PlaceError {
        PlaceError::new(self.describe(), error)
    }
}

/// Where the next upload of these bytes goes.
fn fresh(name: &str) -> ObjectPath {
    ObjectPath::from(format!("{name}/{}", Uuid::now_v7()))
}

/// Whether what was written then is older than the grace. Without one, clocks do not matter.
fn is_over(written: Micros, grace: Duration, now: Micros) -> bool {
    grace.is_zero() || written.after(grace) <= now
}

/// Takes over what earlier versions kept in a folder of their own: each file in it was named by the
/// hash of its bytes, and `HASH#NUMBER` before it was whole.
fn take_over(folder: &Path, database: Uuid) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let (hash, is_half) = match name.split_once('#') {
            Some((hash, _)) => (hash, true),
            None => (name.as_str(), false),
        };
        if blake3::Hash::from_hex(hash).is_err() || !entry.file_type()?.is_file() {
            continue;
        }
        if is_half {
            fs::remove_file(entry.path())?;
            continue;
        }
        let named = folder.join(database.to_string()).join(hash);
        fs::create_dir_all(&named)?;
        fs::rename(entry.path(), named.join(Uuid::now_v7().to_string()))?;
    }
    Ok(())
}

fn remove_halves(folder: &Path, grace: Duration, now: Micros) -> io::Result<()> {
    for named in unless_gone(fs::read_dir(folder))?.into_iter().flatten() {
        let named = named?;
        if !named.file_type()?.is_dir() {
            continue;
        }
        for entry in unless_gone(fs::read_dir(named.path()))?
            .into_iter()
            .flatten()
        {
            let entry = entry?;
            // An upload goes to `UUID#NUMBER` and gets its name when it is whole.
            if entry.file_name().to_string_lossy().contains('#')
                && let Some(metadata) = unless_gone(entry.metadata())?
                && is_over(moment(metadata.modified()?), grace, now)
            {
                unless_gone(fs::remove_file(entry.path()))?;
                // It goes as well where nothing else is in it.
                let _ = fs::remove_dir(named.path());
            }
        }
    }
    Ok(())
}

/// What others removed meanwhile is no fault.
fn unless_gone<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

fn moment(time: SystemTime) -> Micros {
    let since_epoch = time.duration_since(SystemTime::UNIX_EPOCH);
    Micros(0).after(since_epoch.unwrap_or_default())
}

/// Bytes on their way to a place, where nobody sees them before they are whole.
pub(crate) struct Upload {
    writer: BufWriter,
    place: String,
    location: ObjectPath,
}

impl Upload {
    /// Sends some more.
    pub(crate) async fn put(&mut self, chunk: Vec<u8>) -> Result<(), PlaceError> {
        let put = self.writer.put(chunk.into()).await;
        put.map_err(|error| PlaceError::new(self.place.clone(), &error))
    }

    /// Publishes them; where.
    pub(crate) async fn finish(mut self) -> Result<ObjectPath, PlaceError> {
        let finished = self.writer.shutdown().await;
        finished.map_err(|error| PlaceError::of_file(self.place, &error))?;
        Ok(self.location)
    }

    /// Leaves nothing of them.
    pub(crate) async fn abort(mut self) -> Result<(), PlaceError> {
        let aborted = self.writer.abort().await;
        aborted.map_err(|error| PlaceError::new(self.place, &error))
    }
}

#[cfg(test)]
mod tests;
