//! What runs on the hosts: coordinators, workers and the client, as they are.

use std::{
    num::{NonZeroU32, NonZeroUsize},
    sync::{
        Arc, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

use dwell_coordinator::Replica;
use dwell_worker::{Surroundings, Trainers, WorkerSettings};
use tokio::{sync::mpsc, time::sleep};
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};

use crate::{
    client::{self, Wish},
    cluster::{CLIENT, Cluster, Strings},
    network, trainer,
    wire::Wire,
};

/// After a coordinator has ended by itself it is started again.
const AGAIN: Duration = Duration::from_secs(1);

/// The time of the day at which every story begins, in seconds since the Unix epoch.
const DAWN: u64 = 2_000_000_000;

impl Cluster {
    pub(crate) fn add_coordinator(&mut self, name: &str) {
        let (store, objects) = (Arc::clone(&self.store), Arc::clone(&self.objects));
        let (settings, clock) = (self.setup.settings.clone(), Arc::clone(&self.clock));
        let (trace, host) = (self.trace.clone(), name.to_owned());
        self.sim.host(name, move || {
            let (store, objects, settings) = (store.clone(), objects.clone(), settings.clone());
            let (clock, trace, host) = (Arc::clone(&clock), trace.clone(), host.clone());
            async move {
                loop {
                    let replica = Replica::new(store.clone(), objects.clone(), settings.clone());
                    let clock = Arc::clone(&clock);
                    let replica = replica.with_wall_clock(move || time_of_day(&clock));
                    let incoming = network::incoming().await?;
                    let served = replica.serve(incoming, CancellationToken::new()).await;
                    // Whoever watches over it starts it again.
                    let at = turmoil::sim_elapsed().unwrap_or_default();
                    trace.note(at, &host, format_args!("has ended: {served:?}"));
                    sleep(AGAIN).await;
                }
            }
        });
    }

    pub(crate) fn add_client(&mut self, wishes: mpsc::UnboundedReceiver<Wish>) {
        let (coordinators, answers) = (self.setup.coordinators(), self.answers.clone());
        let wire = self.wire(CLIENT);
        self.sim.client(CLIENT, async move {
            let way = network::channel(coordinators, dwell_worker::patient);
            client::fulfil(wire(way).start(), wishes, answers).await;
            Ok(())
        });
    }

    pub(crate) fn add_worker(&mut self, name: String, place: usize) {
        let mut coordinators = self.setup.coordinators();
        let first = place % coordinators.len();
        coordinators.rotate_left(first);
        let settings = self.worker_settings(&name);
        let (wire, script) = (self.wire(&name), self.setup.script.clone());
        let Strings { fate, drain, .. } = self.strings[&name].clone();
        self.sim.host(name, move || {
            let (script, fate) = (script.clone(), fate.clone());
            let trainers = Trainers::Inside(Arc::new(move |_| trainer::start(&script, &fate)));
            let (wire, settings, coordinators) =
                (wire.clone(), settings.clone(), coordinators.clone());
            let shutdown = CancellationToken::new();
            *drain.lock().unwrap_or_else(PoisonError::into_inner) = shutdown.clone();
            async move {
                let way = network::channel(coordinators, dwell_worker::patient);
                let surroundings = Surroundings {
                    channel: wire(way).start(),
                    trainers,
                };
                Ok(dwell_worker::run_in(&surroundings, settings, shutdown).await?)
            }
        });
    }

    /// What makes the wire of a host, once there is a way to the coordinators.
    fn wire(&mut self, host: &str) -> impl Fn(Channel) -> Wire + Clone + use<> {
        let strings = self.strings.entry(host.to_owned()).or_default();
        let (snares, trace) = (strings.snares.clone(), self.trace.clone());
        let host = host.to_owned();
        move |way| Wire {
            host: host.clone(),
            way,
            snares: snares.clone(),
            trace: trace.clone(),
            calls: Arc::default(),
        }
    }

    fn worker_settings(&self, name: &str) -> WorkerSettings {
        let nowhere = Endpoint::from_static("http://wire");
        WorkerSettings {
            slots: NonZeroUsize::new(self.setup.slots).expect("a slot"),
            lanes: self.setup.lanes.and_then(NonZeroU32::new),
            scratch: Some(self.scratch.path().join(name)),
            host: Some(name.to_owned()),
            silence: self.setup.silence,
            ..WorkerSettings::new(nowhere, "simulated".into())
        }
    }
}

fn time_of_day(clock: &AtomicI64) -> SystemTime {
    let passed = turmoil::sim_elapsed().unwrap_or_default();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(DAWN) + passed;
    let off = clock.load(Ordering::Relaxed);
    let span = Duration::from_micros(off.unsigned_abs());
    if off < 0 { now - span } else { now + span }
}
