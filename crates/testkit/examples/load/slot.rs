//! What a simulated slot holds: trials that take their time, and then wait until their end was taken.

use std::time::Duration;

use dwell_proto::v1;
use tokio::time::Instant;

use crate::worker::updates;

/// The lanes of a slot.
pub(crate) struct Slot {
    lanes: u32,
    /// How long a trial takes, on average.
    trial: Duration,
    /// Draws how long each one takes.
    random: fastrand::Rng,
    /// Whether it had trials before.
    is_warm: bool,
    held: Vec<Held>,
}

/// A trial that the slot knows of.
struct Held {
    trial: v1::Assignment,
    begun: Instant,
    ends: Instant,
    has_ended: bool,
}

impl Slot {
    /// An empty slot; the seed makes its trials end when those of others do not.
    pub(crate) fn of(lanes: u32, trial: Duration, seed: u64) -> Self {
        Self {
            lanes,
            trial,
            random: fastrand::Rng::with_seed(seed),
            is_warm: false,
            held: Vec::new(),
        }
    }

    /// Whether a lane waits for a trial.
    pub(crate) fn has_room(&self) -> bool {
        self.free_lanes() > 0
    }

    fn free_lanes(&self) -> u32 {
        self.lanes.saturating_sub(self.training().count() as u32)
    }

    fn training(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(|held| !held.has_ended)
    }

    /// What it asks for.
    pub(crate) fn vacancy(&self, wait: Duration) -> v1::AcquireRequest {
        let resident = self.training().next();
        v1::AcquireRequest {
            free_lanes: self.free_lanes(),
            resident_pack_key: resident.map(|held| held.trial.pack_key.clone()),
            held: self.attempts(),
            wait_ms: wait.as_millis() as u64,
            ..Default::default()
        }
    }

    /// Every attempt that it knows of.
    pub(crate) fn attempts(&self) -> Vec<v1::AttemptId> {
        let attempts = self.held.iter().map(|held| held.trial.attempt.clone());
        attempts.flatten().collect()
    }

    /// Begins trials: the first ones are found at any point of their time, as if the fleet had been
    /// there for long; later ones take between half and one and a half of it.
    pub(crate) fn take(&mut self, trials: Vec<v1::Assignment>, now: Instant) {
        for trial in trials {
            let least = if self.is_warm { 0.5 } else { 0.0 };
            let share = least + self.random.f64();
            self.held.push(Held {
                trial,
                begun: now,
                ends: now + self.trial.mul_f64(share),
                has_ended: false,
            });
        }
        self.is_warm = true;
    }

    /// When the next trial ends.
    pub(crate) fn next_end(&self) -> Option<Instant> {
        self.training().map(|held| held.ends).min()
    }

    /// Ends the trials whose time is over; whether there are any.
    pub(crate) fn end(&mut self, now: Instant) -> bool {
        let due = |held: &&mut Held| !held.has_ended && held.ends <= now;
        let mut some = false;
        for held in self.held.iter_mut().filter(due) {
            held.has_ended = true;
            some = true;
        }
        some
    }

    /// The trials that have ended and are not settled.
    pub(crate) fn ended(&self) -> Vec<v1::Assignment> {
        let ended = self.held.iter().filter(|held| held.has_ended);
        ended.map(|held| held.trial.clone()).collect()
    }

    /// Forgets trials whose end was taken.
    pub(crate) fn settle(&mut self, ended: &[v1::Assignment]) {
        self.held.retain(|held| {
            ended
                .iter()
                .all(|trial| trial.attempt != held.trial.attempt)
        });
    }

    /// How far each trial is.
    pub(crate) fn progress(&self, now: Instant) -> Vec<v1::Progress> {
        let progress = self.training().map(|held| {
            let share = (now - held.begun).div_duration_f64(held.ends - held.begun);
            v1::Progress {
                attempt: held.trial.attempt.clone(),
                step: (share.min(1.0) * updates(&held.trial) as f64) as u64,
            }
        });
        progress.collect()
    }
}
