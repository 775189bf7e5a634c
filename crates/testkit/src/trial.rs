//! A trial as `dwell trial list -o json` tells it, as far as the tests look at it.

use serde_json::Value;

/// One trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Its place in the sweep, from 1.
    pub number: u64,
    /// `queued`, `running`, `completed` and so on.
    pub state: String,
    /// The last attempt's number; 0 before the first.
    pub attempt: u64,
    /// The last attempt's worker; empty before the first.
    pub worker: String,
    /// Optimiser updates done.
    pub step: u64,
}

impl Trial {
    /// Those of a listing.
    pub fn all_in(listing: &Value) -> Vec<Self> {
        let trials = listing["trials"]
            .as_array()
            .expect("a listing of trials has them");
        trials.iter().map(Self::of).collect()
    }

    fn of(trial: &Value) -> Self {
        let number = |key: &str| {
            trial[key]
                .as_u64()
                .unwrap_or_else(|| panic!("no {key}: {trial}"))
        };
        Self {
            number: number("number"),
            state: trial["state"]
                .as_str()
                .expect("a trial has a state")
                .to_owned(),
            attempt: number("attempt"),
            worker: trial["worker_id"].as_str().unwrap_or_default().to_owned(),
            step: number("step"),
        }
    }

    /// Whether it has come some way and has not ended.
    pub fn is_under_way(&self) -> bool {
        self.state == "running" && self.step > 0
    }

    /// Whether its result is accepted.
    pub fn is_completed(&self) -> bool {
        self.state == "completed"
    }
}
