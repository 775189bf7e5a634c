//! The calls of a fleet: how long each kind took, and how many went wrong.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::measured::Times;

/// A call that was answered as it should be.
#[derive(Clone, Copy)]
pub(crate) enum Call {
    /// A report without facts.
    Heartbeat,
    /// A report with the facts of this many trials that have ended.
    Report(u64),
    /// A call for trials that brought some.
    Acquire,
}

/// What all workers together have seen.
#[derive(Default)]
pub(crate) struct Calls(Mutex<Seen>);

/// The times are those of calls that were made since the last [`Calls::restart`].
#[derive(Default)]
pub(crate) struct Seen {
    since: Option<Instant>,
    pub(crate) heartbeats: Times,
    pub(crate) reports: Times,
    pub(crate) acquires: Times,
    /// Trials whose results were taken since then.
    pub(crate) completed: u64,
    /// The same, from the beginning.
    pub(crate) ever_completed: u64,
    /// Calls that failed or were not answered as they should be, from the beginning.
    pub(crate) errors: u64,
}

impl Calls {
    /// Measures from now on.
    pub(crate) fn restart(&self) {
        let mut seen = self.seen();
        *seen = Seen {
            since: Some(Instant::now()),
            ever_completed: seen.ever_completed,
            errors: seen.errors,
            ..Seen::default()
        };
    }

    /// One more call, made then and answered now.
    pub(crate) fn answered(&self, call: Call, begin: Instant) {
        let time = begin.elapsed();
        self.seen().answered(call, begin, time);
    }

    /// One more call that went wrong.
    pub(crate) fn failed(&self, error: &anyhow::Error) {
        eprintln!("a call failed: {error:#}");
        self.seen().errors += 1;
    }

    /// What was seen; from now on nothing was.
    pub(crate) fn take(&self) -> Seen {
        std::mem::take(&mut *self.seen())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn answered(&mut self, call: Call, begin: Instant, time: Duration) {
        if let Call::Report(trials) = call {
            self.ever_completed += trials;
        }
        if self.since.is_some_and(|since| begin < since) {
            return;
        }
        match call {
            Call::Heartbeat => self.heartbeats.add(time),
            Call::Report(trials) => {
                self.completed += trials;
                self.reports.add(time);
            }
            Call::Acquire => self.acquires.add(time),
        }
    }
}
