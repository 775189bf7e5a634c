//! The folders where checkpoints and final weights lie, looked at from outside: perhaps under a
//! coordinator that writes to them, so nothing here changes anything.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::CoordinatorError;

/// The folders of one coordinator, or of several that share a database.
#[derive(Clone, Debug)]
pub(crate) struct ObjectFolders(Vec<PathBuf>);

/// What an object's bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bytes {
    /// How many.
    pub(crate) size: u64,
    /// Their BLAKE3 in hexadecimal, which is to be their name.
    pub(crate) hash: String,
}

impl ObjectFolders {
    /// These folders, of which some may not be there.
    pub(crate) fn new(folders: Vec<PathBuf>) -> Self {
        Self(folders)
    }

    /// The names of all objects; what is still being received is none yet.
    pub(crate) fn names(&self) -> Result<BTreeSet<String>, CoordinatorError> {
        let mut names = BTreeSet::new();
        for folder in &self.0 {
            let unusable = |source| CoordinatorError::Folder {
                path: folder.clone(),
                source,
            };
            let entries = match fs::read_dir(folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries.map_err(unusable)?,
            };
            for entry in entries {
                let name = entry.map_err(unusable)?.file_name();
                let name = name.to_string_lossy();
                // An upload goes to `NAME#NUMBER` and gets its name when it is whole.
                if !name.contains('#') {
                    names.insert(name.into_owned());
                }
            }
        }
        Ok(names)
    }

    /// Whether an object is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|folder| folder.join(name).is_file())
    }

    /// Opens an object; `None` where it is not, or no longer.
    pub(crate) fn open(&self, name: &str) -> Result<Option<(PathBuf, File)>, CoordinatorError> {
        for path in self.0.iter().map(|folder| folder.join(name)) {
            match File::open(&path) {
                Ok(file) => return Ok(Some((path, file))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(CoordinatorError::Folder { path, source }),
            }
        }
        Ok(None)
    }

    /// Reads an object; `None` where it is not, or no longer.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Bytes>, CoordinatorError> {
        let Some((path, file)) = self.open(name)? else {
            return Ok(None);
        };
        let read = Bytes::of(file);
        Ok(Some(read.map_err(|source| CoordinatorError::Folder {
            path,
            source,
        })?))
    }
}

impl Bytes {
    /// Those of a file, to its end.
    pub(crate) fn of(file: File) -> io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(file)?;
        Ok(Self::told_by(&hasher))
    }

    /// Those of the file at a path.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        Self::of(File::open(path)?)
    }

    /// Those that went through a hasher.
    pub(crate) fn told_by(hasher: &blake3::Hasher) -> Self {
        Self {
            size: hasher.count(),
            hash: hasher.finalize().to_hex().to_string(),
        }
    }
}
