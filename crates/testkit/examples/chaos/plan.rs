//! Which faults happen, and when: drawn from a seed.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

use fastrand::Rng;

use crate::{
    Engine, Options,
    fault::{Fault, Kind, Part},
    fleet::{Fleet, LEASE},
};

/// How often the cluster is looked after.
const TURN: Duration = Duration::from_millis(20);

/// Half of all faults are over before anyone can miss the part that they happen to.
const SHORT: Duration = Duration::from_secs(1);

/// The others may outlast a lease by this.
const BEYOND_LEASE: Duration = Duration::from_secs(3);

/// How many faults of each kind there were.
pub(crate) type Faults = BTreeMap<Kind, u64>;

/// An endless sequence of faults, each with the pause before it.
pub(crate) struct Plan {
    rng: Rng,
    kinds: Vec<Kind>,
    coordinators: usize,
    workers: usize,
    pause: Duration,
}

impl Plan {
    pub(crate) fn new(options: &Options) -> Self {
        let has_server = options.database == Engine::Postgres;
        let kinds = Kind::ALL.into_iter();
        Self {
            rng: Rng::with_seed(options.seed),
            kinds: kinds
                .filter(|kind| has_server || kind.part() != Part::Database)
                .collect(),
            coordinators: options.coordinators,
            workers: options.workers,
            pause: Duration::from_millis(options.pause_ms),
        }
    }

    fn draw(&mut self) -> (Duration, Fault) {
        let pause = self.pause.mul_f64(2.0 * self.rng.f64());
        let kind = self.kinds[self.rng.usize(0..self.kinds.len())];
        let targets = match kind.part() {
            Part::Coordinator => self.coordinators,
            Part::Worker | Part::Network => self.workers,
            Part::Database => 1,
        };
        let target = self.rng.usize(0..targets);
        let longest = if self.rng.bool() {
            SHORT
        } else {
            LEASE + BEYOND_LEASE
        };
        let lasts = longest.mul_f64(self.rng.f64());
        let fault = Fault {
            kind,
            target,
            lasts,
        };
        (pause, fault)
    }

    /// Disturbs the fleet until it is over, and mends everything.
    pub(crate) fn carry_out(&mut self, fleet: &mut Fleet, is_over: &AtomicBool) -> Faults {
        let mut faults = Faults::new();
        let mut present: Vec<(Instant, Fault)> = Vec::new();
        let (mut pause, mut next) = self.draw();
        let mut since = Instant::now();
        loop {
            // However soon it is over, something happened.
            let is_over = is_over.load(Ordering::Relaxed) && !faults.is_empty();
            present.retain(|(begin, fault)| {
                let is_due = is_over || begin.elapsed() >= fault.lasts;
                !(is_due && fleet.mend(fault))
            });
            if is_over && present.is_empty() {
                fleet.look_after(&present);
                return faults;
            }
            if !is_over && since.elapsed() >= pause {
                since = Instant::now();
                // A part that has its fault already is spared another one.
                if !present.iter().any(|(_, fault)| is_of_same(fault, &next)) {
                    fleet.inflict(&next);
                    *faults.entry(next.kind).or_default() += 1;
                    present.push((since, next));
                }
                (pause, next) = self.draw();
            }
            fleet.look_after(&present);
            sleep(TURN);
        }
    }
}

/// Whether both happen to the same part.
fn is_of_same(one: &Fault, other: &Fault) -> bool {
    one.kind.part() == other.kind.part() && one.target == other.target
}
