//! Waiting for the disk, together.
//!
//! A commit that waits for the disk keeps its rows locked meanwhile, and the row of a sweep is changed
//! by everyone who hands out its trials or ends them: that would be one of them for each turn of the
//! disk. So transactions commit without waiting, and their callers are answered when the log is on the
//! disk up to there. One flush does for all who wait.
//!
//! The log has one order: what is flushed has all before it on the disk. But a server that crashed may
//! have lost what was not, and a later flush of the server that took its place would not tell. So a
//! flush counts only on a connection that was open before the transaction began: a crash ends them all.

use std::{sync::Arc, time::Duration};

use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::{
    sync::{Mutex, mpsc, oneshot, watch},
    time::{Instant, timeout},
};

use super::connection;
use crate::{StoreError, statement::statements};

/// A connection that has not been used for so long may have been lost unnoticed.
const FRESH: Duration = Duration::from_secs(1);

statements! {
    /// Writes an empty message to the log and commits it, which waits for the disk.
    FLUSH = "SELECT pg_logical_emit_message(TRUE, 'dwell', '')";
}

/// The way to the disk.
#[derive(Clone, Debug)]
pub(super) struct Disk {
    options: PgConnectOptions,
    /// The connection that flushes now, if there is one.
    line: Arc<Mutex<Option<Line>>>,
}

impl Disk {
    /// That of the server that is reached so.
    pub(super) fn of(options: PgConnectOptions) -> Self {
        Self {
            options,
            line: Arc::default(),
        }
    }

    /// A connection for whatever is committed after this call.
    pub(super) async fn line(&self) -> Result<Line, StoreError> {
        let patiently = timeout(connection::PATIENCE, self.open());
        let late = |_| StoreError::not_committed("the database does not answer");
        patiently.await.map_err(late)?
    }

    /// The connection that is there, or else another one.
    async fn open(&self) -> Result<Line, StoreError> {
        let mut line = self.line.lock().await;
        if let Some(open) = &*line
            && open.is_well().await
        {
            return Ok(open.clone());
        }
        let connection = connection::connect(&self.options).await?;
        Ok(line.insert(Line::on(connection)).clone())
    }

    /// Ends the connection.
    pub(super) async fn close(&self) {
        self.line.lock().await.take();
    }
}

/// Tells somebody who waits how it went.
type Waiting = oneshot::Sender<Result<(), Arc<sqlx::Error>>>;

/// A connection that flushes, for as long as it lasts.
#[derive(Clone, Debug)]
pub(super) struct Line {
    waiting: mpsc::UnboundedSender<Waiting>,
    /// When it was last of use.
    flushed_at: watch::Receiver<Instant>,
}

impl Line {
    fn on(connection: PgConnection) -> Self {
        let (waiting, arriving) = mpsc::unbounded_channel();
        let (flushing, flushed_at) = watch::channel(Instant::now());
        tokio::spawn(flush_for_all(connection, arriving, flushing));
        Self {
            waiting,
            flushed_at,
        }
    }

    /// Whether it can be relied on.
    async fn is_well(&self) -> bool {
        let is_fresh = self.flushed_at.borrow().elapsed() < FRESH;
        !self.waiting.is_closed() && (is_fresh || self.flush().await.is_ok())
    }

    /// Returns when all that was committed since the line was asked for is on the disk.
    pub(super) async fn flush(&self) -> Result<(), StoreError> {
        let lost = || StoreError::uncertain("the connection was lost");
        let (waiting, answer) = oneshot::channel();
        self.waiting.send(waiting).map_err(|_| lost())?;
        let flushed = answer.await.map_err(|_| lost())?;
        flushed.map_err(|error| StoreError::uncertain(error.to_string()))
    }
}

/// Flushes for whoever waits, until nobody can any more or the connection is lost.
async fn flush_for_all(
    mut connection: PgConnection,
    mut arriving: mpsc::UnboundedReceiver<Waiting>,
    flushing: watch::Sender<Instant>,
) {
    while let Some(first) = arriving.recv().await {
        let mut together = vec![first];
        while let Ok(next) = arriving.try_recv() {
            together.push(next);
        }
        let flushed = sqlx::query(FLUSH).execute(&mut connection).await;
        let flushed = flushed.map(drop).map_err(Arc::new);
        for waiting in together {
            // Whoever has gone need not be told.
            waiting.send(flushed.clone()).ok();
        }
        if flushed.is_err() {
            return;
        }
        flushing.send_replace(Instant::now());
    }
    connection.close().await.ok();
}
