//! The store: the only truth of Dwell, behind one trait.
//!
//! Coordinators keep no state of their own; each call here is one transaction. The trait speaks in
//! types of `dwell-domain` and in the rows of [`rows`]; which trials to hand out is decided
//! elsewhere (`dwell-search`), and this crate only makes the choice durable and exclusive.
//!
//! What a call does is written once, in the files of `flow`, and compiled for each engine that speaks
//! SQL; `sqlite` and `postgres` keep what is their own.

mod database;
mod decode;
mod error;
mod findings;
mod memory;
mod news;
mod postgres;
mod prefix;
mod records;
pub mod rows;
mod sqlite;
mod statement;
#[cfg(test)]
mod suite;
pub mod views;

use std::{num::NonZeroU32, ops::Range};

use async_trait::async_trait;
use dwell_domain::{
    Evaluation, Micros, QueuedGroup, Step, SweepId, TokenHash, TrialId, TrialState, WorkerId,
};
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use uuid::Uuid;

use crate::rows::{
    AttemptRow, CheckpointRow, Claim, ConfigurationOutcomes, EvaluationRow, EventRow, HandedOut,
    HeldRow, LeaseEnd, NewSweep, NewToken, NewWorker, QueryAnswer, QueryLimits, Report, Reported,
    Status, Submitted, SweepRow, TokenRow, TraceStepRow, TrialRow, WhichWeights, WorkerRow,
};
pub use crate::{
    database::{Database, UnknownDatabase},
    error::StoreError,
    findings::{Contents, Finding, Inspection, Subject, Wrong},
    memory::MemoryStore,
    news::News,
    postgres::PostgresStore,
    sqlite::SqliteStore,
};

/// Everything that a coordinator asks of its database.
///
/// Calls that change something can be repeated with the same arguments without changing more.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Where results are kept, for people.
    fn describe(&self) -> String;

    /// The id of this database, which no other has, and which stays.
    async fn identity(&self) -> Result<Uuid, StoreError>;

    /// Gives it another one: a restored copy is another database.
    async fn renew_identity(&self, id: Uuid) -> Result<(), StoreError>;

    /// Stores a sweep with its configurations and trials, or finds the one that is there: the
    /// same request id, or (unless `fresh`) the same spec hash in a sweep that was not cancelled.
    async fn submit(&self, sweep: NewSweep) -> Result<Submitted, StoreError>;

    /// The sweep that a person names: `last`, a name (the newest of that name), or a unique
    /// prefix of an id.
    async fn sweep(&self, selector: &str) -> Result<SweepRow, StoreError>;

    /// The spec of a sweep, as it was submitted.
    async fn spec(&self, sweep: SweepId) -> Result<String, StoreError>;

    /// Sweeps in descending order of id, which is newest first, from below `before`.
    async fn sweeps(
        &self,
        before: Option<SweepId>,
        limit: u32,
    ) -> Result<Vec<SweepRow>, StoreError>;

    /// Cancels a sweep and every trial of it that has not ended.
    async fn cancel_sweep(
        &self,
        sweep: SweepId,
        reason: &str,
        now: Micros,
    ) -> Result<SweepRow, StoreError>;

    /// Trials of a sweep in ascending order of number, from above `after`; `states` empty is all.
    /// Their results come without traces.
    async fn trials(
        &self,
        sweep: SweepId,
        states: &[TrialState],
        after: u64,
        limit: u32,
    ) -> Result<Vec<TrialRow>, StoreError>;

    /// The trial that a person names: `SWEEP/NUMBER`, or a unique prefix of an id. Its result
    /// comes with traces.
    async fn trial(&self, selector: &str) -> Result<TrialRow, StoreError>;

    /// Every attempt of a trial, the first one first.
    async fn attempts(&self, trial: TrialId) -> Result<Vec<AttemptRow>, StoreError>;

    /// What happened to a trial, in order.
    async fn events(&self, trial: TrialId) -> Result<Vec<EventRow>, StoreError>;

    /// Every evaluation of a trial in ascending order of step; of several attempts that reached a
    /// step, the last one's.
    async fn evaluations(&self, trial: TrialId) -> Result<Vec<Evaluation>, StoreError>;

    /// The configurations of a sweep, in its order, with the results over seeds.
    async fn outcomes(&self, sweep: SweepId) -> Result<Vec<ConfigurationOutcomes>, StoreError>;

    /// The configuration that a person names by a unique prefix of its id, with its results over
    /// seeds, and its sweep.
    async fn configuration(
        &self,
        selector: &str,
    ) -> Result<(SweepId, ConfigurationOutcomes), StoreError>;

    /// The configurations of a sweep like [`Self::outcomes`], those at these places of its plan, from
    /// 0: what a sweep of any size is read by.
    async fn outcomes_at(
        &self,
        sweep: SweepId,
        places: Range<u64>,
    ) -> Result<Vec<ConfigurationOutcomes>, StoreError>;

    /// The evaluations of a sweep in ascending order of trial number and step, from above `after`.
    async fn evaluations_after(
        &self,
        sweep: SweepId,
        after: (u64, Step),
        limit: u32,
    ) -> Result<Vec<EvaluationRow>, StoreError>;

    /// The traces of a sweep's results, step by step, in ascending order of trial number, sequence
    /// and step, from above `after`.
    async fn trace_steps_after(
        &self,
        sweep: SweepId,
        after: (u64, u32, u32),
        limit: u32,
    ) -> Result<Vec<TraceStepRow>, StoreError>;

    /// Answers one statement that a person wrote. It can read and do nothing else, which the
    /// connection sees to, and not the text; dropping the future stops it.
    async fn query(&self, sql: &str, limits: QueryLimits) -> Result<QueryAnswer, StoreError>;

    /// Makes a worker known, or known again.
    async fn register_worker(&self, worker: NewWorker) -> Result<(), StoreError>;

    /// Every worker, the latest seen first.
    async fn workers(&self) -> Result<Vec<WorkerRow>, StoreError>;

    /// The worker that a person names by a unique prefix of its id.
    async fn worker(&self, selector: &str) -> Result<WorkerRow, StoreError>;

    /// What a worker holds now, by slot, sweep and number.
    async fn held_by(&self, worker: WorkerId) -> Result<Vec<HeldRow>, StoreError>;

    /// How many slots the workers have that were seen since then.
    async fn slots_seen(&self, since: Micros) -> Result<u32, StoreError>;

    /// What waits in active sweeps, by sweep and pack key.
    async fn queue(&self) -> Result<Vec<QueuedGroup>, StoreError>;

    /// Hands trials to a slot. What was handed to it before and got lost on the way comes again,
    /// unchanged and alone: the next picks are chosen knowing of it. Else the picks: state
    /// `running`, attempt + 1 and the lease are set in the same transaction.
    async fn claim(&self, claim: Claim) -> Result<Vec<HandedOut>, StoreError>;

    /// Takes a worker's facts in order, renews the leases of what it holds, and says what it is to
    /// stop. All of it is one transaction.
    async fn report(&self, report: Report) -> Result<Reported, StoreError>;

    /// Whether a checkpoint is worth receiving: its trial is still the attempt's to go on with,
    /// that is, it runs, or its lease ran out and nobody else has the trial yet. Weights are, as long
    /// as the trial has not ended: whichever attempt is first with a result has them kept.
    async fn wants_checkpoint(
        &self,
        worker: WorkerId,
        checkpoint: &CheckpointRow,
    ) -> Result<bool, StoreError>;

    /// Records a checkpoint whose bytes are kept already; `false` when it is not wanted.
    ///
    /// Of the places to go on from the latest `keep` stay. The weights of an attempt do until its
    /// trial ends, and from there on if it is this attempt whose result was accepted.
    async fn put_checkpoint(
        &self,
        worker: WorkerId,
        checkpoint: CheckpointRow,
        keep: NonZeroU32,
        now: Micros,
    ) -> Result<bool, StoreError>;

    /// The weights that came with a trial's accepted result; `None` without either.
    async fn weights(
        &self,
        trial: TrialId,
        which: WhichWeights,
    ) -> Result<Option<CheckpointRow>, StoreError>;

    /// Those of some content hashes under which no checkpoint is recorded.
    async fn unnamed_checkpoints(
        &self,
        content_hashes: &[String],
    ) -> Result<Vec<String>, StoreError>;

    /// Content hashes that no trial needs any more, at most `limit`; the rows go with this call.
    async fn unneeded_checkpoints(&self, limit: u32) -> Result<Vec<String>, StoreError>;

    /// Ends the leases that ran out before `now`: their trials are queued again. A lost worker is
    /// no fault of the trial, so this is not counted against it.
    async fn expire_leases(&self, now: Micros) -> Result<Vec<LeaseEnd>, StoreError>;

    /// Gives every running trial a lease until `until`: a coordinator that starts must not expire a
    /// fleet by its own absence, nor wait for leases that a clock far ahead has given.
    async fn rearm_leases(&self, until: Micros) -> Result<(), StoreError>;

    /// Makes a token known.
    async fn create_token(&self, token: NewToken) -> Result<(), StoreError>;

    /// Every token that was ever made, the newest first.
    async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError>;

    /// The token of this hash, also one that is good for nothing any more.
    async fn token_with(&self, hash: &TokenHash) -> Result<Option<TokenRow>, StoreError>;

    /// Takes back the token that a person names by a unique prefix of its id.
    async fn revoke_token(&self, selector: &str, now: Micros) -> Result<TokenRow, StoreError>;

    /// The cluster in numbers.
    async fn status(&self) -> Result<Status, StoreError>;

    /// Tells the other coordinators on this database where to look again. A store that no others
    /// can share has nobody to tell, and nobody to hear.
    async fn tell(&self, _news: News) -> Result<(), StoreError> {
        Ok(())
    }

    /// What other coordinators tell from now on. The stream ends when it can hear no more; what was
    /// told before it is asked for again is lost.
    async fn hear(&self) -> Result<BoxStream<'static, News>, StoreError> {
        Ok(stream::pending().boxed())
    }

    /// Ends in good order. What was acknowledged is kept without it.
    async fn close(&self);
}
