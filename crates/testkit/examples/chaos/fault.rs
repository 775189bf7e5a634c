//! What can happen to a cluster.

use std::time::Duration;

/// Something that happens to one part of the cluster, and is over after a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    /// Which one of those that it can happen to.
    pub(crate) target: usize,
    /// After which time it is mended.
    pub(crate) lasts: Duration,
}

/// The part of the cluster that a fault happens to; one has one fault at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Coordinator,
    Worker,
    /// The network between a worker and the coordinators.
    Network,
    Database,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `kill -9`; it is started again.
    CoordinatorKilled,
    /// SIGSTOP, then SIGCONT.
    CoordinatorSuspended,
    /// SIGTERM; it is started again.
    CoordinatorTerminated,
    /// `kill -9`; it is started again, as another worker.
    WorkerKilled,
    /// SIGSTOP, then SIGCONT: it knows nothing of the time that went by.
    WorkerSuspended,
    /// SIGTERM, which drains it; it is started again, as another worker.
    WorkerTerminated,
    /// `kill -9` of its trainers.
    TrainerKilled,
    /// SIGSTOP of its trainers, then SIGCONT.
    TrainerSuspended,
    /// Nothing gets through, and what was on its way arrives late.
    NetworkCut,
    /// Its connections end.
    NetworkReset,
    /// The server crashes; it is started again.
    DatabaseCrashed,
}

impl Kind {
    pub(crate) const ALL: [Self; 11] = [
        Self::CoordinatorKilled,
        Self::CoordinatorSuspended,
        Self::CoordinatorTerminated,
        Self::WorkerKilled,
        Self::WorkerSuspended,
        Self::WorkerTerminated,
        Self::TrainerKilled,
        Self::TrainerSuspended,
        Self::NetworkCut,
        Self::NetworkReset,
        Self::DatabaseCrashed,
    ];

    pub(crate) const fn part(self) -> Part {
        match self {
            Self::CoordinatorKilled | Self::CoordinatorSuspended | Self::CoordinatorTerminated => {
                Part::Coordinator
            }
            Self::WorkerKilled
            | Self::WorkerSuspended
            | Self::WorkerTerminated
            | Self::TrainerKilled
            | Self::TrainerSuspended => Part::Worker,
            Self::NetworkCut | Self::NetworkReset => Part::Network,
            Self::DatabaseCrashed => Part::Database,
        }
    }

    /// What it is called in a table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::CoordinatorKilled => "coordinator, kill -9",
            Self::CoordinatorSuspended => "coordinator, SIGSTOP",
            Self::CoordinatorTerminated => "coordinator, SIGTERM",
            Self::WorkerKilled => "worker, kill -9",
            Self::WorkerSuspended => "worker, SIGSTOP",
            Self::WorkerTerminated => "worker, SIGTERM",
            Self::TrainerKilled => "trainer, kill -9",
            Self::TrainerSuspended => "trainer, SIGSTOP",
            Self::NetworkCut => "network, cut",
            Self::NetworkReset => "network, reset",
            Self::DatabaseCrashed => "database, crash",
        }
    }
}
