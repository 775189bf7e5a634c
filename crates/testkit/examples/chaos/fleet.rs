//! The cluster under fire: every daemon a process, every worker behind a network of its own.

use std::{
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use dwell_testkit::{Dwell, PostgresServer, Process, Proxy, free_address, process, until};

use crate::{
    Engine, Options,
    fault::{Fault, Kind, Part},
    sweep::{Client, Work},
};

/// After which time without a word a worker's attempts go to others.
pub(crate) const LEASE: Duration = Duration::from_secs(5);

/// A daemon that cannot start yet is not started again at once.
const RESTART: Duration = Duration::from_millis(300);

/// Coordinators, workers, the network between them and the database.
pub(crate) struct Fleet {
    dwell: Dwell,
    server: Option<PostgresServer>,
    /// Of the database, where it is not in the data folder.
    url: Option<String>,
    coordinators: Vec<Daemon>,
    workers: Vec<Worker>,
    client: Client,
}

/// A program that whoever looks after it starts again.
struct Daemon {
    name: String,
    words: Vec<String>,
    process: Process,
    started: Instant,
}

struct Worker {
    daemon: Daemon,
    network: Proxy,
}

impl Fleet {
    pub(crate) fn start(options: &Options, work: &Work) -> Self {
        let dwell = Dwell::new();
        let server = (options.database == Engine::Postgres).then(PostgresServer::temporary);
        let url = server.as_ref().map(|server| server.create("chaos"));
        let mut coordinators = Vec::new();
        let mut addresses = Vec::new();
        for index in 0..options.coordinators {
            let address = free_address();
            let mut words = coordinator(&dwell, index, address, url.as_deref());
            if options.coordinators > 1 {
                words.extend(["--checkpoints".to_owned(), shared(&dwell)]);
            }
            coordinators.push(Daemon::start(
                &dwell,
                &format!("coordinator-{index}"),
                words,
            ));
            is_listening(address);
            addresses.push(address);
        }
        let workers = (0..options.workers).map(|index| {
            // Each prefers another coordinator.
            let mut backends = addresses.clone();
            backends.rotate_left(index % addresses.len());
            let network = Proxy::to(backends);
            let words = worker(&dwell, network.address(), work);
            let daemon = Daemon::start(&dwell, &format!("worker-{index}"), words);
            Worker { daemon, network }
        });
        let workers = workers.collect();
        let client = Client::new(Proxy::to(addresses));
        Self {
            dwell,
            server,
            url,
            coordinators,
            workers,
            client,
        }
    }

    /// Someone at a command line.
    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    pub(crate) fn inflict(&mut self, fault: &Fault) {
        match fault.kind {
            Kind::CoordinatorKilled => self.coordinators[fault.target].process.kill(),
            Kind::CoordinatorSuspended => self.coordinators[fault.target].process.suspend(),
            Kind::CoordinatorTerminated => self.coordinators[fault.target].process.terminate(),
            Kind::WorkerKilled => self.worker(fault).process.kill(),
            Kind::WorkerSuspended => self.worker(fault).process.suspend(),
            Kind::WorkerTerminated => self.worker(fault).process.terminate(),
            Kind::TrainerKilled => self.worker(fault).each_trainer(process::kill_hard),
            Kind::TrainerSuspended => self.worker(fault).each_trainer(process::suspend),
            Kind::NetworkCut => self.workers[fault.target].network.cut(),
            Kind::NetworkReset => self.workers[fault.target].network.reset(),
            Kind::DatabaseCrashed => self.server().crash(),
        }
    }

    /// Undoes it; `false` where that takes longer.
    pub(crate) fn mend(&mut self, fault: &Fault) -> bool {
        match fault.kind {
            Kind::CoordinatorKilled | Kind::CoordinatorTerminated => {
                let Self {
                    coordinators,
                    dwell,
                    ..
                } = self;
                return coordinators[fault.target].start_again(dwell);
            }
            Kind::WorkerKilled | Kind::WorkerTerminated => {
                let Self { workers, dwell, .. } = self;
                return workers[fault.target].daemon.start_again(dwell);
            }
            Kind::CoordinatorSuspended => self.coordinators[fault.target].process.resume(),
            Kind::WorkerSuspended => self.worker(fault).process.resume(),
            Kind::TrainerSuspended => self.worker(fault).each_trainer(process::resume),
            Kind::NetworkCut => self.workers[fault.target].network.mend(),
            Kind::DatabaseCrashed => self.server().open(),
            Kind::TrainerKilled | Kind::NetworkReset => {}
        }
        true
    }

    /// Starts again what has ended by itself, as service managers do: a coordinator whose database
    /// is not there, for example.
    pub(crate) fn look_after(&mut self, present: &[(Instant, Fault)]) {
        let has_fault = |part: Part, index: usize| {
            let mut faults = present.iter().map(|(_, fault)| fault);
            faults.any(|fault| fault.kind.part() == part && fault.target == index)
        };
        let Self {
            coordinators,
            workers,
            dwell,
            ..
        } = self;
        for (index, daemon) in coordinators.iter_mut().enumerate() {
            if !has_fault(Part::Coordinator, index) && daemon.started.elapsed() > RESTART {
                daemon.start_again(dwell);
            }
        }
        for (index, worker) in workers.iter_mut().enumerate() {
            if !has_fault(Part::Worker, index) && worker.daemon.started.elapsed() > RESTART {
                worker.daemon.start_again(dwell);
            }
        }
    }

    /// Ends workers and coordinators in good order.
    pub(crate) fn end(&mut self) {
        for worker in &mut self.workers {
            worker.daemon.process.interrupt();
        }
        for coordinator in &mut self.coordinators {
            coordinator.process.interrupt();
        }
    }

    /// `dwell coordinator check` on everything that was kept.
    pub(crate) fn check(&self) -> serde_json::Value {
        let mut words = vec!["coordinator".to_owned(), "check".to_owned()];
        words.extend(["--data".to_owned(), data(&self.dwell, 0)]);
        if let Some(url) = &self.url {
            words.extend(["--database".to_owned(), url.clone()]);
        }
        if self.coordinators.len() > 1 {
            words.extend(["--checkpoints".to_owned(), shared(&self.dwell)]);
        }
        words.extend(["-o".to_owned(), "json".to_owned()]);
        let mut command = self.dwell.command(words.iter().map(String::as_str));
        let output = command.output().expect("dwell can be started");
        let errors = String::from_utf8_lossy(&output.stderr);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{words:?}: {error}: {errors}"))
    }

    fn worker(&mut self, fault: &Fault) -> &mut Daemon {
        &mut self.workers[fault.target].daemon
    }

    fn server(&self) -> &PostgresServer {
        let server = self.server.as_ref();
        server.expect("only what is there has faults")
    }
}

impl Daemon {
    fn start(dwell: &Dwell, name: &str, words: Vec<String>) -> Self {
        let mut command = dwell.command(words.iter().map(String::as_str));
        let process = Process::start(name, &mut command, dwell.folder());
        Self {
            name: name.to_owned(),
            words,
            process,
            started: Instant::now(),
        }
    }

    /// Starts it again if it has ended, which is what this says.
    fn start_again(&mut self, dwell: &Dwell) -> bool {
        let has_ended = self.process.has_ended();
        if has_ended {
            *self = Self::start(dwell, &self.name, self.words.clone());
        }
        has_ended
    }

    fn each_trainer(&self, happens: fn(u32)) {
        self.process.trainers().into_iter().for_each(happens);
    }
}

/// Waits until a coordinator can be reached.
fn is_listening(address: SocketAddr) {
    until("the coordinator listens", || {
        TcpStream::connect(address).ok()
    });
}

/// The data folder of a coordinator.
fn data(dwell: &Dwell, index: usize) -> String {
    dwell.path(&format!("data-{index}"))
}

/// Where several coordinators keep checkpoints.
fn shared(dwell: &Dwell) -> String {
    dwell.path("checkpoints")
}

fn coordinator(dwell: &Dwell, index: usize, address: SocketAddr, url: Option<&str>) -> Vec<String> {
    let lease = format!("{}s", LEASE.as_secs());
    let (address, data) = (address.to_string(), data(dwell, index));
    let words = [
        "coordinator",
        "start",
        "--listen",
        &address,
        "--lease-ttl",
        &lease,
    ];
    let database = url.into_iter().flat_map(|url| ["--database", url]);
    let words = words.into_iter().chain(["--data", &data]).chain(database);
    words.map(str::to_owned).collect()
}

fn worker(dwell: &Dwell, coordinator: SocketAddr, work: &Work) -> Vec<String> {
    let (coordinator, data) = (coordinator.to_string(), dwell.path("data"));
    let words = [
        "worker",
        "start",
        "--coordinator",
        &coordinator,
        "--slots",
        "1",
    ];
    let words = words.into_iter().chain(["--data", &data]);
    let words = words.map(str::to_owned);
    words.chain(work.trainer()).collect()
}
