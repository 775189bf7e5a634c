//! Why a worker cannot start, or go on. Once it runs, nothing but its owner ends it, or a coordinator
//! that does not let it in.

use std::{io, path::PathBuf};

use dwell_proto::Misfit;
use tonic::{Code, Status};

/// A worker that cannot start, or go on.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// No trainer beside this program, nor on PATH.
    #[error(
        "there is no `dwell-trainer` beside this program or on PATH; \
         build it with `cargo build --release -p dwell-trainer`, or name one"
    )]
    TrainerNotFound,
    /// The trainer that was named is not there.
    #[error(
        "there is no trainer at `{}`; build it with `cargo build --release -p dwell-trainer`",
        .path.display()
    )]
    TrainerMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The trainer started, but cannot load libtorch.
    #[error("the trainer cannot load libtorch, `cargo xtask libtorch` fetches it: {message}")]
    NoLibtorch {
        /// What the trainer said.
        message: String,
    },
    /// The trainer of a slot did not become ready.
    #[error("the trainer of slot {slot} did not start: {message}")]
    TrainerNotReady {
        /// The slot.
        slot: u32,
        /// Why, with its exit status and its last words.
        message: String,
    },
    /// The folder for checkpoints on their way cannot be had.
    #[error("cannot make a scratch folder: {0}")]
    Scratch(#[from] io::Error),
    /// The coordinator lets this worker do nothing, and waiting will not change that: its token is
    /// missing, unknown, expired, revoked, or for something else.
    #[error("the coordinator does not let this worker in: {message}")]
    NotLetIn {
        /// What the coordinator said.
        message: String,
    },
    /// The two ends never fitted together.
    #[error("the coordinator cannot be talked to: {0}")]
    Misfit(Misfit),
}

impl WorkerError {
    /// A trainer that ended before it was ready, with what the loader says when it misses a library
    /// turned into what helps.
    pub(crate) fn not_ready(slot: u32, message: String) -> Self {
        if message.contains("error while loading shared libraries") {
            Self::NoLibtorch { message }
        } else {
            Self::TrainerNotReady { slot, message }
        }
    }

    /// What a call was answered with, if it is that the worker is not let in.
    pub(crate) fn not_let_in(status: &Status) -> Option<Self> {
        let is_refusal = matches!(
            status.code(),
            Code::Unauthenticated | Code::PermissionDenied
        );
        is_refusal.then(|| Self::NotLetIn {
            message: status.message().to_owned(),
        })
    }
}
