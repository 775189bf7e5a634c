//! The files that a trainer leaves for its slot.

use std::{fs, io, path::Path};

use dwell_proto::{Malformed, limits, v1};
use tempfile::TempPath;

use crate::checkpoints::Written;

/// Makes a folder that has nothing in it.
pub(crate) fn empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir(folder),
    }
}

/// A file that is removed with the value.
pub(crate) fn file(path: String, field: &'static str) -> Result<TempPath, Malformed> {
    let expected = "a path";
    TempPath::try_from_path(path).map_err(|_| Malformed::Form { field, expected })
}

/// Weights that the trainer has written.
pub(crate) fn weights(said: v1::WeightsFile) -> Result<Written, Malformed> {
    if !said.is_final && !said.is_best {
        return Err(Malformed::Form {
            field: "finished.weights",
            expected: "final weights, or the best",
        });
    }
    Ok(Written {
        step: limits::step(said.step, "weights.step")?.0,
        file: file(said.path, "weights.path")?,
        is_final: said.is_final,
        is_best: said.is_best,
    })
}

/// Moves a file, under its name, into a folder on the same file system.
pub(crate) fn move_to(folder: &Path, file: &TempPath) -> io::Result<TempPath> {
    let place = folder.join(file.file_name().unwrap_or_default());
    fs::rename(file, &place)?;
    TempPath::try_from_path(place)
}
