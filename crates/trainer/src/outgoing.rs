//! The files that a trainer leaves for its daemon: checkpoints and weights.
//!
//! A file that cannot be written is logged and not missed: training goes on, a later checkpoint may
//! succeed, and a result without weights is still a result.

use std::path::{Path, PathBuf};

use dwell_act::{ActError, Checkpoint, KeptWeights, Weights};
use dwell_proto::v1;

use crate::reporter::AttemptKey;

/// Writes into a folder that the daemon empties.
#[derive(Debug)]
pub(crate) struct Outgoing {
    folder: PathBuf,
    /// Makes the names of checkpoints unique: the daemon removes an outdated one when it likes.
    written: u64,
}

impl Outgoing {
    /// Writes into this folder.
    pub(crate) const fn to(folder: PathBuf) -> Self {
        Self { folder, written: 0 }
    }

    /// Writes a checkpoint, and says where.
    pub(crate) fn checkpoint(
        &mut self,
        (trial, attempt): AttemptKey,
        checkpoint: &Checkpoint,
    ) -> Option<PathBuf> {
        let (step, number) = (checkpoint.step, self.written);
        self.written += 1;
        let name = format!("{trial}.{attempt}.{step}.{number}.safetensors");
        self.write(trial, &name, |path| checkpoint.write(path))
    }

    /// Writes what is kept of an attempt, and says where.
    pub(crate) fn weights(
        &self,
        attempt: AttemptKey,
        kept: &KeptWeights,
    ) -> impl Iterator<Item = v1::WeightsFile> {
        let last = self.weights_file(attempt, "last", &kept.last);
        let last = last.map(|file| v1::WeightsFile {
            is_final: true,
            is_best: kept.best.is_none(),
            ..file
        });
        let best = kept.best.as_ref();
        let best = best.and_then(|best| self.weights_file(attempt, "best", best));
        let best = best.map(|file| v1::WeightsFile {
            is_best: true,
            ..file
        });
        last.into_iter().chain(best)
    }

    /// Writes weights of an attempt, and says where.
    fn weights_file(
        &self,
        (trial, attempt): AttemptKey,
        which: &str,
        weights: &Weights,
    ) -> Option<v1::WeightsFile> {
        let name = format!("{trial}.{attempt}.{which}.safetensors");
        let path = self.write(trial, &name, |path| weights.write(path))?;
        Some(v1::WeightsFile {
            path: path.to_string_lossy().into_owned(),
            step: weights.step().0,
            ..Default::default()
        })
    }

    fn write(
        &self,
        trial: dwell_domain::TrialId,
        name: &str,
        write: impl FnOnce(&Path) -> Result<(), ActError>,
    ) -> Option<PathBuf> {
        let path = self.folder.join(name);
        match write(&path) {
            Ok(()) => Some(path),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(trial.id = %trial, error, "a file was not written");
                None
            }
        }
    }
}
