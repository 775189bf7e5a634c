//! A change on its way through the writer, and the caller that waits for its answer.

use async_trait::async_trait;
use sqlx::SqliteConnection;
use tokio::sync::oneshot;

use super::flow::Change;
use crate::StoreError;

/// A call of any kind.
#[async_trait]
pub(super) trait Call: Send {
    /// About how many rows it writes.
    fn rows(&self) -> usize;

    /// Whether nobody waits for its answer any more.
    fn is_abandoned(&self) -> bool;

    /// Makes the change; whether what was done is to be kept.
    async fn make(&mut self, conn: &mut SqliteConnection) -> bool;

    /// Tells the caller how it went, once that is certain.
    fn answer(self: Box<Self>);

    /// Tells the caller that nothing came of it.
    fn refuse(self: Box<Self>, reason: &str);
}

/// A change that its caller waits for.
pub(super) struct Waiting<C: Change> {
    change: C,
    /// How it went.
    made: Option<Result<C::Answer, StoreError>>,
    /// Where that is told.
    caller: oneshot::Sender<Result<C::Answer, StoreError>>,
}

impl<C: Change> Waiting<C> {
    /// A call and where its answer will be.
    pub(super) fn on(change: C) -> (Self, oneshot::Receiver<Result<C::Answer, StoreError>>) {
        let (caller, answer) = oneshot::channel();
        let call = Self {
            change,
            made: None,
            caller,
        };
        (call, answer)
    }
}

#[async_trait]
impl<C: Change> Call for Waiting<C> {
    fn rows(&self) -> usize {
        self.change.rows()
    }

    fn is_abandoned(&self) -> bool {
        self.caller.is_closed()
    }

    async fn make(&mut self, conn: &mut SqliteConnection) -> bool {
        let made = self.change.make(conn).await;
        let is_made = made.is_ok();
        self.made = Some(made);
        is_made
    }

    // Where the caller has gone meanwhile there is nobody to tell; the change stays, and repeating it
    // does no harm.

    fn answer(self: Box<Self>) {
        if let Some(made) = self.made {
            self.caller.send(made).ok();
        }
    }

    fn refuse(self: Box<Self>, reason: &str) {
        // What it was told of the data may rest on calls that nothing came of, too.
        let error = match self.made {
            Some(Err(error @ StoreError::Database(_))) => error,
            _ => StoreError::not_committed(reason),
        };
        self.caller.send(Err(error)).ok();
    }
}
