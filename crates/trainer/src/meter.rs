//! How fast the pack trains, told about once a second.

use std::time::{Duration, Instant};

/// Time between two readings.
const PERIOD: Duration = Duration::from_secs(1);

/// Counts optimiser updates.
#[derive(Debug)]
pub(crate) struct Meter {
    since: Instant,
    updates: u64,
}

impl Meter {
    /// Starts at zero.
    pub(crate) const fn start(now: Instant) -> Self {
        Self {
            since: now,
            updates: 0,
        }
    }

    /// Counts updates; says how many there were per second when a reading is due.
    pub(crate) fn count(&mut self, updates: u64, now: Instant) -> Option<f64> {
        self.updates += updates;
        let time = now - self.since;
        if time < PERIOD {
            return None;
        }
        let rate = self.updates as f64 / time.as_secs_f64();
        *self = Self::start(now);
        Some(rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_comes_once_a_second_and_covers_the_time_since_the_last() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut meter = Meter::start(start);
        assert_eq!(meter.count(10, at(500)), None);
        assert_eq!(meter.count(30, at(1_000)), Some(40.0));
        assert_eq!(meter.count(8, at(3_000)), Some(4.0));
    }
}
