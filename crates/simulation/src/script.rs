//! What trainers run into.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use dwell_domain::{Attempt, Seed, Step};

/// What can go wrong in a trainer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is gone, without a word.
    Dies,
    /// It is never heard of again.
    Hangs,
    /// The trial does not fit into memory, even alone.
    OutOfMemory,
    /// The trial cannot be trained.
    Invalid,
}

/// Trouble that a trial brings over its trainer.
#[derive(Clone, Copy, Debug)]
pub struct Misfortune {
    /// What.
    pub trouble: Trouble,
    /// At which update.
    pub at: Step,
    /// In which attempts: up to this one.
    pub until: Attempt,
}

/// What the trainers of a cluster run into.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// By the seed of the trial.
    pub misfortunes: BTreeMap<Seed, Misfortune>,
    /// How many lanes fit into a trainer's memory; `None` is any number.
    pub memory: Option<u32>,
}

impl Script {
    /// Trouble with the trials of a seed, at an update, in so many attempts.
    #[must_use]
    pub fn with(mut self, seed: u64, trouble: Trouble, at: u64, attempts: u32) -> Self {
        let misfortune = Misfortune {
            trouble,
            at: Step(at),
            until: Attempt(attempts),
        };
        self.misfortunes.insert(Seed(seed), misfortune);
        self
    }

    /// What happens to a trial in an attempt at a step.
    pub(crate) fn trouble(&self, seed: Seed, attempt: Attempt, step: Step) -> Option<Trouble> {
        let misfortune = self.misfortunes.get(&seed)?;
        let hits = step == misfortune.at && attempt <= misfortune.until;
        hits.then_some(misfortune.trouble)
    }
}

/// Trouble that comes over the trainers of a host from outside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fate(Arc<Mutex<BTreeSet<Doom>>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Doom {
    Dies,
    Hangs,
}

impl Fate {
    /// The next trainer of the host that makes an update meets it.
    pub(crate) fn comes(&self, doom: Doom) {
        self.lock().insert(doom);
    }

    /// What a trainer meets now.
    pub(crate) fn meets(&self) -> Option<Doom> {
        self.lock().pop_first()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<Doom>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
