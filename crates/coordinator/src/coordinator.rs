//! Opens a data folder and serves it until told to end.

use std::sync::Arc;

use dwell_store::{Database, Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::server::TcpIncoming;

use crate::{
    CoordinatorError, DataFolder, Settings, checkpoints::Checkpoints, folder::FolderLock,
    replica::Replica,
};

/// The only coordinator of a data folder, from [`Coordinator::open`] until it is dropped.
pub struct Coordinator {
    settings: Settings,
    store: Arc<dyn Store>,
    checkpoints: Checkpoints,
    lock: FolderLock,
    /// Held where the database is a file in another folder.
    database_lock: Option<FolderLock>,
}

impl Coordinator {
    /// Locks the folder, creating what is missing in it, and opens what it holds, or the database
    /// that was chosen instead of its own.
    pub async fn open(folder: DataFolder, settings: Settings) -> Result<Self, CoordinatorError> {
        let lock = folder.lock().await?;
        let folder = lock.folder();
        let database = settings.database.clone();
        let database = database.unwrap_or_else(|| Database::Sqlite(folder.database()));
        let database_lock = lock_of(&database, folder).await?;
        let store = database.open().await?;
        let checkpoints = Checkpoints::in_folder(&folder.checkpoints())?;
        checkpoints.remove_leftovers(&*store).await?;
        Ok(Self {
            settings,
            store,
            checkpoints,
            lock,
            database_lock,
        })
    }

    /// Where it keeps sweeps and results, for people.
    pub fn database(&self) -> String {
        self.store.describe()
    }

    /// Serves every call on `listener` until `shutdown`; then waiting calls end at once, and what
    /// is in progress gets a moment to finish.
    pub async fn serve(
        mut self,
        listener: TcpListener,
        shutdown: CancellationToken,
    ) -> Result<(), CoordinatorError> {
        let address = listener.local_addr().map_err(CoordinatorError::Listen)?;
        if !address.ip().is_loopback() && !self.settings.insecure {
            return Err(CoordinatorError::Exposed { address });
        }
        self.lock.announce(address)?;
        if let Some(lock) = &mut self.database_lock {
            lock.announce(address)?;
        }
        tracing::info!(%address, store = self.store.describe(), "the coordinator serves");
        let corpora = self.settings.corpora.clone();
        let replica = Replica {
            store: self.store,
            checkpoints: self.checkpoints,
            corpora: corpora.unwrap_or_else(|| self.lock.folder().corpora()),
            settings: self.settings,
        };
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        let served = replica.serve(incoming, shutdown).await;
        tracing::info!(%address, "the coordinator has ended");
        served
    }
}

/// The lock of the folder that a database file lies in, unless it is the data folder, which is
/// locked: one file has one coordinator, whatever data folders there are.
async fn lock_of(
    database: &Database,
    data: &DataFolder,
) -> Result<Option<FolderLock>, CoordinatorError> {
    let Database::Sqlite(path) = database else {
        return Ok(None);
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => DataFolder::new(folder),
        _ => DataFolder::new("."),
    };
    if folder.is(data) {
        return Ok(None);
    }
    Ok(Some(folder.lock().await?))
}
