//! Workers, what they hold, and what they tried.

use std::cmp::Reverse;

use dwell_domain::{Attempt, Micros, WorkerId};

use super::{
    find::by_prefix,
    tables::{Tables, Trial, Worker},
};
use crate::{
    StoreError,
    rows::{AttemptRow, HeldRow, WorkerRow},
};

impl Tables {
    pub(super) fn workers_seen(&self) -> Vec<WorkerRow> {
        let mut workers: Vec<_> = self.workers.iter().collect();
        workers.sort_by_key(|(id, worker)| Reverse((worker.seen_at, **id)));
        let rows = workers.into_iter();
        rows.map(|(id, worker)| self.row_of_worker(*id, worker))
            .collect()
    }

    pub(super) fn worker(&self, selector: &str) -> Result<WorkerRow, StoreError> {
        let ids = self.workers.keys().map(WorkerId::as_uuid);
        let id = WorkerId::from_uuid(by_prefix(ids, "worker", selector)?);
        Ok(self.row_of_worker(id, &self.workers[&id]))
    }

    fn row_of_worker(&self, id: WorkerId, worker: &Worker) -> WorkerRow {
        WorkerRow {
            id,
            host: worker.offer.host.clone(),
            pid: worker.offer.pid,
            version: worker.offer.version.clone(),
            slots: worker.offer.slots.clone(),
            running: self.trials_held_by(id).count() as u32,
            updates_per_second: worker.updates_per_second,
            registered_at: worker.registered_at,
            seen_at: worker.seen_at,
        }
    }

    /// The trials that a worker holds, each with its slot.
    fn trials_held_by(&self, worker: WorkerId) -> impl Iterator<Item = (&Trial, u32)> {
        self.trials.values().filter_map(move |trial| {
            let (holder, slot) = trial.holder()?;
            (holder == worker).then_some((trial, slot))
        })
    }

    pub(super) fn held_by(&self, worker: WorkerId) -> Vec<HeldRow> {
        let row = |(trial, slot): (&Trial, u32)| HeldRow {
            slot,
            trial: trial.id,
            sweep: trial.sweep,
            sweep_name: self.sweeps[&trial.sweep].name.clone(),
            number: trial.number,
            attempt: trial.last(),
            step: trial.step,
            updates: trial.configuration.configuration.train.updates,
            since: trial.since,
            lease_until: trial.lease_until.expect("a running trial has a lease"),
        };
        let mut held: Vec<_> = self.trials_held_by(worker).map(row).collect();
        held.sort_by_key(|held| (held.slot, held.sweep, held.number));
        held
    }

    pub(super) fn slots_seen(&self, since: Micros) -> u32 {
        let workers = self.workers.values();
        let seen = workers.filter(|worker| worker.seen_at >= since);
        seen.map(|worker| worker.offer.slots.len() as u32).sum()
    }

    /// Every attempt of a trial, the first one first.
    pub(super) fn attempts_of(&self, trial: &Trial) -> Vec<AttemptRow> {
        let numbered = (1..).map(Attempt).zip(&trial.attempts);
        let rows = numbered.map(|(attempt, life)| AttemptRow {
            attempt,
            worker: life.worker,
            host: self.workers[&life.worker].offer.host.clone(),
            slot: life.slot,
            started_at: life.started_at,
            ended_at: life.ended_at,
            outcome: life.outcome,
            message: life.message.clone(),
        });
        rows.collect()
    }
}
