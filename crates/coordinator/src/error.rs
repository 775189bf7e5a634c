//! What can keep a coordinator from starting or serving.

use std::{io, net::SocketAddr, path::PathBuf};

use dwell_store::StoreError;

use crate::{access::TlsError, checkpoints::CheckpointError, folder::Holder, place::PlaceError};

/// An error of the coordinator itself; callers of its services get a `tonic::Status`.
#[derive(Debug, thiserror::Error)]
pub enum CoordinatorError {
    /// Another coordinator has the data folder.
    #[error("the data folder {} is in use by {holder}", .folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
        /// Who has it.
        holder: Holder,
    },
    /// The data folder cannot be used.
    #[error("cannot use {}: {source}", .path.display())]
    Folder {
        /// The file or folder at fault.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A place of checkpoints cannot be used.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// What a place has cannot be swept.
    #[error("cannot keep checkpoints: {0}")]
    Checkpoints(CheckpointError),
    /// Others could reach the address, and nothing would keep what is said between the two ends.
    #[error("refusing to listen on {address}: without TLS only loopback addresses are safe")]
    Exposed {
        /// The address.
        address: SocketAddr,
    },
    /// Others could reach the address, and none of them could be let in.
    #[error("refusing to listen on {address}: there is no valid token that lets anybody in")]
    NoToken {
        /// The address.
        address: SocketAddr,
    },
    /// A file that TLS needs is not what it should be.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// There is no randomness to make a token of.
    #[error("the system gives no random bytes: {0}")]
    Random(String),
    /// The listening socket failed.
    #[error("cannot listen: {0}")]
    Listen(io::Error),
    /// The server failed.
    #[error("cannot serve: {0}")]
    Serve(#[from] tonic::transport::Error),
}

impl From<CheckpointError> for CoordinatorError {
    fn from(error: CheckpointError) -> Self {
        match error {
            CheckpointError::Place(error) => Self::Place(error),
            CheckpointError::Store(error) => Self::Store(error),
            error => Self::Checkpoints(error),
        }
    }
}
