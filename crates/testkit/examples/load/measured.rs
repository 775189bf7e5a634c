//! How long answers took.

use std::time::Duration;

use serde::Serialize;

/// The times of the answers to one kind of call.
#[derive(Default)]
pub(crate) struct Times(Vec<Duration>);

/// What is told of them, in milliseconds.
#[derive(Serialize)]
pub(crate) struct Measured {
    pub(crate) answers: usize,
    p50: f64,
    p95: f64,
    p99: f64,
    longest: f64,
}

impl Times {
    /// One more answer.
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Sums up; `None` where nothing was answered.
    pub(crate) fn measured(mut self) -> Option<Measured> {
        if self.0.is_empty() {
            return None;
        }
        self.0.sort_unstable();
        let quantile = |share: f64| {
            let place = (share * self.0.len() as f64).ceil() as usize;
            self.0[place.max(1) - 1].as_secs_f64() * 1e3
        };
        Some(Measured {
            answers: self.0.len(),
            p50: quantile(0.5),
            p95: quantile(0.95),
            p99: quantile(0.99),
            longest: quantile(1.0),
        })
    }
}
