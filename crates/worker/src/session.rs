//! With the coordinator: registers the worker, and reports in order and in time.
//!
//! Reporting is independent of training: a slow or hung trainer never costs a lease, and a
//! coordinator that is away costs nothing but waiting. Every call can be repeated safely, so there
//! is one answer to any error: log it, wait, register, go on. The one exception is a coordinator that
//! does not let the worker in: that ends it.

use std::{convert::Infallible, sync::Arc, time::Duration};

use dwell_proto::{
    Caller, Misfit,
    v1::{self, worker_service_client::WorkerServiceClient},
};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use tonic::Status;

use crate::{
    WorkerError,
    attempt::AttemptKey,
    ledger::Ledger,
    retry,
    slot::{Command, Commands},
};

/// The client of the coordinator that all parts of the daemon share.
pub(crate) type Client = WorkerServiceClient<Caller>;

/// The longest that a call without a stream may take.
const CALL_PATIENCE: Duration = Duration::from_secs(10);

/// Facts that come this close together go into one report; also the least time between reports.
const GATHER: Duration = Duration::from_millis(20);

/// The daemon's side of the conversation.
#[derive(Debug)]
pub(crate) struct Session {
    /// The coordinator.
    pub(crate) client: Client,
    /// What the worker is.
    pub(crate) registration: v1::RegisterRequest,
    /// What is to be reported.
    pub(crate) ledger: Arc<watch::Sender<Ledger>>,
    /// The way to each slot.
    pub(crate) slots: Vec<Commands>,
}

impl Session {
    /// Makes the worker known for the first time: what cannot be talked to now is not waited for.
    pub(crate) async fn begin(&mut self) -> Result<Duration, WorkerError> {
        self.register(Misfit::in_status).await
    }

    /// Makes the worker known, for as long as it takes, unless it is not let in or `hopeless` finds
    /// another reason to give up; says how often to report.
    async fn register(
        &mut self,
        hopeless: impl Fn(&Status) -> Option<Misfit>,
    ) -> Result<Duration, WorkerError> {
        let mut delays = retry::delays();
        let mut is_news = true;
        loop {
            let call = self.client.register(self.registration.clone());
            match within_patience(call).await {
                Ok(response) => {
                    tracing::info!(worker.id = %self.registration.worker_id, "registered");
                    return Ok(Duration::from_millis(response.report_every_ms));
                }
                Err(status) if let Some(refused) = WorkerError::not_let_in(&status) => {
                    return Err(refused);
                }
                Err(status) if let Some(misfit) = hopeless(&status) => {
                    return Err(WorkerError::Misfit(misfit));
                }
                Err(status) if is_news => {
                    let error = status.message();
                    tracing::warn!(code = ?status.code(), error, "cannot register, trying again");
                    is_news = false;
                }
                Err(status) => tracing::debug!(error = status.message(), "still cannot register"),
            }
            sleep(retry::next(&mut delays)).await;
        }
    }

    /// Reports whenever there is something to say, and at least every `report_every`, until the worker
    /// is not let in any more.
    pub(crate) async fn report_until_refused(mut self, report_every: Duration) -> WorkerError {
        match self.keep_reporting(report_every).await {
            Err(refused) => refused,
            Ok(never) => match never {},
        }
    }

    async fn keep_reporting(
        &mut self,
        mut report_every: Duration,
    ) -> Result<Infallible, WorkerError> {
        let mut delays = retry::delays();
        let mut ledger = self.ledger.subscribe();
        loop {
            // The heartbeat: the wait ends without news as well.
            let _ = timeout(report_every, ledger.wait_for(Ledger::has_news)).await;
            sleep(GATHER).await;
            match self.report().await {
                Ok(register_again) => {
                    delays = retry::delays();
                    if register_again {
                        report_every = self.register_again().await?;
                    }
                }
                Err(status) => {
                    if let Some(refused) = WorkerError::not_let_in(&status) {
                        return Err(refused);
                    }
                    let error = status.message();
                    tracing::warn!(code = ?status.code(), error, "cannot report, trying again");
                    sleep(retry::next(&mut delays)).await;
                    report_every = self.register_again().await?;
                }
            }
        }
    }

    /// After a certificate was changed at the other end, it may yet be changed here.
    async fn register_again(&mut self) -> Result<Duration, WorkerError> {
        self.register(|_| None).await
    }

    /// Makes one report; says whether the coordinator wants the worker to register again.
    async fn report(&mut self) -> Result<bool, Status> {
        let worker_id = &self.registration.worker_id;
        let request = self.ledger.borrow().report(worker_id);
        let told = request.facts.last().map_or(0, |fact| fact.sequence);
        let response = within_patience(self.client.report(request)).await?;
        // Whatever the answer says, nothing is forgotten that was not told.
        let acknowledged = response.acknowledged.min(told);
        if acknowledged > 0 {
            self.ledger
                .send_modify(|ledger| ledger.acknowledge(acknowledged));
        }
        for stop in response.stop {
            self.stop(stop);
        }
        Ok(response.register_again)
    }

    fn stop(&self, stop: v1::Stop) {
        let Ok(attempt) = AttemptKey::try_from(stop.attempt) else {
            tracing::warn!("the coordinator stops an attempt without a name");
            return;
        };
        let mut slot = None;
        self.ledger
            .send_modify(|ledger| slot = ledger.stop(attempt));
        if let Some(slot) = slot {
            tracing::info!(trial.id = %attempt.trial, lease.attempt = %attempt.attempt,
                reason = stop.reason, "told to stop an attempt");
            // A slot that is gone has stopped it already.
            let _ = self.slots[slot as usize].send(Command::Drop(attempt));
        }
    }
}

/// The answer to a call, or that it took too long.
async fn within_patience<T>(
    call: impl Future<Output = Result<tonic::Response<T>, Status>>,
) -> Result<T, Status> {
    let answered = timeout(CALL_PATIENCE, call).await;
    let late = |_| Status::deadline_exceeded("the coordinator did not answer");
    Ok(answered.map_err(late)??.into_inner())
}
