//! `WorkerService`: registration, work, reports and checkpoints.

use std::{sync::Arc, time::Duration};

use dwell_domain::PackKey;
use dwell_proto::{
    Malformed, limits as message,
    v1::{self, put_checkpoint_request::Part, worker_service_server::WorkerService},
};
use dwell_store::rows::{Fact, NewWorker, Report};
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use tonic::{Request, Response, Status, Streaming};

use crate::{
    core::Core,
    dispatch::{self, Vacancy},
    limits, refusal, rows,
};

/// The service.
pub(crate) struct Workers(pub(crate) Arc<Core>);

#[tonic::async_trait]
impl WorkerService for Workers {
    async fn register(
        &self,
        request: Request<v1::RegisterRequest>,
    ) -> Result<Response<v1::RegisterResponse>, Status> {
        let request = request.into_inner();
        let core = &self.0;
        message::text(&request.host, "host", limits::WORD_BYTES)?;
        message::text(&request.version, "version", limits::WORD_BYTES)?;
        message::list(&request.slots, "slots", limits::SLOTS)?;
        let slots = request.slots.into_iter().map(rows::slot_offer);
        let worker = NewWorker {
            id: rows::worker_id(&request.worker_id)?,
            host: request.host,
            pid: request.pid,
            version: request.version,
            slots: slots.collect::<Result<_, Malformed>>()?,
            now: core.clock.now(),
        };
        tracing::info!(worker.id = %worker.id, host = worker.host, "a worker registers");
        let registered = core.store.register_worker(worker).await;
        registered.map_err(refusal::of_store)?;
        core.slots.count_anew().await;
        Ok(Response::new(v1::RegisterResponse {
            lease_ttl_ms: core.settings.lease_ttl.as_millis() as u64,
            report_every_ms: core.settings.heartbeat().as_millis() as u64,
        }))
    }

    async fn acquire(
        &self,
        request: Request<v1::AcquireRequest>,
    ) -> Result<Response<v1::AcquireResponse>, Status> {
        let request = request.into_inner();
        message::lanes(request.free_lanes, "free_lanes")?;
        if let Some(key) = &request.resident_pack_key {
            message::text(key, "resident_pack_key", limits::PACK_KEY_BYTES)?;
        }
        let vacancy = Vacancy {
            worker: rows::worker_id(&request.worker_id)?,
            slot: request.slot,
            free_lanes: request.free_lanes,
            resident: request.resident_pack_key.map(PackKey::from_text),
            held: rows::attempt_ids(&request.held)?,
            wait: Duration::from_millis(request.wait_ms),
        };
        let handed_out = dispatch::acquire(&self.0, &vacancy).await;
        let handed_out = handed_out.map_err(refusal::of_store)?;
        Ok(Response::new(v1::AcquireResponse {
            assignments: handed_out.iter().map(rows::assignment).collect(),
        }))
    }

    async fn report(
        &self,
        request: Request<v1::ReportRequest>,
    ) -> Result<Response<v1::ReportResponse>, Status> {
        let request = request.into_inner();
        let core = &self.0;
        message::list(&request.facts, "facts", limits::FACTS)?;
        message::list(&request.progress, "progress", limits::HELD)?;
        let (facts, last_sequence) = in_order(request.facts)?;
        let progress = request.progress.iter().map(rows::progress);
        let report = Report {
            worker: rows::worker_id(&request.worker_id)?,
            held: rows::attempt_ids(&request.held)?,
            facts,
            progress: progress.collect::<Result<_, Malformed>>()?,
            updates_per_second: request.updates_per_second,
            lease_until: core.lease_until(),
            now: core.clock.now(),
        };
        let reported = core.store.report(report).await;
        let reported = reported.map_err(refusal::of_store)?;
        if reported.unknown_worker {
            return Ok(Response::new(v1::ReportResponse {
                register_again: true,
                ..Default::default()
            }));
        }
        if reported.requeued {
            core.work.announce();
        }
        core.progress.announce();
        let stop = reported.stop.into_iter();
        Ok(Response::new(v1::ReportResponse {
            acknowledged: last_sequence,
            stop: stop
                .map(|(trial, attempt, reason)| v1::Stop {
                    attempt: Some(v1::AttemptId::new(trial, attempt)),
                    reason,
                })
                .collect(),
            register_again: false,
        }))
    }

    async fn put_checkpoint(
        &self,
        request: Request<Streaming<v1::PutCheckpointRequest>>,
    ) -> Result<Response<v1::PutCheckpointResponse>, Status> {
        let mut parts = request.into_inner();
        let Some(Part::Header(header)) = parts.message().await?.and_then(|first| first.part) else {
            return Err(Malformed::Missing("header").into());
        };
        let core = &self.0;
        let worker = rows::worker_id(&header.worker_id)?;
        let announced = rows::checkpoint(header)?;
        let chunks = parts.map(|part| match part?.part {
            Some(Part::Chunk(bytes)) => Ok(bytes),
            Some(Part::Header(_)) | None => Err(Malformed::Missing("chunk").into()),
        });
        let (trial, attempt, step) = (announced.trial, announced.attempt, announced.step);
        let (is_final, is_best) = (announced.is_final, announced.is_best);
        // On its own: where the caller is gone in the middle, what has arrived is removed all the same.
        let core = Arc::clone(core);
        let put = tokio::spawn(async move {
            let (store, now) = (&*core.store, core.clock.now());
            let keep = core.settings.keep_checkpoints;
            let checkpoints = &core.checkpoints;
            let put = checkpoints.put(store, worker, announced, chunks, keep, now);
            put.await.map_err(refusal::of_checkpoints)
        });
        let kept = put
            .await
            .map_err(|error| Status::internal(error.to_string()))??;
        tracing::debug!(
            trial.id = %trial,
            lease.attempt = attempt.0,
            step = step.0,
            is_final,
            is_best,
            kept,
            "a checkpoint arrived"
        );
        Ok(Response::new(v1::PutCheckpointResponse { kept }))
    }

    type GetCheckpointStream = BoxStream<'static, Result<v1::GetCheckpointResponse, Status>>;

    async fn get_checkpoint(
        &self,
        request: Request<v1::GetCheckpointRequest>,
    ) -> Result<Response<Self::GetCheckpointStream>, Status> {
        let name = rows::content_hash(&request.get_ref().content_hash)?;
        let chunks = self.0.checkpoints.get(&name).await;
        let chunks = chunks.map_err(refusal::of_checkpoints)?;
        let messages = chunks
            .map_ok(|chunk| v1::GetCheckpointResponse { chunk })
            .map_err(refusal::of_checkpoints);
        Ok(Response::new(messages.boxed()))
    }
}

/// The facts of a report and the sequence of the last one; 0 without facts.
fn in_order(facts: Vec<v1::Fact>) -> Result<(Vec<Fact>, u64), Malformed> {
    if !facts.is_sorted_by(|a, b| a.sequence < b.sequence) {
        return Err(Malformed::Form {
            field: "facts.sequence",
            expected: "ascending",
        });
    }
    let last = facts.last().map_or(0, |fact| fact.sequence);
    let facts = facts.into_iter().map(rows::fact);
    Ok((facts.collect::<Result<_, _>>()?, last))
}
