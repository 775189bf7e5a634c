//! What can keep a coordinator from starting or serving.

use std::{io, net::SocketAddr, path::PathBuf};

use dwell_store::StoreError;

use crate::{checkpoints::CheckpointError, folder::Holder};

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
    /// The place for checkpoints cannot be used.
    #[error("cannot keep checkpoints: {0}")]
    Checkpoints(#[from] CheckpointError),
    /// Others could reach the address, and nothing would ask them who they are.
    #[error(
        "refusing to listen on {address}: without credentials only loopback addresses are safe"
    )]
    Exposed {
        /// The address.
        address: SocketAddr,
    },
    /// The listening socket failed.
    #[error("cannot listen: {0}")]
    Listen(io::Error),
    /// The server failed.
    #[error("cannot serve: {0}")]
    Serve(#[from] tonic::transport::Error),
}
