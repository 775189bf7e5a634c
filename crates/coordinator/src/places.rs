//! The places of checkpoints and weights, looked at from outside: perhaps under coordinators
//! that write to them, so nothing here changes anything.

use std::{
    collections::BTreeSet,
    fs::File,
    io,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use dwell_domain::Micros;
use futures::{Stream, TryStreamExt};
use uuid::Uuid;

use crate::{
    objects::Objects,
    place::{Place, PlaceError},
};

/// The places of one coordinator, or of several that share a database.
#[derive(Clone, Debug)]
pub(crate) struct Places(Vec<Objects>);

/// What lies in some places at a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listed {
    /// The name of every object.
    pub(crate) names: BTreeSet<String>,
    /// Of these, what nobody can be about to record any more.
    pub(crate) old: BTreeSet<String>,
}

/// What an object's bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bytes {
    /// How many.
    pub(crate) size: u64,
    /// Their BLAKE3 in hexadecimal, which is to be their name.
    pub(crate) hash: String,
}

impl Places {
    /// What a database has in these places. A coordinator's own may not be there, if it never kept
    /// anything.
    pub(crate) fn open(places: Vec<Place>, database: Uuid) -> Result<Self, PlaceError> {
        let is_there = |place: &Place| match place {
            Place::Own(folder) => folder.is_dir(),
            Place::Folder(_) | Place::Bucket { .. } => true,
        };
        let places = places.into_iter().filter(is_there);
        let objects = places.map(|place| Objects::at(place, database));
        Ok(Self(objects.collect::<Result<_, _>>()?))
    }

    /// What is there; what is still being received is not yet.
    pub(crate) async fn list(&self) -> Result<Listed, PlaceError> {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = Micros(0).after(since_epoch.unwrap_or_default());
        let mut listed = Listed::default();
        for objects in &self.0 {
            let mut entries = objects.list();
            while let Some(object) = entries.try_next().await? {
                if objects.may_go(&object, now) {
                    listed.old.insert(object.name().to_owned());
                }
                listed.names.insert(object.name().to_owned());
            }
        }
        Ok(listed)
    }

    /// The bytes of this name, in chunks; `None` where they are not, or no longer.
    pub(crate) async fn read(
        &self,
        name: &str,
    ) -> Result<Option<impl Stream<Item = Result<Vec<u8>, PlaceError>> + use<>>, PlaceError> {
        for objects in &self.0 {
            if let Some(chunks) = objects.read(name).await? {
                return Ok(Some(chunks));
            }
        }
        Ok(None)
    }
}

impl Bytes {
    /// Those of a stream, to its end.
    pub(crate) async fn of(
        chunks: impl Stream<Item = Result<Vec<u8>, PlaceError>>,
    ) -> Result<Self, PlaceError> {
        let mut chunks = std::pin::pin!(chunks);
        let mut hasher = blake3::Hasher::new();
        while let Some(chunk) = chunks.try_next().await? {
            hasher.update(&chunk);
        }
        Ok(Self::told_by(&hasher))
    }

    /// Those of the file at a path.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok(Self::told_by(&hasher))
    }

    /// Those that went through a hasher.
    pub(crate) fn told_by(hasher: &blake3::Hasher) -> Self {
        Self {
            size: hasher.count(),
            hash: hasher.finalize().to_hex().to_string(),
        }
    }
}
