//! Fetches the checkpoint that a trial goes on from, checked against its hash.

use std::{
    io::{self, Write as _},
    path::Path,
};

use dwell_proto::v1;
use tempfile::{NamedTempFile, TempPath};

use crate::{offload::offload, session::Client};

/// Why a checkpoint cannot be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    /// Trying again may help.
    #[error("{}", .0.message())]
    Call(tonic::Status),
    /// The coordinator has none of that name.
    #[error("the coordinator does not have it")]
    Gone,
    /// The bytes are not those of that name.
    #[error("its bytes do not have its hash")]
    Corrupt,
    /// This machine cannot keep it.
    #[error("it cannot be written: {0}")]
    File(#[from] io::Error),
}

impl From<tonic::Status> for FetchError {
    fn from(status: tonic::Status) -> Self {
        match status.code() {
            tonic::Code::NotFound => Self::Gone,
            _ => Self::Call(status),
        }
    }
}

/// Fetches a checkpoint into a file in `folder`, checked against its hash.
pub(crate) async fn fetch(
    client: &mut Client,
    checkpoint: &v1::CheckpointRef,
    folder: &Path,
) -> Result<TempPath, FetchError> {
    let content_hash = checkpoint.content_hash.clone();
    let request = v1::GetCheckpointRequest { content_hash };
    let mut parts = client.get_checkpoint(request).await?.into_inner();
    let (mut file, path) = NamedTempFile::new_in(folder)?.into_parts();
    let mut hasher = blake3::Hasher::new();
    while let Some(part) = parts.message().await? {
        hasher.update(&part.chunk);
        file = offload(move || file.write_all(&part.chunk).map(|()| file))
            .await
            .map_err(io::Error::other)??;
    }
    if hasher.finalize().to_hex().as_str() == checkpoint.content_hash {
        Ok(path)
    } else {
        Err(FetchError::Corrupt)
    }
}
