//! Backups: one state of a database, with the objects that it names, in a folder that is whole or not
//! there.
//!
//! ```text
//! backup.json        what it is, and the hash of everything else
//! database           a file of SQLite, or of pg_dump
//! checkpoints/       checkpoints and weights, each under the hash of its bytes
//! ```

mod restore;
mod write;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use dwell_store::StoreError;
use serde::{Deserialize, Serialize};

pub use self::{restore::restore, write::back_up};
use crate::{CoordinatorError, places::Bytes};

/// Names the form of a backup.
const FORM: &str = "dwell.backup.v1";

const MANIFEST: &str = "backup.json";
const DATABASE: &str = "database";
const OBJECTS: &str = "checkpoints";

/// What a backup is, as its file `backup.json` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Names its form.
    pub form: String,
    /// The version of Dwell that wrote it.
    pub version: String,
    /// What kept the database: `sqlite` or `postgresql`.
    pub engine: String,
    /// The number of the last migration of its tables.
    pub schema: i64,
    /// When it was taken, in microseconds since the Unix epoch.
    pub taken_at: i64,
    /// How many sweeps it has.
    pub sweeps: u64,
    /// How many trials.
    pub trials: u64,
    /// How many accepted results.
    pub results: u64,
    /// The file of the database.
    pub database: Piece,
    /// Checkpoints and weights.
    pub objects: Vec<Piece>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The BLAKE3 of its bytes in hexadecimal; of an object, its name too.
    pub hash: String,
    /// How many bytes it has.
    pub size: u64,
}

/// What can go wrong with a backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Something is where the backup, or what is restored, is to come.
    #[error("{} is there already", .0.display())]
    IsThere(PathBuf),
    /// The folder is none that Dwell wrote.
    #[error("{} is no backup: {reason}", .path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Something of the backup is missing, or is not what it was.
    #[error("the backup {} is torn: {reason}", .path.display())]
    Torn {
        /// The folder.
        path: PathBuf,
        /// What is missing or other.
        reason: String,
    },
    /// A later version wrote it.
    #[error("a newer version of dwell, {version}, wrote the backup")]
    Newer {
        /// That version.
        version: String,
    },
    /// The backup is of one engine, and the database to fill of another.
    #[error("the backup is of {backup}, the database to fill of {target}")]
    OtherEngine {
        /// What kept the database.
        backup: String,
        /// What is to keep it.
        target: &'static str,
    },
    /// An object that the database names is not there, or is not what it is named.
    #[error("{name}, which trial {trial} needs, {what}")]
    Object {
        /// Its name.
        name: String,
        /// The trial.
        trial: dwell_domain::TrialId,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A file cannot be read or written.
    #[error("cannot use {}: {source}", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A place of objects cannot be used.
    #[error(transparent)]
    Coordinator(#[from] CoordinatorError),
    /// The database cannot be read or filled.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    /// A file or folder cannot be used.
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }
}

impl From<Bytes> for Piece {
    fn from(bytes: Bytes) -> Self {
        Self {
            hash: bytes.hash,
            size: bytes.size,
        }
    }
}

/// A folder in the making, beside the place that it is to have. It goes when it is dropped, unless it
/// got there.
struct Staging {
    folder: PathBuf,
    place: PathBuf,
}

impl Staging {
    /// Makes the folder; nothing but an empty folder may be at the place.
    fn for_place(place: &Path) -> Result<Self, BackupError> {
        let is_free = match fs::read_dir(place) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        let name = place.file_name().filter(|_| is_free);
        let name = name.ok_or_else(|| BackupError::IsThere(place.to_owned()))?;
        let mut name = name.to_owned();
        name.push(format!(".partial-{}", std::process::id()));
        let staging = Self {
            folder: place.with_file_name(name),
            place: place.to_owned(),
        };
        let made = fs::create_dir_all(staging.folder.join(OBJECTS));
        made.map_err(BackupError::file(&staging.folder))?;
        Ok(staging)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Gives the folder its place, whole, and sees to it that it stays there.
    fn publish(self) -> Result<(), BackupError> {
        let parent = match self.place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        for folder in [&self.path(OBJECTS), &self.folder] {
            sync(folder)?;
        }
        fs::rename(&self.folder, &self.place).map_err(BackupError::file(&self.place))?;
        sync(parent)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // It is not there any more once it got its place.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Makes what was written to a file or folder outlive a power cut.
fn sync(path: &Path) -> Result<(), BackupError> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(BackupError::file(path))
}
