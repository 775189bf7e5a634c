//! The data folder: where a coordinator keeps everything, and the lock that makes it the only one.
//!
//! ```text
//! dwell.db           the store, unless it is kept in another database
//! checkpoints/       checkpoints and weights, each under the id of the database and the hash of
//!                    its bytes, unless they are kept elsewhere
//! corpora/           the texts that this machine has, unless they are kept elsewhere
//! coordinator.lock   locked by the operating system while a coordinator lives; says which one
//! ```

use std::{
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::CoordinatorError;

/// A folder that holds a coordinator's data, or may come to do so. Nothing is created by naming it.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
}

/// The coordinator that has a data folder, as its lock file tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// The name of its host.
    pub host: String,
    /// Where it can be reached; `None` before it listens.
    pub address: Option<SocketAddr>,
    /// Its version of Dwell.
    pub version: String,
    /// It speaks TLS.
    #[serde(default)]
    pub tls: bool,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pid == 0 {
            return f.write_str("a coordinator that is just starting");
        }
        write!(
            f,
            "the coordinator with process id {} on {}",
            self.pid, self.host
        )?;
        match self.address {
            Some(address) => write!(f, ", at {address}"),
            None => Ok(()),
        }
    }
}

impl DataFolder {
    /// The folder at this path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether both are the same folder, which exists.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let canonical = |folder: &Self| fs::canonicalize(&folder.path).ok();
        canonical(self).is_some_and(|path| canonical(other) == Some(path))
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.path.join("dwell.db")
    }

    /// The folder of checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.path.join("checkpoints")
    }

    /// The folder of corpora, unless another one is chosen.
    pub fn corpora(&self) -> PathBuf {
        self.path.join("corpora")
    }

    /// The lock file.
    pub fn lock_file(&self) -> PathBuf {
        self.path.join("coordinator.lock")
    }

    /// Whether a coordinator ever kept data here; if not, there are no sweeps.
    pub fn exists(&self) -> bool {
        self.database().is_file()
    }

    /// Where the live coordinator of this folder listens, and whether it speaks TLS; `None` when there
    /// is none, or when it does not listen yet.
    pub fn live_coordinator(&self) -> Result<Option<(SocketAddr, bool)>, CoordinatorError> {
        let mut file = match File::open(self.lock_file()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unusable(error)),
        };
        // An orderly end leaves the file empty, so the lock is rarely touched for nothing.
        let holder = read_holder(&mut file);
        let Some(address) = holder.address else {
            return Ok(None);
        };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Ok(Some((address, holder.tls))),
            Err(TryLockError::Error(error)) => Err(self.unusable(error)),
            Ok(()) => Ok(None),
        }
    }

    /// Creates the folder where it is missing and makes the caller its only coordinator.
    pub(crate) async fn lock(self) -> Result<FolderLock, CoordinatorError> {
        fs::create_dir_all(&self.path).map_err(|source| CoordinatorError::Folder {
            path: self.path.clone(),
            source,
        })?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.lock_file())
            .map_err(|error| self.unusable(error))?;
        self.acquire(&mut file).await?;
        let mut lock = FolderLock {
            file,
            folder: self,
            holder: Holder {
                pid: std::process::id(),
                host: gethostname::gethostname().to_string_lossy().into_owned(),
                address: None,
                version: env!("CARGO_PKG_VERSION").to_owned(),
                tls: false,
            },
        };
        lock.write()?;
        Ok(lock)
    }

    /// Locks the file. Someone who looks for a live coordinator holds the lock for an instant, so
    /// a few tries are made before it counts as taken.
    async fn acquire(&self, file: &mut File) -> Result<(), CoordinatorError> {
        const TRIES: u32 = 10;
        const PAUSE: Duration = Duration::from_millis(20);
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::Error(error)) => return Err(self.unusable(error)),
            }
        }
        Err(CoordinatorError::Locked {
            folder: self.path.clone(),
            holder: read_holder(file),
        })
    }

    fn unusable(&self, source: io::Error) -> CoordinatorError {
        CoordinatorError::Folder {
            path: self.lock_file(),
            source,
        }
    }
}

/// Who holds the lock; nobody known while the file is empty or half-written.
fn read_holder(file: &mut File) -> Holder {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    match read {
        Ok(_) => serde_json::from_str(&text).unwrap_or_default(),
        Err(_) => Holder::default(),
    }
}

/// Makes its owner the folder's only coordinator until it is dropped, or the process ends.
#[derive(Debug)]
pub(crate) struct FolderLock {
    file: File,
    folder: DataFolder,
    holder: Holder,
}

impl FolderLock {
    /// The folder that is locked.
    pub(crate) fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// Tells others where the coordinator can be reached.
    pub(crate) fn announce(
        &mut self,
        listening: SocketAddr,
        tls: bool,
    ) -> Result<(), CoordinatorError> {
        self.holder.address = Some(reachable(listening));
        self.holder.tls = tls;
        self.write()
    }

    fn write(&mut self) -> Result<(), CoordinatorError> {
        let text = serde_json::to_string(&self.holder).expect("a holder is plain data");
        let written = self
            .file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(text.as_bytes()));
        written.map_err(|error| self.folder.unusable(error))
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Only saves others a look at the lock, which the closing of the file releases anyway.
        drop(self.file.set_len(0));
    }
}

/// The address by which this machine reaches a socket that listens on any.
fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty_folder() -> (tempfile::TempDir, DataFolder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(dir.path().join("data"));
        (dir, folder)
    }

    fn listening() -> SocketAddr {
        "127.0.0.1:7070".parse().unwrap()
    }

    #[test]
    fn looking_at_a_folder_creates_nothing() {
        let (_dir, folder) = empty_folder();
        assert!(!folder.exists());
        assert_eq!(folder.live_coordinator().unwrap(), None);
        assert!(!folder.path().exists());
    }

    #[tokio::test]
    async fn a_second_coordinator_is_refused_and_told_of_the_first() {
        let (_dir, folder) = empty_folder();
        let mut first = folder.clone().lock().await.unwrap();
        first.announce(listening(), false).unwrap();
        let refused = folder.clone().lock().await.unwrap_err().to_string();
        let pid = std::process::id();
        assert!(
            refused.contains(&format!("process id {pid} on ")),
            "{refused}"
        );
        assert!(refused.ends_with(", at 127.0.0.1:7070"), "{refused}");
    }

    #[tokio::test]
    async fn a_live_coordinator_is_found_until_it_ends() {
        let (_dir, folder) = empty_folder();
        let mut lock = folder.clone().lock().await.unwrap();
        assert_eq!(folder.live_coordinator().unwrap(), None);
        lock.announce(listening(), true).unwrap();
        assert_eq!(
            folder.live_coordinator().unwrap(),
            Some((listening(), true))
        );
        drop(lock);
        assert_eq!(folder.live_coordinator().unwrap(), None);
    }

    #[test]
    fn what_a_killed_coordinator_left_behind_is_not_alive() {
        let (_dir, folder) = empty_folder();
        fs::create_dir_all(folder.path()).unwrap();
        let left = Holder {
            pid: 1,
            address: Some(listening()),
            ..Holder::default()
        };
        fs::write(folder.lock_file(), serde_json::to_vec(&left).unwrap()).unwrap();
        assert_eq!(folder.live_coordinator().unwrap(), None);
    }

    #[test]
    fn a_socket_on_any_address_is_reached_by_loopback() {
        let any = "0.0.0.0:7070".parse().unwrap();
        assert_eq!(reachable(any), listening());
    }
}
