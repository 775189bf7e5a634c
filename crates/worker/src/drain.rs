//! The orderly end of a worker: its trials go back at once, with checkpoints to go on from.

use std::{sync::Arc, time::Duration};

use futures::future;
use tokio::{
    sync::{oneshot, watch},
    task::JoinSet,
    time::timeout,
};

use crate::{
    checkpoints::Uploads,
    ledger::Ledger,
    slot::{Command, Commands},
};

/// Everything that has to end, while reports and uploads go on.
#[derive(Debug)]
pub(crate) struct Drain {
    /// The way to each slot.
    pub(crate) slots: Vec<Commands>,
    /// The running slots.
    pub(crate) running: JoinSet<()>,
    /// Checkpoints on their way.
    pub(crate) uploads: Uploads,
    /// What is held.
    pub(crate) ledger: Arc<watch::Sender<Ledger>>,
}

impl Drain {
    /// Takes a checkpoint of every lane, sends it, gives every attempt back, and ends the trainers.
    /// Each of the three phases has a third of the time; what is not done by then is left to the
    /// leases, which run out.
    pub(crate) async fn run(mut self, within: Duration) {
        let phase = within / 3;
        let stopped = timeout(phase, self.stop_trainers()).await;
        // Trainers that did not end are killed with the tasks that own them.
        self.running.shutdown().await;
        // A checkpoint is kept only while its attempt is the running one: first those, then the
        // news that the attempts are given back.
        let sent = timeout(phase, self.uploads.flushed()).await;
        self.ledger
            .send_modify(|ledger| ledger.release_all("its worker stops"));
        let mut ledger = self.ledger.subscribe();
        let told = timeout(phase, ledger.wait_for(Ledger::is_settled)).await;
        tracing::info!(
            trainers_stopped = stopped.is_ok(),
            checkpoints_sent = sent.is_ok(),
            attempts_given_back = told.is_ok(),
            "drained"
        );
    }

    async fn stop_trainers(&mut self) {
        let taken = self.slots.iter().map(|slot| {
            let (done, taken) = oneshot::channel();
            // A slot that is gone drops the sender, and with it the wait.
            let _ = slot.send(Command::Snapshot(done));
            taken
        });
        future::join_all(taken).await;
        for slot in &self.slots {
            let _ = slot.send(Command::Shutdown);
        }
        while self.running.join_next().await.is_some() {}
    }
}
