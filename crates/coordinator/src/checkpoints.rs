//! Checkpoints and weights: their bytes in a place, named by what they are; who needs them, in
//! the store.
//!
//! Bytes are checked against their name while they arrive, published whole or not at all, and
//! recorded only then: whatever is recorded can be read. What a crash leaves behind is at worst
//! bytes that no record names, and a sweep removes them.
//!
//! Bytes that nobody needs any more are removed at once where a coordinator has the place for itself.
//! In a shared one another coordinator may just have published the same bytes, to record them in a
//! moment; there they are left to the sweep, which removes what is unnamed and old.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use dwell_domain::{Micros, WorkerId};
use dwell_store::{Store, StoreError, rows::CheckpointRow};
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::ObjectStore;
use tokio::{sync::RwLock, time::timeout};
use tonic::Status;
use uuid::Uuid;

use crate::{
    limits,
    objects::{Object, Objects, Upload},
    place::{Place, PlaceError},
};

/// Objects whose names are looked up together.
const AT_ONCE: usize = 100;

/// Checkpoints of one coordinator.
#[derive(Debug)]
pub(crate) struct Checkpoints {
    objects: Objects,
    /// Shared while bytes are published and recorded, exclusive while unneeded ones are removed:
    /// otherwise the same bytes, sent again at that moment, would be recorded and then lost.
    publishing: RwLock<()>,
}

/// What can go wrong with a checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// Nothing is kept under this name.
    #[error("no checkpoint is named `{0}`")]
    NotFound(String),
    /// It is larger than what is taken.
    #[error("a checkpoint may have at most {limit} bytes, not {size}")]
    TooLarge {
        /// In bytes.
        size: u64,
        /// In bytes.
        limit: u64,
    },
    /// What arrived is not what was announced.
    #[error("the bytes that arrived are not those that were announced: {0}")]
    Differs(&'static str),
    /// The sender stopped half-way.
    #[error("the checkpoint did not arrive whole: {0}")]
    Interrupted(Box<Status>),
    /// The sender takes too long.
    #[error("the checkpoint did not arrive within {} s", limits::UPLOAD_TIME.as_secs())]
    TooSlow,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The place failed.
    #[error(transparent)]
    Place(#[from] PlaceError),
}

impl Checkpoints {
    /// Checkpoints of a database in a place, which is made where that can be done.
    pub(crate) async fn in_place(place: Place, database: Uuid) -> Result<Self, CheckpointError> {
        Ok(Self::of(Objects::prepared(place, database).await?))
    }

    /// Checkpoints in an object store that nobody else looks after.
    pub(crate) fn in_store(objects: Arc<dyn ObjectStore>) -> Self {
        Self::of(Objects::of(objects))
    }

    fn of(objects: Objects) -> Self {
        Self {
            objects,
            publishing: RwLock::new(()),
        }
    }

    /// Where they are, for people.
    pub(crate) fn describe(&self) -> String {
        self.objects.describe()
    }

    /// Receives a checkpoint and keeps it, and of those to go on from the latest `keep`; `false` when the
    /// store does not want it.
    pub(crate) async fn put(
        &self,
        store: &dyn Store,
        worker: WorkerId,
        announced: CheckpointRow,
        chunks: impl Stream<Item = Result<Vec<u8>, Status>>,
        keep: NonZeroU32,
        now: Micros,
    ) -> Result<bool, CheckpointError> {
        if announced.size > limits::CHECKPOINT_BYTES {
            return Err(CheckpointError::TooLarge {
                size: announced.size,
                limit: limits::CHECKPOINT_BYTES,
            });
        }
        if !store.wants_checkpoint(worker, &announced).await? {
            return Ok(false);
        }
        let mut upload = self.objects.upload(&announced.content_hash);
        let received = timeout(
            limits::UPLOAD_TIME,
            receive(&mut upload, &announced, chunks),
        );
        let received = received.await.unwrap_or(Err(CheckpointError::TooSlow));
        if let Err(error) = received {
            upload.abort().await?;
            return Err(error);
        }
        let _publishing = self.publishing.read().await;
        let location = upload.finish().await?;
        let is_kept = store.put_checkpoint(worker, announced, keep, now).await?;
        if !is_kept {
            self.objects.remove(&location).await?;
        }
        Ok(is_kept)
    }

    /// The bytes of a checkpoint, in chunks.
    pub(crate) async fn get(
        &self,
        name: &blake3::Hash,
    ) -> Result<impl Stream<Item = Result<Vec<u8>, CheckpointError>> + use<>, CheckpointError> {
        let name = name.to_hex().to_string();
        let found = self.objects.read(&name).await?;
        let chunks = found.ok_or(CheckpointError::NotFound(name))?;
        Ok(chunks.err_into())
    }

    /// Forgets the checkpoints that no trial needs any more, and removes those that nobody else can be
    /// about to record; says how many were forgotten.
    pub(crate) async fn remove_unneeded(
        &self,
        store: &dyn Store,
    ) -> Result<usize, CheckpointError> {
        let mut forgotten = 0;
        loop {
            let _publishing = self.publishing.write().await;
            let unneeded = store.unneeded_checkpoints(AT_ONCE as u32).await?;
            if unneeded.is_empty() {
                return Ok(forgotten);
            }
            if self.sweeps_every().is_none() {
                for name in &unneeded {
                    self.objects.remove_named(name).await?;
                }
            }
            forgotten += unneeded.len();
        }
    }

    /// How often a shared place is to be swept; one that is not shared, when a coordinator starts.
    pub(crate) fn sweeps_every(&self) -> Option<Duration> {
        let grace = self.objects.grace();
        (!grace.is_zero()).then_some(grace / 4)
    }

    /// Removes what no row names and nobody can be about to record: what was published and did not
    /// come to be recorded, or was forgotten and not removed. Any coordinator may do it at any time.
    pub(crate) async fn sweep(
        &self,
        store: &dyn Store,
        now: Micros,
    ) -> Result<usize, CheckpointError> {
        self.objects.remove_halves(now).await?;
        let mut removed = 0;
        let mut listed = self.objects.list().chunks(AT_ONCE);
        while let Some(objects) = listed.next().await {
            let objects = objects.into_iter().filter(|object| {
                let may_go = |object| self.objects.may_go(object, now);
                object.as_ref().map_or(true, may_go)
            });
            let old: Vec<Object> = objects.collect::<Result<_, _>>()?;
            removed += self.remove_unnamed(store, &old).await?;
        }
        Ok(removed)
    }

    /// Removes the objects that no row names; says how many.
    async fn remove_unnamed(
        &self,
        store: &dyn Store,
        objects: &[Object],
    ) -> Result<usize, CheckpointError> {
        let _publishing = self.publishing.write().await;
        let mut names: Vec<String> = objects.iter().map(|object| object.name().into()).collect();
        names.dedup();
        let unnamed = store.unnamed_checkpoints(&names).await?;
        let mut removed = 0;
        for object in objects {
            if unnamed.iter().any(|name| name == object.name()) {
                self.objects.remove(&object.location).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Sends the chunks on, and checks that they are what was announced.
async fn receive(
    upload: &mut Upload,
    announced: &CheckpointRow,
    chunks: impl Stream<Item = Result<Vec<u8>, Status>>,
) -> Result<(), CheckpointError> {
    let mut chunks = std::pin::pin!(chunks);
    let mut hasher = blake3::Hasher::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|status| CheckpointError::Interrupted(Box::new(status)))?;
        hasher.update(&chunk);
        if hasher.count() > announced.size {
            return Err(CheckpointError::Differs("there are too many"));
        }
        upload.put(chunk).await?;
    }
    if hasher.count() < announced.size {
        return Err(CheckpointError::Differs("there are too few"));
    }
    if hasher.finalize().to_hex().as_str() != announced.content_hash {
        return Err(CheckpointError::Differs("their hash is another"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
