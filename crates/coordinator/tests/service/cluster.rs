//! A coordinator on a temporary data folder, and clients to it.

use std::{
    future::Future,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use dwell_coordinator::{Coordinator, CoordinatorError, DataFolder, Database, Settings};
use dwell_proto::v1::{
    self, cluster_service_client::ClusterServiceClient, result_service_client::ResultServiceClient,
    sweep_service_client::SweepServiceClient, worker_service_client::WorkerServiceClient,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;

use crate::fake_worker::FakeWorker;

/// Longer than any step of a test takes, on the slowest of machines.
const PATIENCE: Duration = Duration::from_secs(20);

/// Leases that outlive every test.
pub(crate) const LONG: Duration = Duration::from_mins(10);

/// Six trials: `none` at two seeds, and `act` at two ponder costs and two seeds.
pub(crate) const SPEC: &str = r#"
name = "small"
tasks = [{ kind = "parity", bits = 8 }]

[model]
cell = "rnn"
hidden = 8
max_ponder = 10
halting = ["none", "act"]

[train]
batch = 8
updates = 100
learning_rate = 1e-3

[search]
ponder_cost = [1e-3, 1e-1]
seeds = 2
"#;

/// A sweep of one trial.
pub(crate) fn one_trial(name: &str) -> String {
    let spec = SPEC.replace("\"small\"", &format!("\"{name}\""));
    spec.replace("[\"none\", \"act\"]", "[\"none\"]")
        .replace("ponder_cost = [1e-3, 1e-1]\n", "")
        .replace("seeds = 2", "seeds = 1")
}

pub(crate) struct Cluster {
    settings: Settings,
    dir: TempDir,
    serving: Serving,
}

struct Serving {
    address: SocketAddr,
    shutdown: CancellationToken,
    task: JoinHandle<Result<(), CoordinatorError>>,
}

impl Cluster {
    /// With leases of this length.
    pub(crate) async fn start(lease_ttl: Duration) -> Self {
        let settings = Settings {
            lease_ttl,
            ..Settings::default()
        };
        Self::start_with(settings).await
    }

    /// The same on this database.
    pub(crate) async fn start_on(database: &Database, lease_ttl: Duration) -> Self {
        let settings = Settings {
            lease_ttl,
            database: Some(database.clone()),
            ..Settings::default()
        };
        Self::start_with(settings).await
    }

    /// With these settings.
    pub(crate) async fn start_with(settings: Settings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let serving = serve(DataFolder::new(dir.path()), settings.clone()).await;
        Self {
            settings,
            dir,
            serving,
        }
    }

    pub(crate) fn folder(&self) -> DataFolder {
        DataFolder::new(self.dir.path())
    }

    /// Where it keeps sweeps.
    pub(crate) fn database(&self) -> Database {
        let own = || Database::Sqlite(self.folder().database());
        self.settings.database.clone().unwrap_or_else(own)
    }

    /// Where the objects of its database lie in a folder.
    pub(crate) async fn objects_in(&self, place: &Path) -> PathBuf {
        place.join(self.database().identity().await.unwrap().to_string())
    }

    /// Where they lie in its data folder.
    pub(crate) async fn objects(&self) -> PathBuf {
        self.objects_in(&self.folder().checkpoints()).await
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.serving.address
    }

    /// Ends the coordinator; a new one on the same folder takes over.
    pub(crate) async fn restart(&mut self) {
        self.serving.shutdown.cancel();
        (&mut self.serving.task).await.unwrap().unwrap();
        self.serving = serve(self.folder(), self.settings.clone()).await;
    }

    /// Ends the coordinator.
    pub(crate) async fn stop(self) {
        self.serving.shutdown.cancel();
        self.serving.task.await.unwrap().unwrap();
    }

    /// Tells the coordinator to end, and does not wait for it.
    pub(crate) fn ask_to_stop(&self) {
        self.serving.shutdown.cancel();
    }

    pub(crate) async fn channel(&self) -> Channel {
        let endpoint = Channel::from_shared(format!("http://{}", self.address())).unwrap();
        endpoint.connect().await.unwrap()
    }

    pub(crate) async fn sweeps(&self) -> SweepServiceClient<Channel> {
        SweepServiceClient::new(self.channel().await)
    }

    pub(crate) async fn results(&self) -> ResultServiceClient<Channel> {
        ResultServiceClient::new(self.channel().await)
    }

    pub(crate) async fn workers(&self) -> WorkerServiceClient<Channel> {
        WorkerServiceClient::new(self.channel().await)
    }

    pub(crate) async fn status(&self) -> ClusterServiceClient<Channel> {
        ClusterServiceClient::new(self.channel().await)
    }

    /// A worker with one slot, registered.
    pub(crate) async fn worker(&self, lanes: u32) -> FakeWorker {
        FakeWorker::register(self.workers().await, lanes).await
    }

    /// Submits a spec that is right.
    pub(crate) async fn submit(&self, spec: &str) -> v1::Sweep {
        let response = self.try_submit(spec).await;
        assert_eq!(response.diagnostics, []);
        response.sweep.unwrap()
    }

    /// Submits a spec that may have mistakes.
    pub(crate) async fn try_submit(&self, spec: &str) -> v1::SubmitResponse {
        let request = v1::SubmitRequest {
            spec: spec.into(),
            ..Default::default()
        };
        let response = self.sweeps().await.submit(request).await;
        response.unwrap().into_inner()
    }

    /// The last sweep as it stands.
    pub(crate) async fn last(&self) -> v1::Sweep {
        let request = v1::GetSweepRequest {
            sweep: "last".into(),
        };
        let sweep = self.sweeps().await.get(request).await.unwrap();
        sweep.into_inner()
    }

    /// The trial with this number in the last sweep.
    pub(crate) async fn trial(&self, number: u64) -> v1::TrialDetail {
        let request = v1::TrialRequest {
            trial: format!("last/{number}"),
        };
        let detail = self.results().await.trial(request).await.unwrap();
        detail.into_inner()
    }
}

async fn serve(folder: DataFolder, settings: Settings) -> Serving {
    let coordinator = Coordinator::open(folder, settings).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let task = tokio::spawn(coordinator.serve(listener, shutdown.clone()));
    Serving {
        address,
        shutdown,
        task,
    }
}

/// What a step gives, as long as it ends at all.
pub(crate) async fn soon<T>(step: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, step)
        .await
        .expect("the step ends")
}

/// Asks again and again until the answer is yes.
pub(crate) async fn until<F: Future<Output = bool>>(mut holds: impl FnMut() -> F) {
    soon(async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}
