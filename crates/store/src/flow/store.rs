//! The store's calls: each reading one on one state of the database, each changing one as a
//! [`Change`](super::Change).

use std::{num::NonZeroU32, ops::Range};

use async_trait::async_trait;
use dwell_domain::{
    Evaluation, Micros, QueuedGroup, Step, SweepId, TokenHash, TrialId, TrialState, WorkerId,
};
use futures::stream::BoxStream;
use uuid::Uuid;

use super::{
    super::news,
    change::{
        CancelSweep, ExpireLeases, ForgetCheckpoints, PutCheckpoint, RearmLeases, RenewIdentity,
        RevokeToken,
    },
    checkpoints, claim,
    dialect::Engine,
    evaluations, events, exported, identity, outcomes, sweeps, tokens, trials, workers,
};
use crate::{
    News, Store, StoreError,
    rows::{
        AttemptRow, CheckpointRow, Claim, ConfigurationOutcomes, EvaluationRow, EventRow,
        HandedOut, HeldRow, LeaseEnd, NewSweep, NewToken, NewWorker, QueryAnswer, QueryLimits,
        Report, Reported, Status, Submitted, SweepRow, TokenRow, TraceStepRow, TrialRow,
        WhichWeights, WorkerRow,
    },
};

#[async_trait]
impl Store for Engine {
    fn describe(&self) -> String {
        self.place()
    }

    async fn identity(&self) -> Result<Uuid, StoreError> {
        identity::get(&mut *self.read().await?).await
    }

    async fn renew_identity(&self, id: Uuid) -> Result<(), StoreError> {
        self.write(RenewIdentity { id }).await
    }

    async fn submit(&self, sweep: NewSweep) -> Result<Submitted, StoreError> {
        self.write(sweep).await
    }

    async fn sweep(&self, selector: &str) -> Result<SweepRow, StoreError> {
        let mut tx = self.snapshot().await?;
        let id = sweeps::resolve(&mut tx, selector).await?;
        sweeps::get(&mut tx, id).await
    }

    async fn spec(&self, sweep: SweepId) -> Result<String, StoreError> {
        sweeps::spec(&mut *self.read().await?, sweep).await
    }

    async fn sweeps(
        &self,
        before: Option<SweepId>,
        limit: u32,
    ) -> Result<Vec<SweepRow>, StoreError> {
        sweeps::list(&mut *self.read().await?, before, limit).await
    }

    async fn cancel_sweep(
        &self,
        sweep: SweepId,
        reason: &str,
        now: Micros,
    ) -> Result<SweepRow, StoreError> {
        let reason = reason.to_owned();
        self.write(CancelSweep { sweep, reason, now }).await
    }

    async fn trials(
        &self,
        sweep: SweepId,
        states: &[TrialState],
        after: u64,
        limit: u32,
    ) -> Result<Vec<TrialRow>, StoreError> {
        trials::list(&mut *self.snapshot().await?, sweep, states, after, limit).await
    }

    async fn trial(&self, selector: &str) -> Result<TrialRow, StoreError> {
        let mut tx = self.snapshot().await?;
        let id = trials::resolve(&mut tx, selector).await?;
        trials::get(&mut tx, id).await
    }

    async fn attempts(&self, trial: TrialId) -> Result<Vec<AttemptRow>, StoreError> {
        trials::attempts(&mut *self.read().await?, trial).await
    }

    async fn events(&self, trial: TrialId) -> Result<Vec<EventRow>, StoreError> {
        events::of_trial(&mut *self.read().await?, trial).await
    }

    async fn evaluations(&self, trial: TrialId) -> Result<Vec<Evaluation>, StoreError> {
        evaluations::of_trial(&mut *self.read().await?, trial).await
    }

    async fn outcomes(&self, sweep: SweepId) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
        outcomes::of_sweep(&mut *self.snapshot().await?, sweep).await
    }

    async fn configuration(
        &self,
        selector: &str,
    ) -> Result<(SweepId, ConfigurationOutcomes), StoreError> {
        outcomes::of_configuration(&mut *self.snapshot().await?, selector).await
    }

    async fn outcomes_at(
        &self,
        sweep: SweepId,
        places: Range<u64>,
    ) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
        outcomes::at(&mut *self.snapshot().await?, sweep, places).await
    }

    async fn evaluations_after(
        &self,
        sweep: SweepId,
        after: (u64, Step),
        limit: u32,
    ) -> Result<Vec<EvaluationRow>, StoreError> {
        exported::evaluations(&mut *self.snapshot().await?, sweep, after, limit).await
    }

    async fn trace_steps_after(
        &self,
        sweep: SweepId,
        after: (u64, u32, u32),
        limit: u32,
    ) -> Result<Vec<TraceStepRow>, StoreError> {
        exported::trace_steps(&mut *self.snapshot().await?, sweep, after, limit).await
    }

    async fn query(&self, sql: &str, limits: QueryLimits) -> Result<QueryAnswer, StoreError> {
        self.queries.answer(sql, limits).await
    }

    async fn register_worker(&self, worker: NewWorker) -> Result<(), StoreError> {
        self.write(worker).await
    }

    async fn workers(&self) -> Result<Vec<WorkerRow>, StoreError> {
        workers::list(&mut *self.snapshot().await?).await
    }

    async fn worker(&self, selector: &str) -> Result<WorkerRow, StoreError> {
        let mut conn = self.snapshot().await?;
        let id = workers::resolve(&mut conn, selector).await?;
        workers::get(&mut conn, id).await
    }

    async fn held_by(&self, worker: WorkerId) -> Result<Vec<HeldRow>, StoreError> {
        workers::held_by(&mut *self.read().await?, worker).await
    }

    async fn slots_seen(&self, since: Micros) -> Result<u32, StoreError> {
        workers::slots_seen(&mut *self.read().await?, since).await
    }

    async fn queue(&self) -> Result<Vec<QueuedGroup>, StoreError> {
        claim::queue(&mut *self.read().await?).await
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<HandedOut>, StoreError> {
        self.write(claim).await
    }

    async fn report(&self, report: Report) -> Result<Reported, StoreError> {
        self.write(report).await
    }

    async fn wants_checkpoint(
        &self,
        worker: WorkerId,
        checkpoint: &CheckpointRow,
    ) -> Result<bool, StoreError> {
        checkpoints::is_wanted(&mut *self.read().await?, worker, checkpoint).await
    }

    async fn put_checkpoint(
        &self,
        worker: WorkerId,
        checkpoint: CheckpointRow,
        keep: NonZeroU32,
        now: Micros,
    ) -> Result<bool, StoreError> {
        let put = PutCheckpoint {
            worker,
            checkpoint,
            keep,
            now,
        };
        self.write(put).await
    }

    async fn weights(
        &self,
        trial: TrialId,
        which: WhichWeights,
    ) -> Result<Option<CheckpointRow>, StoreError> {
        checkpoints::weights(&mut *self.read().await?, trial, which).await
    }

    async fn unnamed_checkpoints(
        &self,
        content_hashes: &[String],
    ) -> Result<Vec<String>, StoreError> {
        checkpoints::unnamed(&mut *self.read().await?, content_hashes).await
    }

    async fn unneeded_checkpoints(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        self.write(ForgetCheckpoints { limit }).await
    }

    async fn expire_leases(&self, now: Micros) -> Result<Vec<LeaseEnd>, StoreError> {
        self.write(ExpireLeases { now }).await
    }

    async fn rearm_leases(&self, until: Micros) -> Result<(), StoreError> {
        self.write(RearmLeases { until }).await
    }

    async fn create_token(&self, token: NewToken) -> Result<(), StoreError> {
        self.write(token).await
    }

    async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        tokens::list(&mut *self.read().await?).await
    }

    async fn token_with(&self, hash: &TokenHash) -> Result<Option<TokenRow>, StoreError> {
        tokens::with_hash(&mut *self.read().await?, hash).await
    }

    async fn revoke_token(&self, selector: &str, now: Micros) -> Result<TokenRow, StoreError> {
        let selector = selector.to_owned();
        self.write(RevokeToken { selector, now }).await
    }

    async fn status(&self) -> Result<Status, StoreError> {
        sweeps::status(&mut *self.read().await?).await
    }

    async fn tell(&self, news: News) -> Result<(), StoreError> {
        news::tell(self, news).await
    }

    async fn hear(&self) -> Result<BoxStream<'static, News>, StoreError> {
        news::hear(self).await
    }

    async fn close(&self) {
        self.disconnect().await;
    }
}
