//! What can go wrong when lanes are trained.

use std::{io, path::PathBuf};

use dwell_domain::PackKey;

/// An error of the training engine.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A device name that is none.
    #[error("`{0}` is no device: expected `cpu` or `cuda:N`")]
    UnknownDevice(String),
    /// A device that this machine, or this build of libtorch, does not have.
    #[error("device `{0}` is not available here")]
    DeviceUnavailable(String),
    /// A number of threads that would let a trial's bits depend on its neighbours.
    #[error("a tensor operation takes 1, 2 or 4 threads, not {0}")]
    Threads(u32),
    /// A configuration that belongs into another pack.
    #[error("a trial of pack `{wanted}` cannot join pack `{resident}`")]
    WrongPack {
        /// The pack that was asked.
        resident: PackKey,
        /// The pack that the configuration belongs to.
        wanted: PackKey,
    },
    /// A lane that has left the pack.
    #[error("lane {0} is not in the pack")]
    UnknownLane(u64),
    /// A checkpoint of another trial.
    #[error("the checkpoint is of another {what} than the trial")]
    ForeignCheckpoint {
        /// What differs.
        what: &'static str,
    },
    /// A file that is no whole checkpoint.
    #[error("{} is not a whole checkpoint: {reason}", path.display())]
    TornCheckpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A checkpoint that could not be read or written.
    #[error("cannot access checkpoint {}", path.display())]
    CheckpointAccess {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}
