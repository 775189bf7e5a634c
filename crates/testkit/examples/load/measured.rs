//! How long answers took.

use std::time::Duration;

use serde::Serialize;

/// The times of one question's answers.
#[derive(Default)]
pub(crate) struct Times(Vec<Duration>);

/// What is told of them, in milliseconds.
#[derive(Serialize)]
pub(crate) struct Measured {
    pub(crate) question: &'static str,
    answers: usize,
    p50: f64,
    p95: f64,
    longest: f64,
}

impl Times {
    /// One more answer.
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Sums up, of at least one answer.
    pub(crate) fn measured(mut self, question: &'static str) -> Measured {
        self.0.sort_unstable();
        let quantile = |share: f64| {
            let place = (share * self.0.len() as f64).ceil() as usize;
            self.0[place.max(1) - 1].as_secs_f64() * 1e3
        };
        Measured {
            question,
            answers: self.0.len(),
            p50: quantile(0.5),
            p95: quantile(0.95),
            longest: quantile(1.0),
        }
    }
}
