//! A story that a seed tells: a cluster, its sweeps, and what befalls it. Drawn as a whole before
//! anything happens, so that it can be read.

use std::{collections::BTreeMap, time::Duration};

use dwell_coordinator::Settings;
use fastrand::Rng;

use crate::{
    cluster::{CLIENT, Setup},
    script::{Script, Trouble},
    sweeps::Draft,
    wire::Mischief,
};

/// The most trainers that may be lost in one story: a trial that loses three is rightly given up, and
/// then it has not the result that it has undisturbed.
const MOST_LOST_TRAINERS: u32 = 2;

/// The calls that may be caught.
const METHODS: [&str; 5] = [
    "Register",
    "Acquire",
    "Report",
    "PutCheckpoint",
    "GetCheckpoint",
];

/// A story that is not told yet.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) setup: Setup,
    pub(crate) drafts: Vec<Draft>,
    /// In the order of their times.
    pub(crate) acts: Vec<Act>,
}

/// Something that happens.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    /// When.
    pub(crate) at: Duration,
    /// For how long, where it ends.
    pub(crate) lasts: Duration,
    pub(crate) fault: Fault,
}

/// What can befall a cluster.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    Parts(String, String),
    Mutes(String, String),
    Holds(String, String),
    Slows(String, String, Duration),
    Kills(String),
    Drains(String),
    KillsTrainer(String),
    HangsTrainer(String),
    Snares(String, &'static str, Mischief),
    SetsClocks(i64),
    FillsDisk,
}

struct Draw {
    rng: Rng,
    setup: Setup,
    now: Duration,
    /// Until when something befalls a link, a host or the disk.
    busy: BTreeMap<String, Duration>,
    lost_trainers: u32,
}

impl Plan {
    /// The story of a seed.
    pub(crate) fn drawn(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let sweeps = rng.usize(1..=2);
        let drafts: Vec<_> = (0..sweeps).map(|_| draft(&mut rng)).collect();
        let mut draw = Draw {
            setup: setup(&mut rng),
            now: Duration::ZERO,
            busy: BTreeMap::new(),
            lost_trainers: 0,
            rng,
        };
        draw.unlucky_trial();
        let count = draw.rng.usize(3..=24);
        let acts = (0..count).filter_map(|_| draw.act()).collect();
        Self {
            setup: draw.setup,
            drafts,
            acts,
        }
    }
}

fn setup(rng: &mut Rng) -> Setup {
    let lease_ttl = Duration::from_secs(if rng.u8(0..4) == 0 { 10 } else { 30 });
    Setup {
        coordinators: [1, 1, 1, 2, 3][rng.usize(0..5)],
        workers: rng.usize(1..=4),
        slots: rng.usize(1..=2),
        lanes: Some(rng.u32(1..=3)),
        script: Script::default(),
        settings: Settings {
            lease_ttl,
            ..Settings::default()
        },
        latency: Duration::from_millis([1, 40, 80, 300][rng.usize(0..4)]),
        silence: Duration::from_secs(40),
    }
}

fn draft(rng: &mut Rng) -> Draft {
    let seeds = rng.u64(1..=5);
    Draft {
        configurations: rng.u32(1..=2),
        updates: rng.u64(80..=300),
        evaluate_every: rng.u64(20..=80),
        checkpoint_every: rng.u64(20..=120),
        keeps_weights: rng.bool(),
        has_two_packs: rng.u8(0..4) == 0,
        ..Draft::of(seeds)
    }
}

impl Draw {
    /// Perhaps the trials of a seed kill their trainers, once or always.
    fn unlucky_trial(&mut self) {
        if self.rng.u8(0..3) == 0 {
            let at = self.rng.u64(1..=80);
            let attempts = [1, 1, u32::MAX][self.rng.usize(0..3)];
            self.setup.script = Script::default().with(1, Trouble::Dies, at, attempts);
            // There may be several of them.
            self.lost_trainers = MOST_LOST_TRAINERS;
        }
    }

    /// The next thing that happens; `None` where it would befall what is befallen already.
    fn act(&mut self) -> Option<Act> {
        self.now += Duration::from_millis(self.rng.u64(100..12_000));
        let seconds = [1, 4, 12, 45, 90][self.rng.usize(0..5)];
        let lasts = Duration::from_millis(self.rng.u64(1..=1_000 * seconds));
        let fault = match self.rng.u8(0..20) {
            0..2 => self.link(lasts).map(|(a, b)| Fault::Parts(a, b)),
            2 => self.link(lasts).map(|(a, b)| Fault::Mutes(a, b)),
            3 => self.link(lasts).map(|(a, b)| Fault::Mutes(b, a)),
            4 => self.link(lasts).map(|(a, b)| Fault::Holds(a, b)),
            5 => self.slow(lasts),
            6..8 => self.coordinator(lasts).map(Fault::Kills),
            8..10 => self.worker(lasts).map(Fault::Kills),
            10..12 => self
                .worker(lasts + Duration::from_secs(32))
                .map(Fault::Drains),
            12 => self.trainer().map(Fault::KillsTrainer),
            13 => self.trainer().map(Fault::HangsTrainer),
            14..18 => Some(self.snare()),
            18 => self.clocks(),
            _ => self.is_free("disk", lasts).then_some(Fault::FillsDisk),
        };
        Some(Act {
            at: self.now,
            lasts,
            fault: fault?,
        })
    }

    /// Whether nothing befalls it now; if so, something does from now on.
    fn is_free(&mut self, what: &str, lasts: Duration) -> bool {
        let until = self.busy.entry(what.to_owned()).or_default();
        let is_free = *until < self.now;
        if is_free {
            *until = self.now + lasts + Duration::from_secs(1);
        }
        is_free
    }

    fn link(&mut self, lasts: Duration) -> Option<(String, String)> {
        let end = match self.rng.usize(0..=self.setup.workers) {
            0 => CLIENT.to_owned(),
            place => format!("worker-{place}"),
        };
        let coordinator = self.any("coordinator", self.setup.coordinators);
        let link = format!("{end} {coordinator}");
        self.is_free(&link, lasts).then_some((end, coordinator))
    }

    fn slow(&mut self, lasts: Duration) -> Option<Fault> {
        let latency = Duration::from_millis(self.rng.u64(1..=3_000));
        let (a, b) = self.link(lasts)?;
        Some(Fault::Slows(a, b, latency))
    }

    fn coordinator(&mut self, lasts: Duration) -> Option<String> {
        let host = self.any("coordinator", self.setup.coordinators);
        self.is_free(&host, lasts).then_some(host)
    }

    fn worker(&mut self, lasts: Duration) -> Option<String> {
        let host = self.any("worker", self.setup.workers);
        self.is_free(&host, lasts).then_some(host)
    }

    fn trainer(&mut self) -> Option<String> {
        if self.lost_trainers == MOST_LOST_TRAINERS {
            return None;
        }
        self.lost_trainers += 1;
        Some(self.any("worker", self.setup.workers))
    }

    fn snare(&mut self) -> Fault {
        let (host, method) = if self.rng.u8(0..6) == 0 {
            (CLIENT.to_owned(), "Submit")
        } else {
            let method = METHODS[self.rng.usize(0..METHODS.len())];
            (self.any("worker", self.setup.workers), method)
        };
        let span = Duration::from_millis(self.rng.u64(1..40_000));
        let mischief = match self.rng.u8(0..7) {
            0 => Mischief::LosesRequest,
            1 => Mischief::LosesReply,
            2 => Mischief::LosesFullReply,
            3 => Mischief::Garbles,
            4 => Mischief::Repeats,
            5 => Mischief::RepeatsLate(span),
            _ => Mischief::ComesLate(span / 5),
        };
        // A person who says nonsense is told so, and does not say it again.
        let mischief = match (method, mischief) {
            ("Submit", Mischief::Garbles) => Mischief::LosesReply,
            (_, mischief) => mischief,
        };
        Fault::Snares(host, method, mischief)
    }

    /// Coordinators on one store need clocks that agree.
    fn clocks(&mut self) -> Option<Fault> {
        let seconds = self.rng.i64(-100_000..100_000);
        (self.setup.coordinators == 1).then_some(Fault::SetsClocks(seconds))
    }

    fn any(&mut self, kind: &str, count: usize) -> String {
        format!("{kind}-{}", self.rng.usize(1..=count))
    }
}
