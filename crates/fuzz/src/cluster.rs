//! A coordinator that keeps a small sweep in memory, half of it handed to a worker. All its ids are
//! known, so that calls can name them.

use std::{
    future::ready,
    io,
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime},
};

use dwell_coordinator::{Replica, Settings};
use dwell_domain::{
    Attempt, ConfigurationId, Micros, Pick, SweepId, TrialId, WorkerId,
    spec::{Spec, parse},
};
use dwell_search::{plan, predicted_cost};
use dwell_store::{
    MemoryStore, Store, Wrong,
    rows::{Claim, NewConfiguration, NewSweep, NewTrial, NewWorker, SlotOffer},
};
use futures::stream;
use http::{Request, header::CONTENT_TYPE};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use object_store::memory::InMemory;
use tokio::time::timeout;
use tokio_stream::StreamExt as _;
use tokio_util::sync::CancellationToken;
use tonic::{
    Code, Status,
    body::Body,
    transport::{Channel, Endpoint, Uri},
};
use tower::{Service as _, ServiceExt as _, service_fn};
use uuid::Uuid;

/// What is trained: four trials in two configurations.
const SPEC: &str = r#"
name = "small"
tasks = [{ kind = "parity", bits = 2 }]
model = { cell = "rnn", hidden = 2, max_ponder = 5, halting = ["none", "act"] }
train = { batch = 2, updates = 100, learning_rate = 1e-3 }
search = { ponder_cost = [1e-2], seeds = 2 }
"#;

/// When everything begins, since the Unix epoch.
const DAWN: Duration = Duration::from_secs(2_000_000_000);

/// Longer than anything takes that ends.
const PATIENCE: Duration = Duration::from_mins(1);

/// Bytes that wait in a connection.
const CONNECTION: usize = 64 << 10;

/// The cluster, as long as its runtime.
pub(crate) struct Cluster {
    store: Arc<MemoryStore>,
    way: Channel,
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        let store = Arc::new(MemoryStore::new());
        furnish(&store).await;
        let settings = Settings {
            corpora: Some(PathBuf::from("there are no corpora")),
            ..Settings::default()
        };
        let replica = Replica::new(
            Arc::<MemoryStore>::clone(&store),
            Arc::new(InMemory::new()),
            settings,
        );
        let replica = replica.with_wall_clock(|| SystemTime::UNIX_EPOCH + DAWN);
        let (ours, theirs) = tokio::io::duplex(CONNECTION);
        let incoming = stream::iter([Ok::<_, io::Error>(theirs)]).chain(stream::pending());
        tokio::spawn(replica.serve(incoming, CancellationToken::new()));
        let mut ours = Some(TokioIo::new(ours));
        let connector = service_fn(move |_: Uri| {
            let connected = ours.take().ok_or(io::ErrorKind::ConnectionRefused);
            ready(connected.map_err(io::Error::from))
        });
        let way = Endpoint::from_static("http://coordinator");
        let way = way.connect_with_connector_lazy(connector);
        Self { store, way }
    }

    /// Makes a call, and looks at what came of it.
    pub(crate) async fn make(&self, path: &str, sent: Vec<u8>) {
        let before = format!("{:?}", self.store);
        let Some(status) = self.ask(path, sent).await else {
            return;
        };
        let is_expected = match status.code() {
            // tonic says so of what is no message, and of what is not framed as one.
            Code::Internal => {
                let said = ["decod", "protocol error", "Missing request message"];
                said.iter().any(|words| status.message().contains(words))
            }
            Code::Unknown | Code::DataLoss | Code::Unavailable => false,
            _ => true,
        };
        assert!(is_expected, "{path}: {status:?}");
        if status.code() != Code::Ok {
            assert!(!status.message().is_empty(), "{path}: {status:?}");
            let after = format!("{:?}", self.store);
            assert!(after == before, "{path} changed something: {status:?}");
        }
    }

    /// What a call ends with; `None` for one that goes on.
    async fn ask(&self, path: &str, sent: Vec<u8>) -> Option<Status> {
        let request = Request::post(format!("http://coordinator{path}"))
            .header(CONTENT_TYPE, "application/grpc")
            .body(Body::new(Full::from(sent)))
            .expect("a path of the protocol is one");
        let mut way = self.way.clone();
        let way = way.ready().await.expect("the coordinator listens");
        let answer = way.call(request).await.expect("the coordinator answers");
        let (head, mut body) = answer.into_parts();
        let mut status = Status::from_header_map(&head.headers);
        while status.is_none() {
            let frame = timeout(PATIENCE, body.frame()).await.ok()?;
            let frame = frame.expect("it says how it ends").expect("it is whole");
            status = frame.trailers_ref().and_then(Status::from_header_map);
        }
        status
    }

    /// Whether nothing that is kept contradicts anything else. Whether a worker tells the truth of what
    /// it trained is for a check to find out: a result is taken whatever its digest.
    pub(crate) fn is_sound(&self) {
        let mut findings = self.store.inspect().findings;
        findings.retain(|finding| !matches!(finding.wrong, Wrong::Digest | Wrong::Evaluation));
        assert_eq!(findings, []);
    }
}

/// A sweep, and a worker that has two trials of it.
async fn furnish(store: &MemoryStore) {
    let spec = parse(SPEC).expect("it is right");
    let now = Micros(0).after(DAWN);
    let worker = WorkerId::from_uuid(Uuid::from_u128(1));
    let sweep = sweep(spec, now);
    let picks = sweep.configurations.iter().map(|planned| Pick {
        sweep: sweep.id,
        pack_key: planned.configuration.pack_key(),
        trials: 1,
    });
    let claim = Claim {
        worker,
        slot: 0,
        held: Vec::new(),
        picks: picks.collect(),
        // As the coordinator gives them anew when it starts.
        lease_until: now.after(Settings::default().lease_ttl),
        now,
    };
    let registered = store.register_worker(NewWorker {
        id: worker,
        host: "ada".to_owned(),
        pid: 1,
        version: "0.1.0".to_owned(),
        slots: vec![SlotOffer {
            index: 0,
            device: "cpu".to_owned(),
            lanes: 4,
        }],
        now,
    });
    registered.await.expect("it is new");
    store.submit(sweep).await.expect("it is new");
    let handed_out = store.claim(claim).await.expect("they wait");
    let attempts: Vec<Attempt> = handed_out.iter().map(|trial| trial.attempt).collect();
    assert_eq!(attempts, [Attempt(1); 2]);
}

fn sweep(spec: Spec, now: Micros) -> NewSweep {
    let mut ids = (1..).map(Uuid::from_u128);
    let mut id = || ids.next().expect("there is no end of ids");
    let plan = plan(&spec);
    let costs: Vec<f64> = plan.configurations.iter().map(predicted_cost).collect();
    let trials = plan.trials.iter().map(|trial| NewTrial {
        id: TrialId::from_uuid(id()),
        configuration: trial.configuration,
        seed: trial.seed,
        predicted_cost: costs[trial.configuration],
    });
    let trials = trials.collect();
    let configurations = plan.configurations.into_iter();
    let configurations = configurations.map(|configuration| NewConfiguration {
        id: ConfigurationId::from_uuid(id()),
        configuration,
    });
    let configurations = configurations.collect();
    NewSweep {
        id: SweepId::from_uuid(id()),
        request_id: id(),
        spec_hash: spec.hash(),
        name: spec.name,
        spec: SPEC.to_owned(),
        price_per_hour: spec.price_per_hour,
        fresh: false,
        now,
        configurations,
        trials,
    }
}
