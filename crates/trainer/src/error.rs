//! What ends a trainer before it is told to end. A trial that cannot be trained does not: it fails
//! alone, and the others go on.

use std::io;

use dwell_act::ActError;
use dwell_proto::{FrameError, Malformed};

/// Why the trainer cannot go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrainerError {
    /// The pipe from the daemon broke.
    #[error("cannot read from the daemon: {0}")]
    Read(#[source] io::Error),
    /// The pipe ended within a frame.
    #[error("the daemon's stream ends within a frame")]
    Torn,
    /// What came through the pipe is no frame.
    #[error("the daemon sent {0}")]
    Frame(#[from] FrameError),
    /// A message without what it needs.
    #[error("the daemon sent a message without sense: {0}")]
    Malformed(#[from] Malformed),
    /// A message at a time when it means nothing.
    #[error("the daemon sent {what} {when}")]
    OutOfPlace {
        /// The message.
        what: &'static str,
        /// Why it is out of place.
        when: &'static str,
    },
    /// The pipe to the daemon broke.
    #[error("cannot write to the daemon: {0}")]
    Write(#[source] io::Error),
    /// The device cannot be had, or a lane is not what it should be.
    #[error(transparent)]
    Engine(#[from] ActError),
}
