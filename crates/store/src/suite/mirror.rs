//! Two stores as one: every call goes to both, and both must answer alike. Held against the model
//! in memory like this, an engine has to tell the same story down to each word and number.

use std::{fmt::Debug, num::NonZeroU32, ops::Range};

use async_trait::async_trait;
use dwell_domain::{
    Evaluation, Micros, QueuedGroup, Step, SweepId, TokenHash, TrialId, TrialState, WorkerId,
};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{
    MemoryStore, Store, StoreError,
    rows::{
        AttemptRow, CheckpointRow, Claim, ConfigurationOutcomes, EvaluationRow, EventRow,
        HandedOut, HeldRow, LeaseEnd, NewSweep, NewToken, NewWorker, QueryAnswer, QueryLimits,
        Report, Reported, Status, Submitted, SweepRow, TokenRow, TraceStepRow, TrialRow,
        WhichWeights, WorkerRow,
    },
};

/// A store and the model that it is held against.
pub(crate) struct Mirror<S> {
    store: S,
    model: MemoryStore,
    /// Calls come to both in one order.
    turn: Mutex<()>,
}

impl<S> Mirror<S> {
    /// Both have to be empty.
    pub(crate) fn of(store: S) -> Self {
        Self {
            store,
            model: MemoryStore::new(),
            turn: Mutex::new(()),
        }
    }
}

/// The answer of both, which is one.
fn one<T: Debug>(
    call: &str,
    store: Result<T, StoreError>,
    model: &Result<T, StoreError>,
) -> Result<T, StoreError> {
    match (&store, model) {
        (Err(store), Err(model)) => assert_eq!(store.to_string(), model.to_string(), "{call}"),
        _ => assert_eq!(format!("{store:#?}"), format!("{model:#?}"), "{call}"),
    }
    store
}

/// Asks both.
macro_rules! both {
    ($self:ident.$call:ident($($argument:expr),*)) => {{
        let _turn = $self.turn.lock().await;
        let store = $self.store.$call($($argument.clone()),*).await;
        let model = $self.model.$call($($argument),*).await;
        one(stringify!($call), store, &model)
    }};
}

#[async_trait]
impl<S: Store> Store for Mirror<S> {
    fn describe(&self) -> String {
        self.store.describe()
    }

    /// Each has its own.
    async fn identity(&self) -> Result<Uuid, StoreError> {
        self.store.identity().await
    }

    async fn renew_identity(&self, id: Uuid) -> Result<(), StoreError> {
        self.store.renew_identity(id).await
    }

    async fn submit(&self, sweep: NewSweep) -> Result<Submitted, StoreError> {
        both!(self.submit(sweep))
    }

    async fn sweep(&self, selector: &str) -> Result<SweepRow, StoreError> {
        both!(self.sweep(selector))
    }

    async fn spec(&self, sweep: SweepId) -> Result<String, StoreError> {
        both!(self.spec(sweep))
    }

    async fn sweeps(
        &self,
        before: Option<SweepId>,
        limit: u32,
    ) -> Result<Vec<SweepRow>, StoreError> {
        both!(self.sweeps(before, limit))
    }

    async fn cancel_sweep(
        &self,
        sweep: SweepId,
        reason: &str,
        now: Micros,
    ) -> Result<SweepRow, StoreError> {
        both!(self.cancel_sweep(sweep, reason, now))
    }

    async fn trials(
        &self,
        sweep: SweepId,
        states: &[TrialState],
        after: u64,
        limit: u32,
    ) -> Result<Vec<TrialRow>, StoreError> {
        both!(self.trials(sweep, states, after, limit))
    }

    async fn trial(&self, selector: &str) -> Result<TrialRow, StoreError> {
        both!(self.trial(selector))
    }

    async fn attempts(&self, trial: TrialId) -> Result<Vec<AttemptRow>, StoreError> {
        both!(self.attempts(trial))
    }

    async fn events(&self, trial: TrialId) -> Result<Vec<EventRow>, StoreError> {
        both!(self.events(trial))
    }

    async fn evaluations(&self, trial: TrialId) -> Result<Vec<Evaluation>, StoreError> {
        both!(self.evaluations(trial))
    }

    async fn outcomes(&self, sweep: SweepId) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
        both!(self.outcomes(sweep))
    }

    async fn configuration(
        &self,
        selector: &str,
    ) -> Result<(SweepId, ConfigurationOutcomes), StoreError> {
        both!(self.configuration(selector))
    }

    async fn outcomes_at(
        &self,
        sweep: SweepId,
        places: Range<u64>,
    ) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
        both!(self.outcomes_at(sweep, places))
    }

    async fn evaluations_after(
        &self,
        sweep: SweepId,
        after: (u64, Step),
        limit: u32,
    ) -> Result<Vec<EvaluationRow>, StoreError> {
        both!(self.evaluations_after(sweep, after, limit))
    }

    async fn trace_steps_after(
        &self,
        sweep: SweepId,
        after: (u64, u32, u32),
        limit: u32,
    ) -> Result<Vec<TraceStepRow>, StoreError> {
        both!(self.trace_steps_after(sweep, after, limit))
    }

    /// Only the store has SQL.
    async fn query(&self, sql: &str, limits: QueryLimits) -> Result<QueryAnswer, StoreError> {
        self.store.query(sql, limits).await
    }

    async fn register_worker(&self, worker: NewWorker) -> Result<(), StoreError> {
        both!(self.register_worker(worker))
    }

    async fn workers(&self) -> Result<Vec<WorkerRow>, StoreError> {
        both!(self.workers())
    }

    async fn worker(&self, selector: &str) -> Result<WorkerRow, StoreError> {
        both!(self.worker(selector))
    }

    async fn held_by(&self, worker: WorkerId) -> Result<Vec<HeldRow>, StoreError> {
        both!(self.held_by(worker))
    }

    async fn slots_seen(&self, since: Micros) -> Result<u32, StoreError> {
        both!(self.slots_seen(since))
    }

    async fn queue(&self) -> Result<Vec<QueuedGroup>, StoreError> {
        both!(self.queue())
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<HandedOut>, StoreError> {
        both!(self.claim(claim))
    }

    async fn report(&self, report: Report) -> Result<Reported, StoreError> {
        both!(self.report(report))
    }

    async fn wants_checkpoint(
        &self,
        worker: WorkerId,
        checkpoint: &CheckpointRow,
    ) -> Result<bool, StoreError> {
        let _turn = self.turn.lock().await;
        let store = self.store.wants_checkpoint(worker, checkpoint).await;
        let model = self.model.wants_checkpoint(worker, checkpoint).await;
        one("wants_checkpoint", store, &model)
    }

    async fn put_checkpoint(
        &self,
        worker: WorkerId,
        checkpoint: CheckpointRow,
        keep: NonZeroU32,
        now: Micros,
    ) -> Result<bool, StoreError> {
        both!(self.put_checkpoint(worker, checkpoint, keep, now))
    }

    async fn weights(
        &self,
        trial: TrialId,
        which: WhichWeights,
    ) -> Result<Option<CheckpointRow>, StoreError> {
        both!(self.weights(trial, which))
    }

    /// Which unneeded ones are forgotten first is nobody's promise: the store is asked alone.
    async fn unnamed_checkpoints(
        &self,
        content_hashes: &[String],
    ) -> Result<Vec<String>, StoreError> {
        self.store.unnamed_checkpoints(content_hashes).await
    }

    async fn unneeded_checkpoints(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        self.store.unneeded_checkpoints(limit).await
    }

    async fn expire_leases(&self, now: Micros) -> Result<Vec<LeaseEnd>, StoreError> {
        both!(self.expire_leases(now))
    }

    async fn rearm_leases(&self, until: Micros) -> Result<(), StoreError> {
        both!(self.rearm_leases(until))
    }

    async fn create_token(&self, token: NewToken) -> Result<(), StoreError> {
        both!(self.create_token(token))
    }

    async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        both!(self.tokens())
    }

    async fn token_with(&self, hash: &TokenHash) -> Result<Option<TokenRow>, StoreError> {
        let _turn = self.turn.lock().await;
        let store = self.store.token_with(hash).await;
        one("token_with", store, &self.model.token_with(hash).await)
    }

    async fn revoke_token(&self, selector: &str, now: Micros) -> Result<TokenRow, StoreError> {
        both!(self.revoke_token(selector, now))
    }

    async fn status(&self) -> Result<Status, StoreError> {
        both!(self.status())
    }

    async fn close(&self) {
        self.store.close().await;
    }
}
