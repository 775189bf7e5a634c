//! One coordinator and its workers, each a process that can be killed alone.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};

use crate::{Dwell, Process, Sweep, Tradeoff, Trial, process, until};

/// Short enough to wait for, long enough for a busy machine to renew it in time.
const LEASE: &str = "10s";

/// A coordinator on a fresh data folder, with workers. Dropping it ends them all.
#[derive(Debug)]
pub struct Cluster {
    workers: Vec<Worker>,
    coordinator: Process,
    address: SocketAddr,
    /// Where the coordinator keeps sweeps, if not in its data folder.
    database: Option<String>,
    dwell: Dwell,
}

/// A worker daemon of one slot.
#[derive(Debug)]
pub struct Worker {
    process: Process,
}

impl Cluster {
    /// Starts a coordinator and so many workers, and waits until all of them have registered.
    pub fn with_workers(workers: usize) -> Self {
        Self::on(Dwell::new(), workers)
    }

    /// The same on a data folder that may hold something already.
    pub fn on(dwell: Dwell, workers: usize) -> Self {
        let mut cluster = Self::coordinator(dwell, None);
        for _ in 0..workers {
            cluster.add_worker();
        }
        cluster
    }

    /// Starts a coordinator that keeps sweeps in a database, or in its data folder, and no workers.
    pub fn on_database(url: Option<String>) -> Self {
        Self::coordinator(Dwell::new(), url)
    }

    fn coordinator(dwell: Dwell, url: Option<String>) -> Self {
        let address = free_address();
        let coordinator = start_coordinator(&dwell, address, url.as_deref());
        Self {
            workers: Vec::new(),
            coordinator,
            address,
            database: url,
            dwell,
        }
    }

    /// Where its coordinator listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where its coordinator keeps sweeps.
    pub fn database(&self) -> String {
        let file = || format!("sqlite:{}", self.dwell.path("data/dwell.db"));
        self.database.clone().unwrap_or_else(file)
    }

    /// Starts one more worker, and waits until it has registered.
    pub fn add_worker(&mut self) -> &mut Worker {
        let before = self.registered().len();
        let name = format!("worker-{}", self.workers.len() + 1);
        let coordinator = self.address.to_string();
        let words = [
            "worker",
            "start",
            "--coordinator",
            &coordinator,
            "--slots",
            "1",
        ];
        let process = Process::start(&name, &mut self.dwell.command(words), self.dwell.folder());
        until("the worker has registered", || {
            (self.registered().len() > before).then_some(())
        });
        self.workers.push(Worker { process });
        self.workers.last_mut().expect("it was just added")
    }

    /// A worker, in the order of their start.
    pub fn worker(&mut self, index: usize) -> &mut Worker {
        &mut self.workers[index]
    }

    /// Kills the coordinator with -9.
    pub fn kill_coordinator(&mut self) {
        self.coordinator.kill();
    }

    /// Starts the coordinator again, on its data folder and address.
    pub fn restart_coordinator(&mut self) {
        let database = self.database.as_deref();
        self.coordinator = start_coordinator(&self.dwell, self.address, database);
    }

    /// The command line, on the cluster's data folder.
    pub const fn dwell(&self) -> &Dwell {
        &self.dwell
    }

    /// `dwell submit`.
    pub fn submit(&self, sweep: &Sweep) {
        let path = self.dwell.write(sweep);
        self.dwell.succeed(&format!("submit {path}"));
    }

    /// Waits until a trial for which `condition` holds.
    pub fn until_some_trial(&self, what: &str, condition: impl Fn(&Trial) -> bool) -> Trial {
        until(what, || self.dwell.trials().into_iter().find(&condition))
    }

    /// `dwell coordinator check`, which must find nothing.
    pub fn is_in_order(&self) {
        self.dwell.succeed("coordinator check");
    }

    /// `dwell sweep watch last`, which ends with the sweep.
    pub fn watch_to_end(&self) {
        self.dwell.succeed("sweep watch last");
    }

    /// The trials of the sweep.
    pub fn trials(&self) -> Vec<Trial> {
        self.dwell.trials()
    }

    /// The table of the sweep.
    pub fn tradeoff(&self) -> Tradeoff {
        self.dwell.tradeoff()
    }

    /// The ids of all workers that the coordinator knows.
    fn registered(&self) -> Vec<String> {
        let answer = self.dwell.json("worker list");
        let workers = answer["workers"]
            .as_array()
            .expect("a listing of workers has them");
        workers
            .iter()
            .map(|worker| worker["worker_id"].to_string())
            .collect()
    }
}

impl Worker {
    /// Kills the daemon with -9; its trainers must not outlive it.
    pub fn kill(&mut self) {
        let trainers = self.process.trainers();
        self.process.kill();
        until("its trainers are gone", || {
            trainers
                .iter()
                .all(|trainer| !process::is_alive(*trainer))
                .then_some(())
        });
    }

    /// Kills its trainer with -9; the daemon stays.
    pub fn kill_trainer(&self) {
        let trainers = self.process.trainers();
        assert!(!trainers.is_empty(), "the worker runs no trainer");
        trainers.into_iter().for_each(process::kill_hard);
    }

    /// Asks the daemon to stop, as Ctrl-C does, and waits until it has.
    pub fn interrupt(&mut self) {
        let status = self.process.interrupt();
        assert!(status.success(), "the worker ended with {status}");
    }
}

fn start_coordinator(dwell: &Dwell, address: SocketAddr, database: Option<&str>) -> Process {
    let listen = address.to_string();
    let words = [
        "coordinator",
        "start",
        "--listen",
        &listen,
        "--lease-ttl",
        LEASE,
    ];
    let database = database.into_iter().flat_map(|url| ["--database", url]);
    let mut command = dwell.command(words.into_iter().chain(database));
    let process = Process::start("coordinator", &mut command, dwell.folder());
    until("the coordinator listens", || {
        TcpStream::connect(address).ok()
    });
    process
}

/// A port that the coordinator can come back to: below those that the system lends to outgoing
/// connections, so that nobody takes it in between.
pub fn free_address() -> SocketAddr {
    let start = 20_000 + (std::process::id() % 10_000) as u16;
    let mut candidates = (start..32_000).map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    candidates
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("some port is free")
}
