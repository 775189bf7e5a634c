//! What can go wrong when lanes are trained.

use std::{io, path::PathBuf};

use dwell_domain::PackKey;
use safetensors::SafeTensorError;

use crate::cuda::NoCuda;

/// An error of the training engine.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A device name that is none.
    #[error("`{0}` is no device: expected `auto`, `cpu` or `cuda:N`")]
    UnknownDevice(String),
    /// A CUDA device where CUDA cannot be had.
    #[error("there is no device `{device}`: {reason}; `--device cpu` works without it")]
    NoCuda {
        /// The device that was asked for.
        device: String,
        /// Why CUDA cannot be had.
        reason: NoCuda,
    },
    /// A CUDA device beyond the last one.
    #[error(
        "there is no device `{device}`: CUDA counts {count} here, from `cuda:0`; \
         `--device cpu` works without it"
    )]
    NoSuchDevice {
        /// The device that was asked for.
        device: String,
        /// How many there are.
        count: u32,
    },
    /// The device's memory does not suffice for the lanes of the pack.
    #[error("out of memory: {0}")]
    OutOfMemory(String),
    /// A number of threads that would let a trial's bits depend on its neighbours.
    #[error("a tensor operation takes 1 or 2 threads, not {0}")]
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
        reason: Damage,
    },
    /// A file of a checkpoint or of weights that could not be read or written.
    #[error("cannot access {}", path.display())]
    FileAccess {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// Why bytes are no whole checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// They are no safetensors file.
    #[error("it is no safetensors file: {0}")]
    Format(#[from] SafeTensorError),
    /// Nothing says whose checkpoint it is.
    #[error("it has no `{0}` entry")]
    NoEntry(&'static str),
    /// What says so cannot be read.
    #[error("its entry says nothing: {0}")]
    Entry(#[from] serde_json::Error),
    /// A parameter is not what parameters are.
    #[error("`{0}` is no matrix of f32")]
    NoMatrix(String),
    /// It does not hold what it was written with.
    #[error("its checksum does not match")]
    Checksum,
}
