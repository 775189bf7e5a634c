//! `ClusterService`: workers, numbers, and why a trial is where it is.

use std::sync::Arc;

use dwell_proto::v1::{self, cluster_service_server::ClusterService};
use tonic::{Request, Response, Status};

use crate::{core::Core, explain::explain, refusal, rows};

/// The service.
pub(crate) struct Cluster(pub(crate) Arc<Core>);

#[tonic::async_trait]
impl ClusterService for Cluster {
    async fn workers(
        &self,
        request: Request<v1::WorkersRequest>,
    ) -> Result<Response<v1::WorkersResponse>, Status> {
        let with_lost = request.get_ref().lost;
        let found = self.0.store.workers().await.map_err(refusal::of_store)?;
        let workers = found
            .iter()
            .map(|row| rows::worker(row, self.0.is_lost(row.seen_at)))
            .filter(|worker| with_lost || !worker.lost)
            .collect();
        Ok(Response::new(v1::WorkersResponse { workers }))
    }

    async fn worker(
        &self,
        request: Request<v1::WorkerRequest>,
    ) -> Result<Response<v1::WorkerDetail>, Status> {
        let core = &self.0;
        let selector = rows::selector(&request.get_ref().worker, "worker")?;
        let worker = core.store.worker(selector).await;
        let worker = worker.map_err(refusal::of_store)?;
        let held = core.store.held_by(worker.id).await;
        let held = held.map_err(refusal::of_store)?;
        Ok(Response::new(v1::WorkerDetail {
            worker: Some(rows::worker(&worker, core.is_lost(worker.seen_at))),
            slots: worker.slots.iter().map(rows::slot).collect(),
            held: held.iter().map(rows::held).collect(),
        }))
    }

    async fn status(
        &self,
        _: Request<v1::StatusRequest>,
    ) -> Result<Response<v1::StatusResponse>, Status> {
        let core = &self.0;
        let status = core.store.status().await.map_err(refusal::of_store)?;
        let workers = core.store.workers().await.map_err(refusal::of_store)?;
        let live = workers.iter().filter(|row| !core.is_lost(row.seen_at));
        Ok(Response::new(v1::StatusResponse {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            database: core.store.describe(),
            started_at: core.clock.started_at().0,
            active_sweeps: status.active_sweeps,
            queued: status.queued,
            running: status.running,
            workers: live.count() as u32,
        }))
    }

    async fn explain(
        &self,
        request: Request<v1::ExplainRequest>,
    ) -> Result<Response<v1::ExplainResponse>, Status> {
        let core = &self.0;
        let selector = rows::selector(&request.get_ref().trial, "trial")?;
        let trial = core.store.trial(selector).await;
        let trial = trial.map_err(refusal::of_store)?;
        let why = explain(core, &trial).await.map_err(refusal::of_store)?;
        let events = core.store.events(trial.id).await;
        let events = events.map_err(refusal::of_store)?;
        Ok(Response::new(v1::ExplainResponse {
            trial: Some(rows::trial(&trial)),
            why,
            events: events.iter().map(rows::event).collect(),
        }))
    }
}
