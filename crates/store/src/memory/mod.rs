//! The store in the memory of a process: the model that the engines are held against, and what
//! simulations run on. Nothing of it outlives the process.
//!
//! It is as plain as it can be: every call copies the tables, changes the copy, and puts it in their
//! place if all went well. There is no SQL in it, so it cannot answer a person's query. Beside what
//! every store does, it tells its event log, looks for damage like a check of a database does, and
//! can be told to keep nothing more, as if its disk were full.

mod checkpoints;
mod claim;
mod exported;
mod facts;
mod find;
mod inspect;
mod report;
mod submit;
mod tables;
mod tokens;
mod workers;

#[cfg(test)]
mod tests;

use std::{
    num::NonZeroU32,
    ops::Range,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use dwell_domain::{
    Evaluation, Micros, QueuedGroup, Step, SweepId, TokenHash, TrialId, TrialState, WorkerId,
};
use uuid::Uuid;

use self::tables::Tables;
use crate::{
    Inspection, Store, StoreError,
    rows::{
        AttemptRow, CheckpointRow, Claim, ConfigurationOutcomes, EvaluationRow, EventRow,
        HandedOut, HeldRow, LeaseEnd, NewSweep, NewToken, NewWorker, QueryAnswer, QueryLimits,
        Report, Reported, Status, Submitted, SweepRow, TokenRow, TraceStepRow, TrialRow,
        WhichWeights, WorkerRow,
    },
};

/// A [`Store`] in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: Mutex<Tables>,
    is_full: AtomicBool,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// What happened to trials, in order, but for the first `known` events.
    pub fn events_after(&self, known: usize) -> Vec<EventRow> {
        self.read().events[known..].to_vec()
    }

    /// Looks at everything from end to end, and tells what cannot have come about.
    pub fn inspect(&self) -> Inspection {
        self.read().inspect()
    }

    /// Whether every change is refused from now on, as on a full disk.
    pub fn set_full(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::Relaxed);
    }

    fn read(&self) -> MutexGuard<'_, Tables> {
        // A call that panicked changed nothing: it worked on a copy.
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the tables, or leaves them as they are if that fails.
    fn write<T>(
        &self,
        change: impl FnOnce(&mut Tables) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.is_full.load(Ordering::Relaxed) {
            return Err(StoreError::not_committed("no space is left"));
        }
        let mut tables = self.read();
        let mut changed = tables.clone();
        let answer = change(&mut changed)?;
        *tables = changed;
        Ok(answer)
    }
}

#[async_trait]
impl Store for MemoryStore {
    fn describe(&self) -> String {
        "the memory of this process".to_owned()
    }

    async fn identity(&self) -> Result<Uuid, StoreError> {
        Ok(self.read().identity)
    }

    async fn renew_identity(&self, id: Uuid) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.identity = id;
            Ok(())
        })
    }

    async fn submit(&self, sweep: NewSweep) -> Result<Submitted, StoreError> {
        self.write(|tables| tables.submit(&sweep))
    }

    async fn sweep(&self, selector: &str) -> Result<SweepRow, StoreError> {
        let tables = self.read();
        Ok(tables.row_of_sweep(tables.find_sweep(selector)?))
    }

    async fn spec(&self, sweep: SweepId) -> Result<String, StoreError> {
        Ok(self.read().get_sweep(sweep)?.spec.clone())
    }

    async fn sweeps(
        &self,
        before: Option<SweepId>,
        limit: u32,
    ) -> Result<Vec<SweepRow>, StoreError> {
        Ok(self.read().sweeps_before(before, limit))
    }

    async fn cancel_sweep(
        &self,
        sweep: SweepId,
        reason: &str,
        now: Micros,
    ) -> Result<SweepRow, StoreError> {
        self.write(|tables| tables.cancel(sweep, reason, now))
    }

    async fn trials(
        &self,
        sweep: SweepId,
        states: &[TrialState],
        after: u64,
        limit: u32,
    ) -> Result<Vec<TrialRow>, StoreError> {
        Ok(self.read().trials_after(sweep, states, after, limit))
    }

    async fn trial(&self, selector: &str) -> Result<TrialRow, StoreError> {
        let tables = self.read();
        Ok(tables.row_of_trial(tables.find_trial(selector)?))
    }

    async fn attempts(&self, trial: TrialId) -> Result<Vec<AttemptRow>, StoreError> {
        let tables = self.read();
        let trial = tables.trials.get(&trial);
        Ok(trial.map_or_else(Vec::new, |trial| tables.attempts_of(trial)))
    }

    async fn events(&self, trial: TrialId) -> Result<Vec<EventRow>, StoreError> {
        let tables = self.read();
        let of_trial = tables.events.iter().filter(|event| event.trial == trial);
        Ok(of_trial.cloned().collect())
    }

    async fn evaluations(&self, trial: TrialId) -> Result<Vec<Evaluation>, StoreError> {
        let tables = self.read();
        let trial = tables.trials.get(&trial);
        let kept = trial
            .into_iter()
            .flat_map(|trial| trial.evaluations.values());
        Ok(kept.map(|(_, evaluation)| evaluation.clone()).collect())
    }

    async fn outcomes(&self, sweep: SweepId) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
        Ok(self.read().outcomes(sweep))
    }

    async fn configuration(
        &self,
        selector: &str,
    ) -> Result<(SweepId, ConfigurationOutcomes), StoreError> {
        self.read().find_configuration(selector)
    }

    async fn outcomes_at(
        &self,
        sweep: SweepId,
        places: Range<u64>,
    ) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
        Ok(self.read().outcomes_at(sweep, places))
    }

    async fn evaluations_after(
        &self,
        sweep: SweepId,
        after: (u64, Step),
        limit: u32,
    ) -> Result<Vec<EvaluationRow>, StoreError> {
        Ok(self.read().evaluations_after(sweep, after, limit))
    }

    async fn trace_steps_after(
        &self,
        sweep: SweepId,
        after: (u64, u32, u32),
        limit: u32,
    ) -> Result<Vec<TraceStepRow>, StoreError> {
        Ok(self.read().trace_steps_after(sweep, after, limit))
    }

    async fn query(&self, _sql: &str, _limits: QueryLimits) -> Result<QueryAnswer, StoreError> {
        Err(no_sql())
    }

    async fn register_worker(&self, worker: NewWorker) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.register(worker);
            Ok(())
        })
    }

    async fn workers(&self) -> Result<Vec<WorkerRow>, StoreError> {
        Ok(self.read().workers_seen())
    }

    async fn worker(&self, selector: &str) -> Result<WorkerRow, StoreError> {
        self.read().worker(selector)
    }

    async fn held_by(&self, worker: WorkerId) -> Result<Vec<HeldRow>, StoreError> {
        Ok(self.read().held_by(worker))
    }

    async fn slots_seen(&self, since: Micros) -> Result<u32, StoreError> {
        Ok(self.read().slots_seen(since))
    }

    async fn queue(&self) -> Result<Vec<QueuedGroup>, StoreError> {
        Ok(self.read().queue())
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<HandedOut>, StoreError> {
        self.write(|tables| tables.claim(&claim))
    }

    async fn report(&self, report: Report) -> Result<Reported, StoreError> {
        self.write(|tables| tables.report(&report))
    }

    async fn wants_checkpoint(
        &self,
        worker: WorkerId,
        checkpoint: &CheckpointRow,
    ) -> Result<bool, StoreError> {
        Ok(self.read().wants(worker, checkpoint))
    }

    async fn put_checkpoint(
        &self,
        worker: WorkerId,
        checkpoint: CheckpointRow,
        keep: NonZeroU32,
        _now: Micros,
    ) -> Result<bool, StoreError> {
        self.write(|tables| Ok(tables.put_checkpoint(worker, checkpoint, keep)))
    }

    async fn weights(
        &self,
        trial: TrialId,
        which: WhichWeights,
    ) -> Result<Option<CheckpointRow>, StoreError> {
        Ok(self.read().weights(trial, which))
    }

    async fn unnamed_checkpoints(
        &self,
        content_hashes: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let mut unnamed = content_hashes.to_vec();
        self.read().retain_unnamed(&mut unnamed);
        Ok(unnamed)
    }

    async fn unneeded_checkpoints(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        self.write(|tables| Ok(tables.forget_unneeded(limit)))
    }

    async fn expire_leases(&self, now: Micros) -> Result<Vec<LeaseEnd>, StoreError> {
        self.write(|tables| Ok(tables.expire_leases(now)))
    }

    async fn rearm_leases(&self, until: Micros) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.rearm_leases(until);
            Ok(())
        })
    }

    async fn create_token(&self, token: NewToken) -> Result<(), StoreError> {
        self.write(|tables| {
            tables.create_token(&token);
            Ok(())
        })
    }

    async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        Ok(self.read().tokens_made())
    }

    async fn token_with(&self, hash: &TokenHash) -> Result<Option<TokenRow>, StoreError> {
        Ok(self.read().token_with(hash))
    }

    async fn revoke_token(&self, selector: &str, now: Micros) -> Result<TokenRow, StoreError> {
        self.write(|tables| tables.revoke_token(selector, now))
    }

    async fn status(&self) -> Result<Status, StoreError> {
        Ok(self.read().status())
    }

    async fn close(&self) {}
}

fn no_sql() -> StoreError {
    StoreError::QueryRefused {
        reason: "sweeps that are kept in memory cannot be asked in SQL".to_owned(),
    }
}
