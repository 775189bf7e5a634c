//! Opens a data folder and serves it until told to end.

use std::{net::SocketAddr, sync::Arc, time::SystemTime};

use dwell_store::{
    Database, Store, StoreError,
    rows::{TokenRow, TokenStanding},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::transport::{ServerTlsConfig, server::TcpIncoming};

use crate::{
    CoordinatorError, DataFolder, Settings, access::ServerTls, checkpoints::Checkpoints,
    clock::Clock, folder::FolderLock, place::Place, replica::Replica,
};

/// The only coordinator of a data folder, from [`Coordinator::open`] until it is dropped.
pub struct Coordinator {
    settings: Settings,
    store: Arc<dyn Store>,
    checkpoints: Checkpoints,
    lock: FolderLock,
    /// Held where the database is a file in another folder.
    database_lock: Option<FolderLock>,
    tls: Option<ServerTlsConfig>,
}

impl Coordinator {
    /// Locks the folder, creating what is missing in it, and opens what it holds, or the database
    /// that was chosen instead of its own.
    pub async fn open(folder: DataFolder, settings: Settings) -> Result<Self, CoordinatorError> {
        let tls = settings.tls.as_ref().map(ServerTls::read).transpose()?;
        let lock = folder.lock().await?;
        let folder = lock.folder();
        let database = settings.database.clone();
        let database = database.unwrap_or_else(|| Database::Sqlite(folder.database()));
        let database_lock = lock_of(&database, folder).await?;
        let store = database.open().await?;
        let place = settings.checkpoints.clone();
        let place = place.unwrap_or_else(|| Place::Own(folder.checkpoints()));
        let checkpoints = Checkpoints::in_place(place, store.identity().await?).await?;
        let now = Clock::start(SystemTime::now()).now();
        checkpoints.sweep(&*store, now).await?;
        Ok(Self {
            settings,
            store,
            checkpoints,
            lock,
            database_lock,
            tls,
        })
    }

    /// Where it keeps sweeps and results, for people.
    pub fn database(&self) -> String {
        self.store.describe()
    }

    /// Where it keeps checkpoints, for people.
    pub fn checkpoints(&self) -> String {
        self.checkpoints.describe()
    }

    /// Serves every call on `listener` until `shutdown`; then waiting calls end at once, and what
    /// is in progress gets a moment to finish.
    pub async fn serve(
        mut self,
        listener: TcpListener,
        shutdown: CancellationToken,
    ) -> Result<(), CoordinatorError> {
        let address = listener.local_addr().map_err(CoordinatorError::Listen)?;
        self.may_listen(address).await?;
        let asks_for_tokens = self.asks_for_tokens(address);
        if asks_for_tokens && !self.has_valid_token().await? {
            tracing::warn!("nobody is let in before `dwell token create` makes a valid token");
        }
        if !asks_for_tokens && !address.ip().is_loopback() {
            tracing::warn!(%address, "everybody who can reach this address is let in");
        }
        let speaks_tls = self.tls.is_some();
        self.lock.announce(address, speaks_tls)?;
        if let Some(lock) = &mut self.database_lock {
            lock.announce(address, speaks_tls)?;
        }
        let (store, checkpoints) = (self.store.describe(), self.checkpoints.describe());
        tracing::info!(%address, store, checkpoints, tls = speaks_tls, tokens = asks_for_tokens, "the coordinator serves");
        let corpora = self.settings.corpora.clone();
        let replica = Replica {
            store: self.store,
            checkpoints: self.checkpoints,
            corpora: corpora.unwrap_or_else(|| self.lock.folder().corpora()),
            settings: self.settings,
            tls: self.tls,
            asks_for_tokens,
            wall_clock: Arc::new(SystemTime::now),
        };
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        let served = replica.serve(incoming, shutdown).await;
        tracing::info!(%address, "the coordinator has ended");
        served
    }

    /// Whether others can reach an address, and are not to be let in without a word.
    fn is_exposed(&self, address: SocketAddr) -> bool {
        !address.ip().is_loopback() && !self.settings.insecure
    }

    fn asks_for_tokens(&self, address: SocketAddr) -> bool {
        self.settings.require_tokens || self.is_exposed(address)
    }

    /// Refuses an address where it would be unsafe, or of no use.
    pub async fn may_listen(&self, address: SocketAddr) -> Result<(), CoordinatorError> {
        let is_exposed = self.is_exposed(address);
        if is_exposed && self.settings.tls.is_none() {
            return Err(CoordinatorError::Exposed { address });
        }
        if !self.asks_for_tokens(address) || self.has_valid_token().await? {
            return Ok(());
        }
        let tls = self.settings.tls.as_ref();
        // Strangers cannot even connect where clients need certificates, and tokens can be made later.
        let keeps_strangers_out = tls.is_some_and(|tls| tls.client_authority.is_some());
        if is_exposed && !keeps_strangers_out {
            return Err(CoordinatorError::NoToken { address });
        }
        Ok(())
    }

    async fn has_valid_token(&self) -> Result<bool, StoreError> {
        let now = Clock::start(SystemTime::now()).now();
        let tokens = self.store.tokens().await?;
        let is_valid = |row: &TokenRow| row.standing(now) == TokenStanding::Valid;
        Ok(tokens.iter().any(is_valid))
    }
}

/// The lock of the folder that a database file lies in, unless it is the data folder, which is
/// locked: one file has one coordinator, whatever data folders there are.
async fn lock_of(
    database: &Database,
    data: &DataFolder,
) -> Result<Option<FolderLock>, CoordinatorError> {
    match folder_of(database) {
        Some(folder) if !folder.is(data) => Ok(Some(folder.lock().await?)),
        _ => Ok(None),
    }
}

/// The lock of the folder that a database file lies in, which is made where it is missing.
pub(crate) async fn lock_beside(
    database: &Database,
) -> Result<Option<FolderLock>, CoordinatorError> {
    match folder_of(database) {
        Some(folder) => Ok(Some(folder.lock().await?)),
        None => Ok(None),
    }
}

fn folder_of(database: &Database) -> Option<DataFolder> {
    let Database::Sqlite(path) = database else {
        return None;
    };
    Some(match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => DataFolder::new(folder),
        _ => DataFolder::new("."),
    })
}
