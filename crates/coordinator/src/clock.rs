//! The coordinator's clock: leases follow it, and nobody else's.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use dwell_domain::Micros;
use tokio::time::Instant;

/// What tells the time of the day: the system, but in simulations.
pub(crate) type WallClock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Wall-clock time at the start, monotonic from there on: setting the system's clock neither ends
/// a lease nor extends one. It is the runtime's time, so a simulation's clock moves it too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    started_at: Micros,
    start: Instant,
}

impl Clock {
    /// A clock that starts at this time of the day.
    pub(crate) fn start(now: SystemTime) -> Self {
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            started_at: Micros(0).after(since_epoch),
            start: Instant::now(),
        }
    }

    /// When it was started.
    pub(crate) fn started_at(&self) -> Micros {
        self.started_at
    }

    /// Microseconds since the Unix epoch.
    pub(crate) fn now(&self) -> Micros {
        self.started_at.after(self.start.elapsed())
    }
}
