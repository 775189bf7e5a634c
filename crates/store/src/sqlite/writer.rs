//! The one connection that writes, and group commit.
//!
//! A commit waits for the disk, whatever is in it. So calls do not commit one by one: whatever waits
//! when a transaction begins is made in it, in the order of arrival; a call that fails is taken back
//! alone. All are answered after the commit, so what was acknowledged is on the disk. A call that
//! writes many rows has its turn like any other, and a group of its own: those before it are not kept
//! waiting for its commit.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use sqlx::{Connection, Sqlite, SqliteConnection, SqlitePool, Transaction};
use tokio::sync::mpsc;

use super::{
    call::{Call, Waiting},
    flow::Change,
};
use crate::StoreError;

/// Callers beyond so many wait to be let in.
const QUEUE: usize = 1_024;

/// A group writes about so many rows at most, unless a single call writes more.
const GROUP_ROWS: usize = 2_000;

/// Takes changes, and answers them when they are committed.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    /// One connection.
    pub(super) connection: SqlitePool,
    /// To the task that has it.
    calls: mpsc::Sender<Box<dyn Call>>,
}

impl Writer {
    /// Starts a task that writes through this connection until the last clone of the writer is gone.
    pub(super) fn on(connection: SqlitePool) -> Self {
        let (calls, arriving) = mpsc::channel(QUEUE);
        let groups = Groups {
            connection: connection.clone(),
            arriving,
            next: None,
        };
        tokio::spawn(groups.commit_all());
        Self { connection, calls }
    }

    /// Makes a change. Dropped before its turn, the change is not made; dropped later, it may be.
    pub(super) async fn write<C: Change>(&self, change: C) -> Result<C::Answer, StoreError> {
        let lost = || StoreError::not_committed("the writer gave it up");
        let (call, answer) = Waiting::on(change);
        let sent = self.calls.send(Box::new(call)).await;
        sent.map_err(|_| lost())?;
        answer.await.unwrap_or_else(|_| Err(lost()))
    }

    /// Lets the group finish that is being written; calls that wait for another are refused.
    pub(super) async fn close(&self) {
        self.connection.close().await;
    }
}

/// The task that writes.
struct Groups {
    connection: SqlitePool,
    /// Calls in the order of their arrival.
    arriving: mpsc::Receiver<Box<dyn Call>>,
    /// The first call of the next group, where it was too large for the last one.
    next: Option<Box<dyn Call>>,
}

impl Groups {
    async fn commit_all(mut self) {
        while let Some(first) = self.first().await {
            let committing = AssertUnwindSafe(self.commit(first)).catch_unwind();
            if committing.await.is_err() {
                tracing::error!("a change panicked; it and those in its group were taken back");
            }
        }
    }

    /// The call that the next group begins with.
    async fn first(&mut self) -> Option<Box<dyn Call>> {
        match self.next.take() {
            Some(call) => Some(call),
            None => self.arriving.recv().await,
        }
    }

    /// Commits a group and answers its callers.
    async fn commit(&mut self, first: Box<dyn Call>) {
        let mut group = vec![first];
        match self.try_to_commit(&mut group).await {
            Ok(()) => {
                for call in group {
                    call.answer();
                }
            }
            Err(error) => {
                let reason = error.to_string();
                for call in group {
                    call.refuse(&reason);
                }
            }
        }
    }

    async fn try_to_commit(&mut self, group: &mut Vec<Box<dyn Call>>) -> Result<(), sqlx::Error> {
        let acquired = self.connection.acquire().await;
        self.gather(group);
        let mut connection = acquired?;
        let written = write(&mut connection, group).await;
        if written.is_err() {
            // After a commit that failed it would begin no other transaction; the pool opens a new one.
            connection.close().await.ok();
        }
        written
    }

    /// Adds the calls that have arrived, as many as a group may have.
    fn gather(&mut self, group: &mut Vec<Box<dyn Call>>) {
        let mut rows: usize = group.iter().map(|call| call.rows()).sum();
        while let Ok(call) = self.arriving.try_recv() {
            rows += call.rows();
            if rows > GROUP_ROWS {
                self.next = Some(call);
                return;
            }
            group.push(call);
        }
    }
}

/// Makes a group's changes in one transaction: as if they were one change, since a savepoint for each is
/// two statements more, and calls hardly ever fail; where one does, each on its own.
async fn write(
    connection: &mut SqliteConnection,
    group: &mut [Box<dyn Call>],
) -> Result<(), sqlx::Error> {
    if write_as_one(connection, group).await? {
        return Ok(());
    }
    write_apart(connection, group).await
}

/// Makes the changes of a group, or none if any fails; whether they are made.
async fn write_as_one(
    connection: &mut SqliteConnection,
    group: &mut [Box<dyn Call>],
) -> Result<bool, sqlx::Error> {
    let mut tx = begin(connection).await?;
    for call in waited_for(group) {
        if !call.make(&mut tx).await {
            tx.rollback().await?;
            return Ok(false);
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Makes those changes of a group that do not fail.
async fn write_apart(
    connection: &mut SqliteConnection,
    group: &mut [Box<dyn Call>],
) -> Result<(), sqlx::Error> {
    let mut tx = begin(connection).await?;
    for call in waited_for(group) {
        let mut savepoint = tx.begin().await?;
        if call.make(&mut savepoint).await {
            savepoint.commit().await?;
        } else {
            savepoint.rollback().await?;
        }
    }
    tx.commit().await
}

/// A transaction that begins with the write lock.
async fn begin(connection: &mut SqliteConnection) -> Result<Transaction<'_, Sqlite>, sqlx::Error> {
    connection.begin_with("BEGIN IMMEDIATE").await
}

/// The calls of a group whose callers are still there.
fn waited_for(group: &mut [Box<dyn Call>]) -> impl Iterator<Item = &mut Box<dyn Call>> {
    group.iter_mut().filter(|call| !call.is_abandoned())
}
