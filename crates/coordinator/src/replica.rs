//! What serves: every gRPC service over a store, on whatever connections come in, with what is done
//! in the background. It keeps nothing of its own, so any number of them may share a database; the
//! folder and the lock of a coordinator are left to [`crate::Coordinator`].

use std::{
    io,
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime},
};

use dwell_proto::v1::{
    cluster_service_server::ClusterServiceServer, result_service_server::ResultServiceServer,
    sweep_service_server::SweepServiceServer, worker_service_server::WorkerServiceServer,
};
use dwell_store::Store;
use futures::Stream;
use object_store::ObjectStore;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{
    server::NamedService,
    service::Routes,
    transport::{Server, ServerTlsConfig, server::Connected},
};
use tower::layer::layer_fn;

use crate::{
    CoordinatorError, Settings,
    access::{Gate, Guard},
    changes::Changes,
    checkpoints::Checkpoints,
    clock::{Clock, WallClock},
    core::Core,
    limits, news, reaper,
    service::{
        cluster::Cluster, result::Results, sweep::Sweeps, tradeoff::KeptTradeoffs, worker::Workers,
    },
    slots::Slots,
};

/// Pings keep connections open, gently; whether a worker lives is for its reports to show.
const PING_EVERY: Duration = Duration::from_secs(45);
const PING_PATIENCE: Duration = Duration::from_secs(20);

/// Calls that are still open this long after the end was asked for are cut off.
const DRAIN: Duration = Duration::from_secs(3);

/// A connection that can be served.
pub trait Connection: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static {}

impl<C: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static> Connection for C {}

/// One of perhaps several that serve a store.
pub struct Replica {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) checkpoints: Checkpoints,
    pub(crate) corpora: PathBuf,
    pub(crate) settings: Settings,
    pub(crate) tls: Option<ServerTlsConfig>,
    /// Each call needs a token.
    pub(crate) asks_for_tokens: bool,
    pub(crate) wall_clock: WallClock,
}

impl Replica {
    /// Serves `store`, and keeps checkpoints in `objects`, which it does not sweep. What its connections
    /// are, TLS or not, is the caller's business.
    pub fn new(store: Arc<dyn Store>, objects: Arc<dyn ObjectStore>, settings: Settings) -> Self {
        Self {
            store,
            checkpoints: Checkpoints::in_store(objects),
            corpora: settings.corpora.clone().unwrap_or_default(),
            tls: None,
            asks_for_tokens: settings.require_tokens,
            settings,
            wall_clock: Arc::new(SystemTime::now),
        }
    }

    /// The same by another time of the day than the system's, which it looks at once, when it begins
    /// to serve.
    #[must_use]
    pub fn with_wall_clock(self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        let wall_clock = Arc::new(clock);
        Self { wall_clock, ..self }
    }

    /// Serves every call on the connections that come in, until `shutdown`; then waiting calls end
    /// at once, and what is in progress gets a moment to finish. The store is closed at the end.
    pub async fn serve<C: Connection>(
        self,
        incoming: impl Stream<Item = io::Result<C>>,
        shutdown: CancellationToken,
    ) -> Result<(), CoordinatorError> {
        let clock = Clock::start((self.wall_clock)());
        let store = Arc::clone(&self.store);
        let guard = || Arc::new(Guard::new(store, clock));
        let guard = self.asks_for_tokens.then(guard);
        let core = Arc::new(Core {
            store: self.store,
            checkpoints: self.checkpoints,
            corpora: self.corpora,
            clock,
            settings: self.settings,
            slots: Slots::default(),
            tradeoffs: KeptTradeoffs::default(),
            work: Changes::new(),
            progress: Changes::new(),
            // A child: when serving fails, the background tasks end without the caller's doing.
            shutdown: shutdown.child_token(),
        });
        core.store.rearm_leases(core.lease_until()).await?;

        let background = TaskTracker::new();
        background.spawn(reaper::expire_leases(Arc::clone(&core)));
        background.spawn(reaper::remove_checkpoints(Arc::clone(&core)));
        background.spawn(reaper::sweep_checkpoints(Arc::clone(&core)));
        background.spawn(news::tell(Arc::clone(&core)));
        background.spawn(news::hear(Arc::clone(&core)));
        background.close();
        let served = answer(&core, self.tls, guard, incoming).await;
        core.shutdown.cancel();
        background.wait().await;
        core.store.close().await;
        served
    }
}

/// Serves until the end is asked for, and a little longer for calls in progress.
async fn answer<C: Connection>(
    core: &Arc<Core>,
    tls: Option<ServerTlsConfig>,
    guard: Option<Arc<Guard>>,
    incoming: impl Stream<Item = io::Result<C>>,
) -> Result<(), CoordinatorError> {
    let shutdown = core.shutdown.clone();
    let mut server = Server::builder();
    if let Some(tls) = tls {
        server = server.tls_config(tls)?;
    }
    let serving = server
        .http2_keepalive_interval(Some(PING_EVERY))
        .http2_keepalive_timeout(Some(PING_PATIENCE))
        .layer(layer_fn(move |service| {
            Gate::before(service, guard.clone())
        }))
        .add_routes(routes(core).await)
        .serve_with_incoming_shutdown(incoming, shutdown.clone().cancelled_owned());
    let too_long = async {
        shutdown.cancelled().await;
        sleep(DRAIN).await;
    };
    tokio::select! {
        biased;
        served = serving => Ok(served?),
        () = too_long => {
            tracing::warn!("calls that were still open have been cut off");
            Ok(())
        }
    }
}

/// Every service, with health and reflection.
async fn routes(core: &Arc<Core>) -> Routes {
    let sweeps = SweepServiceServer::new(Sweeps(Arc::clone(core)))
        .max_decoding_message_size(limits::MESSAGE_BYTES);
    let workers = WorkerServiceServer::new(Workers(Arc::clone(core)))
        .max_decoding_message_size(limits::MESSAGE_BYTES);
    let results = ResultServiceServer::new(Results(Arc::clone(core)))
        .max_decoding_message_size(limits::MESSAGE_BYTES);
    let cluster = ClusterServiceServer::new(Cluster(Arc::clone(core)))
        .max_decoding_message_size(limits::MESSAGE_BYTES);

    let (health, health_service) = tonic_health::server::health_reporter();
    for service in [
        named(&sweeps),
        named(&workers),
        named(&results),
        named(&cluster),
    ] {
        let serving = tonic_health::ServingStatus::Serving;
        health.set_service_status(service, serving).await;
    }
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(dwell_proto::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()
        .expect("the descriptors were compiled with this program");

    let mut routes = Routes::builder();
    routes
        .add_service(sweeps)
        .add_service(workers)
        .add_service(results)
        .add_service(cluster)
        .add_service(health_service)
        .add_service(reflection);
    routes.routes()
}

fn named<S: NamedService>(_: &S) -> &'static str {
    S::NAME
}
