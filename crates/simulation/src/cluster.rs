//! A cluster, as a story has it: nothing moves but while the story says that time passes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, atomic::AtomicI64},
    time::Duration,
};

use dwell_coordinator::Settings;
use dwell_domain::{SweepId, TrialId, WorkerId};
use dwell_proto::v1;
use dwell_store::{MemoryStore, Store as _, rows::EventRow};
use object_store::memory::InMemory;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use turmoil::{Builder, Sim};
use uuid::Uuid;

use crate::{
    client::{Answers, Wish},
    panics,
    script::{Fate, Script},
    seen::{self, Seen},
    sweeps::Draft,
    trace::Trace,
    wire::Snares,
};

/// The network delivers at the ends of these: the least that a message takes. Shorter ones show nothing
/// more, and take longer.
const TICK: Duration = Duration::from_millis(40);

/// The longest that a story waits for something.
const PATIENCE: Duration = Duration::from_mins(20);

/// The person's host.
pub(crate) const CLIENT: &str = "client";

/// What a cluster is made of.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Coordinators on one store, called `coordinator-1` and so on.
    pub coordinators: usize,
    /// Workers, called `worker-1` and so on.
    pub workers: usize,
    /// Trainers of each worker.
    pub slots: usize,
    /// Lanes of each trainer; `None` leaves them to it.
    pub lanes: Option<u32>,
    /// What its trainers run into.
    pub script: Script,
    /// How its coordinators deal with workers.
    pub settings: Settings,
    /// How long a message is on its way.
    pub latency: Duration,
    /// A trainer with work that says nothing for this long is taken for hung.
    pub silence: Duration,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            coordinators: 1,
            workers: 1,
            slots: 1,
            lanes: Some(2),
            script: Script::default(),
            settings: Settings::default(),
            latency: Duration::from_millis(5),
            silence: Duration::from_mins(1),
        }
    }
}

impl Setup {
    /// So many workers.
    pub fn of_workers(workers: usize) -> Self {
        Self {
            workers,
            ..Self::default()
        }
    }

    /// The least that trains the same trials: what disturbed results are held against.
    pub(crate) fn undisturbed(&self) -> Self {
        Self {
            script: self.script.clone(),
            lanes: Some(16),
            ..Self::default()
        }
    }

    pub(crate) fn coordinators(&self) -> Vec<String> {
        named("coordinator", self.coordinators)
    }

    fn workers(&self) -> Vec<String> {
        named("worker", self.workers)
    }
}

fn named(kind: &str, count: usize) -> Vec<String> {
    (1..=count).map(|place| format!("{kind}-{place}")).collect()
}

/// What a story can do to one host, beside its network.
#[derive(Clone, Default)]
pub(crate) struct Strings {
    pub(crate) snares: Snares,
    pub(crate) fate: Fate,
    /// Ends the present life of a worker in good order.
    pub(crate) drain: Arc<Mutex<CancellationToken>>,
}

/// A cluster, and the store that its coordinators share.
pub struct Cluster {
    pub(crate) sim: Sim<'static>,
    pub(crate) setup: Setup,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) objects: Arc<InMemory>,
    pub(crate) trace: Trace,
    pub(crate) strings: BTreeMap<String, Strings>,
    /// Microseconds that every coordinator's time of the day is off.
    pub(crate) clock: Arc<AtomicI64>,
    wishes: mpsc::UnboundedSender<Wish>,
    pub(crate) answers: Answers,
    wished: usize,
    drafts: Vec<Draft>,
    told: usize,
    pub(crate) scratch: tempfile::TempDir,
    /// How the trace calls trials and workers.
    names: BTreeMap<TrialId, String>,
    hosts: BTreeMap<WorkerId, String>,
}

impl Cluster {
    /// Starts all hosts.
    pub fn new(setup: Setup, seed: u64) -> Self {
        panics::count();
        // The jitter of retries is drawn from it.
        fastrand::seed(seed);
        let sim = Builder::new()
            .rng_seed(seed)
            .tick_duration(TICK)
            .simulation_duration(Duration::from_hours(24))
            .min_message_latency(setup.latency)
            .max_message_latency(setup.latency)
            .tcp_capacity(4096)
            .build();
        let (wishes, wished) = mpsc::unbounded_channel();
        let mut cluster = Self {
            sim,
            store: Arc::new(MemoryStore::new()),
            objects: Arc::new(InMemory::new()),
            trace: Trace::default(),
            strings: BTreeMap::new(),
            clock: Arc::default(),
            wishes,
            answers: Answers::default(),
            wished: 0,
            drafts: vec![],
            told: 0,
            scratch: tempfile::tempdir().expect("a temporary folder"),
            names: BTreeMap::new(),
            hosts: BTreeMap::new(),
            setup,
        };
        for name in cluster.setup.coordinators() {
            cluster.add_coordinator(&name);
        }
        cluster.add_client(wished);
        for (place, name) in cluster.setup.workers().into_iter().enumerate() {
            cluster.add_worker(name, place);
        }
        cluster
    }

    /// Submits a sweep, and waits until that is answered.
    pub fn submits(&mut self, draft: &Draft) -> SweepId {
        self.begins_to_submit(draft);
        self.until_answered();
        let answer = self.answers.last().expect("it was answered");
        let sweep = answer.expect("it is accepted").sweep.expect("a sweep");
        sweep.sweep_id.parse().expect("an id")
    }

    /// Submits a sweep, without waiting.
    pub fn begins_to_submit(&mut self, draft: &Draft) {
        self.drafts.push(draft.clone());
        self.wish(Wish::Submit(v1::SubmitRequest {
            spec: draft.spec(),
            name: None,
            fresh: true,
            request_id: Uuid::now_v7().to_string(),
        }));
    }

    /// Cancels a sweep, without waiting.
    pub fn begins_to_cancel(&mut self, sweep: SweepId) {
        self.wish(Wish::Cancel(v1::CancelSweepRequest {
            sweep: sweep.to_string(),
            reason: "enough".to_owned(),
        }));
    }

    /// Waits until everything that was asked for is answered.
    pub fn until_answered(&mut self) {
        self.until_it_is("everything is answered", |cluster| {
            cluster.answers.count() == cluster.wished
        });
    }

    fn wish(&mut self, wish: Wish) {
        self.wished += 1;
        self.wishes.send(wish).expect("the client lives");
    }

    /// Lets time pass.
    pub fn passes(&mut self, span: Duration) {
        self.passes_until(self.sim.elapsed() + span);
    }

    /// Lets time pass until so much of it has passed since the beginning.
    pub(crate) fn passes_until(&mut self, end: Duration) {
        while self.sim.elapsed() < end {
            self.step();
        }
    }

    /// How much time has passed.
    pub(crate) fn elapsed(&self) -> Duration {
        self.sim.elapsed()
    }

    /// Lets time pass until the trials are as the story wants them.
    pub fn until(&mut self, what: &str, holds: impl Fn(&Seen) -> bool) {
        self.until_it_is(what, |cluster| holds(&cluster.sees()));
    }

    /// The trials as they are.
    pub fn sees(&self) -> Seen {
        Seen::of(&self.store)
    }

    /// Lets time pass until every trial has ended, and everybody has heard of it.
    pub fn comes_to_an_end(&mut self) {
        self.until_it_is("every trial has ended", |cluster| {
            let status = seen::at_once(cluster.store.status());
            let nothing_is_asked = cluster.answers.count() == cluster.wished;
            status.queued + status.running == 0 && nothing_is_asked
        });
        self.passes(Duration::from_secs(10));
    }

    fn until_it_is(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = self.sim.elapsed() + PATIENCE;
        while !holds(self) {
            assert!(
                self.sim.elapsed() < deadline,
                "not within {PATIENCE:?}: {what}"
            );
            self.step();
        }
    }

    fn step(&mut self) {
        if let Err(error) = self.sim.step() {
            panic!("a host ended with an error: {error}");
        }
        let news = self.store.events_after(self.told);
        self.told += news.len();
        for event in news {
            self.note_event(&event);
        }
    }

    fn note_event(&mut self, event: &EventRow) {
        let trial = self.name_of(event.trial);
        let host = event
            .worker
            .map_or(String::new(), |worker| self.host_of(worker));
        let entry = event.entry;
        let (what, attempt, state) = (entry.what.as_str(), entry.attempt, entry.state);
        let words = &event.message;
        let line = format!("{trial}#{attempt} {what} -> {state} {host} {words}");
        self.trace
            .note(self.sim.elapsed(), "store", line.trim_end());
    }

    fn name_of(&mut self, trial: TrialId) -> String {
        let store = &self.store;
        let name = self.names.entry(trial).or_insert_with(|| {
            let row = seen::at_once(store.trial(&trial.to_string()));
            let sweeps = seen::sweeps(store);
            let place = sweeps.iter().position(|sweep| sweep.id == row.sweep);
            format!("{}/{}", place.map_or(0, |place| place + 1), row.number)
        });
        name.clone()
    }

    fn host_of(&mut self, worker: WorkerId) -> String {
        if !self.hosts.contains_key(&worker) {
            let workers = seen::at_once(self.store.workers());
            self.hosts
                .extend(workers.into_iter().map(|row| (row.id, row.host)));
        }
        self.hosts.get(&worker).cloned().unwrap_or_default()
    }

    pub(crate) fn tell(&self, who: &str, what: &str) {
        self.trace.note(self.sim.elapsed(), who, what);
    }

    /// The attempts that something happened to, in the words of the event log, each with its worker.
    pub fn events_of(&mut self, what: &str) -> Vec<String> {
        let events = self.store.events_after(0).into_iter();
        let alike: Vec<_> = events
            .filter(|event| event.entry.what.as_str() == what)
            .collect();
        let mut told = Vec::new();
        for event in alike {
            let host = event
                .worker
                .map_or(String::new(), |worker| self.host_of(worker));
            let trial = self.name_of(event.trial);
            told.push(format!("{trial}#{} {host}", event.entry.attempt));
        }
        told
    }

    /// What happened.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// What it is made of.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// What was submitted.
    pub(crate) fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    pub(crate) fn store(&self) -> &MemoryStore {
        &self.store
    }

    pub(crate) fn objects(&self) -> &InMemory {
        &self.objects
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the last that happened:\n{}", self.trace.tail(80));
        }
    }
}
