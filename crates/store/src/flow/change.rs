//! Changes as values. The engine decides in which transaction one is made, and whether it is made
//! again; this says what each does inside it.

use std::num::NonZeroU32;

use async_trait::async_trait;
use dwell_domain::{Micros, SweepId, WorkerId};
use uuid::Uuid;

use super::{
    checkpoints, claim, dialect::Connection, identity, leases, report, submit, sweeps, tokens,
    workers,
};
use crate::{
    StoreError,
    rows::{
        CheckpointRow, Claim, HandedOut, LeaseEnd, NewSweep, NewToken, NewWorker, Report, Reported,
        Submitted, SweepRow, TokenRow,
    },
};

/// Something that a transaction changes.
#[async_trait]
pub(in super::super) trait Change: Send + Sync + 'static {
    /// What the caller is told once it is committed.
    type Answer: Send + 'static;

    /// About how many rows it writes.
    fn rows(&self) -> usize {
        1
    }

    /// Makes the change. After an error the engine takes back what was done of it.
    async fn make(&self, conn: &mut Connection) -> Result<Self::Answer, StoreError>;
}

#[async_trait]
impl Change for NewSweep {
    type Answer = Submitted;

    fn rows(&self) -> usize {
        self.configurations.len() + self.trials.len()
    }

    async fn make(&self, conn: &mut Connection) -> Result<Submitted, StoreError> {
        submit::submit(conn, self).await
    }
}

#[async_trait]
impl Change for NewWorker {
    type Answer = ();

    async fn make(&self, conn: &mut Connection) -> Result<(), StoreError> {
        workers::register(conn, self).await
    }
}

#[async_trait]
impl Change for NewToken {
    type Answer = ();

    async fn make(&self, conn: &mut Connection) -> Result<(), StoreError> {
        tokens::create(conn, self).await
    }
}

/// A token is taken back.
pub(super) struct RevokeToken {
    /// The start of its id.
    pub(super) selector: String,
    pub(super) now: Micros,
}

#[async_trait]
impl Change for RevokeToken {
    type Answer = TokenRow;

    async fn make(&self, conn: &mut Connection) -> Result<TokenRow, StoreError> {
        tokens::revoke(conn, &self.selector, self.now).await
    }
}

/// The database becomes another one.
pub(super) struct RenewIdentity {
    pub(super) id: Uuid,
}

#[async_trait]
impl Change for RenewIdentity {
    type Answer = ();

    async fn make(&self, conn: &mut Connection) -> Result<(), StoreError> {
        identity::renew(conn, self.id).await
    }
}

#[async_trait]
impl Change for Claim {
    type Answer = Vec<HandedOut>;

    async fn make(&self, conn: &mut Connection) -> Result<Vec<HandedOut>, StoreError> {
        claim::claim(conn, self).await
    }
}

#[async_trait]
impl Change for Report {
    type Answer = Reported;

    fn rows(&self) -> usize {
        self.facts.len() + self.held.len()
    }

    async fn make(&self, conn: &mut Connection) -> Result<Reported, StoreError> {
        report::report(conn, self).await
    }
}

/// A sweep is cancelled.
pub(super) struct CancelSweep {
    pub(super) sweep: SweepId,
    pub(super) reason: String,
    pub(super) now: Micros,
}

#[async_trait]
impl Change for CancelSweep {
    type Answer = SweepRow;

    async fn make(&self, conn: &mut Connection) -> Result<SweepRow, StoreError> {
        sweeps::cancel(conn, self.sweep, &self.reason, self.now).await
    }
}

/// A worker brought a checkpoint.
pub(super) struct PutCheckpoint {
    pub(super) worker: WorkerId,
    pub(super) checkpoint: CheckpointRow,
    pub(super) keep: NonZeroU32,
    pub(super) now: Micros,
}

#[async_trait]
impl Change for PutCheckpoint {
    type Answer = bool;

    async fn make(&self, conn: &mut Connection) -> Result<bool, StoreError> {
        checkpoints::put(conn, self.worker, &self.checkpoint, self.keep, self.now).await
    }
}

/// Checkpoints that nobody needs are forgotten.
pub(super) struct ForgetCheckpoints {
    /// At most so many.
    pub(super) limit: u32,
}

#[async_trait]
impl Change for ForgetCheckpoints {
    type Answer = Vec<String>;

    async fn make(&self, conn: &mut Connection) -> Result<Vec<String>, StoreError> {
        checkpoints::forget_unneeded(conn, self.limit).await
    }
}

/// The leases end that ran out before a time.
pub(super) struct ExpireLeases {
    pub(super) now: Micros,
}

#[async_trait]
impl Change for ExpireLeases {
    type Answer = Vec<LeaseEnd>;

    async fn make(&self, conn: &mut Connection) -> Result<Vec<LeaseEnd>, StoreError> {
        leases::expire(conn, self.now).await
    }
}

/// Every running trial has a lease until a time at least.
pub(super) struct RearmLeases {
    pub(super) until: Micros,
}

#[async_trait]
impl Change for RearmLeases {
    type Answer = ();

    async fn make(&self, conn: &mut Connection) -> Result<(), StoreError> {
        leases::rearm(conn, self.until).await
    }
}
