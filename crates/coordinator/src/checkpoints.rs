//! Checkpoints and final weights: their bytes in an object store, named by what they are; who needs
//! them, in the store.
//!
//! Bytes are checked against their name while they arrive, published whole or not at all, and
//! recorded only then: whatever is recorded can be read. What a crash leaves behind is at worst
//! bytes that no record names; the next start removes them.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use dwell_domain::{Micros, WorkerId};
use dwell_store::{Store, StoreError, rows::CheckpointRow};
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::{
    MultipartUpload, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as ObjectPath,
};
use tokio::sync::RwLock;
use tonic::Status;

use crate::limits;

/// Checkpoints of one coordinator.
#[derive(Debug)]
pub(crate) struct Checkpoints {
    objects: Arc<dyn ObjectStore>,
    /// Shared while bytes are published and recorded, exclusive while unneeded ones are removed:
    /// otherwise the same bytes, sent again at that moment, would be recorded and then lost.
    publishing: RwLock<()>,
}

/// What can go wrong with a checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// Their folder cannot be used.
    #[error("cannot use {}: {source}", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
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
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The object store failed.
    #[error(transparent)]
    Objects(#[from] object_store::Error),
}

impl Checkpoints {
    /// Checkpoints in a folder, which is created where it is missing. Nobody else may use it.
    pub(crate) fn in_folder(folder: &Path) -> Result<Self, CheckpointError> {
        prepare(folder).map_err(|source| CheckpointError::Folder {
            path: folder.to_owned(),
            source,
        })?;
        let local = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self::in_store(Arc::new(local)))
    }

    /// Checkpoints in an object store.
    pub(crate) fn in_store(objects: Arc<dyn ObjectStore>) -> Self {
        Self {
            objects,
            publishing: RwLock::new(()),
        }
    }

    /// Receives a checkpoint and keeps it; `false` when the store does not want it.
    pub(crate) async fn put(
        &self,
        store: &dyn Store,
        worker: WorkerId,
        announced: CheckpointRow,
        chunks: impl Stream<Item = Result<Vec<u8>, Status>>,
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
        let name = ObjectPath::from(announced.content_hash.as_str());
        let mut upload = self.objects.put_multipart(&name).await?;
        if let Err(error) = receive(upload.as_mut(), &announced, chunks).await {
            upload.abort().await?;
            return Err(error);
        }
        let kept = {
            let _publishing = self.publishing.read().await;
            upload.complete().await?;
            store.put_checkpoint(worker, announced, now).await?
        };
        if !kept {
            self.remove_if_unnamed(store, &name).await?;
        }
        Ok(kept)
    }

    /// The bytes of a checkpoint, in chunks.
    pub(crate) async fn get(
        &self,
        name: &blake3::Hash,
    ) -> Result<impl Stream<Item = Result<Vec<u8>, CheckpointError>> + use<>, CheckpointError> {
        let name = name.to_hex().to_string();
        let found = match self.objects.get(&ObjectPath::from(name.as_str())).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => {
                return Err(CheckpointError::NotFound(name));
            }
            Err(error) => return Err(error.into()),
        };
        let chunks = found.into_stream();
        Ok(chunks.map_ok(|bytes| bytes.to_vec()).err_into())
    }

    /// Removes the checkpoints that no trial needs any more; says how many.
    pub(crate) async fn remove_unneeded(
        &self,
        store: &dyn Store,
    ) -> Result<usize, CheckpointError> {
        const AT_ONCE: u32 = 100;
        let mut removed = 0;
        loop {
            let _publishing = self.publishing.write().await;
            let unneeded = store.unneeded_checkpoints(AT_ONCE).await?;
            if unneeded.is_empty() {
                return Ok(removed);
            }
            for name in &unneeded {
                self.remove(&ObjectPath::from(name.as_str())).await?;
            }
            removed += unneeded.len();
        }
    }

    /// Removes what the last coordinator published and did not come to record, or forgot and did
    /// not come to remove.
    pub(crate) async fn remove_leftovers(&self, store: &dyn Store) -> Result<(), CheckpointError> {
        let mut objects = self.objects.list(None);
        while let Some(object) = objects.try_next().await? {
            self.remove_if_unnamed(store, &object.location).await?;
        }
        Ok(())
    }

    /// Removes one object, unless a record names it.
    async fn remove_if_unnamed(
        &self,
        store: &dyn Store,
        name: &ObjectPath,
    ) -> Result<(), CheckpointError> {
        let _publishing = self.publishing.write().await;
        if store.names_checkpoint(name.as_ref()).await? {
            return Ok(());
        }
        self.remove(name).await
    }

    /// Removes one object; that it is gone already is as good.
    async fn remove(&self, name: &ObjectPath) -> Result<(), CheckpointError> {
        match self.objects.delete(name).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Creates the folder where it is missing, and removes the halves of checkpoints that were being
/// received when the last coordinator was killed.
fn prepare(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // An upload goes to `NAME#NUMBER` and gets its name when it is whole.
        if entry.file_name().to_string_lossy().contains('#') {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes the chunks to the upload, and checks that they are what was announced.
async fn receive(
    upload: &mut dyn MultipartUpload,
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
        upload.put_part(chunk.into()).await?;
    }
    if hasher.count() < announced.size {
        return Err(CheckpointError::Differs("there are too few"));
    }
    if hasher.finalize().to_hex().as_str() != announced.content_hash {
        return Err(CheckpointError::Differs("their hash is another"));
    }
    Ok(())
}
