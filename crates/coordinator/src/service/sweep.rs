//! `SweepService`: plan, submit, look, watch, cancel.

use std::sync::Arc;

use dwell_proto::{
    limits as message,
    v1::{self, sweep_service_server::SweepService},
};
use futures::stream::BoxStream;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::{
    core::Core,
    limits,
    offload::offload,
    page,
    planner::{Planned, Refused, Submission},
    refusal, rows,
    service::watch,
};

/// The service.
pub(crate) struct Sweeps(pub(crate) Arc<Core>);

#[tonic::async_trait]
impl SweepService for Sweeps {
    async fn plan(
        &self,
        request: Request<v1::PlanRequest>,
    ) -> Result<Response<v1::PlanResponse>, Status> {
        let text = request.into_inner().spec;
        let planned = plan(&self.0, text, None, |planned| plan_response(&planned));
        let response = match planned.await? {
            Ok(response) => response,
            Err(diagnostics) => v1::PlanResponse {
                diagnostics,
                ..Default::default()
            },
        };
        Ok(Response::new(response))
    }

    async fn submit(
        &self,
        request: Request<v1::SubmitRequest>,
    ) -> Result<Response<v1::SubmitResponse>, Status> {
        let request = request.into_inner();
        let submission = Submission {
            text: request.spec.clone(),
            request_id: request_id(&request.request_id)?,
            fresh: request.fresh,
            now: self.0.clock.now(),
        };
        let planned = plan(&self.0, request.spec, request.name, |planned| {
            planned.into_sweep(submission)
        });
        let sweep = match planned.await? {
            Ok(sweep) => sweep,
            Err(diagnostics) => {
                return Ok(Response::new(v1::SubmitResponse {
                    diagnostics,
                    ..Default::default()
                }));
            }
        };
        let submitted = self.0.store.submit(sweep).await;
        let submitted = submitted.map_err(refusal::of_store)?;
        if !submitted.attached {
            self.0.announce_all();
        }
        tracing::info!(
            sweep.id = %submitted.sweep.id,
            sweep.name = submitted.sweep.name,
            attached = submitted.attached,
            "a sweep was submitted"
        );
        Ok(Response::new(v1::SubmitResponse {
            diagnostics: Vec::new(),
            sweep: Some(rows::sweep(&submitted.sweep)),
            attached: submitted.attached,
        }))
    }

    async fn get(
        &self,
        request: Request<v1::GetSweepRequest>,
    ) -> Result<Response<v1::Sweep>, Status> {
        let store = &self.0.store;
        let selector = rows::selector(&request.get_ref().sweep, "sweep")?;
        let found = store.sweep(selector).await;
        let found = found.map_err(refusal::of_store)?;
        let mut sweep = rows::sweep(&found);
        sweep.spec = store.spec(found.id).await.map_err(refusal::of_store)?;
        Ok(Response::new(sweep))
    }

    async fn list(
        &self,
        request: Request<v1::ListSweepsRequest>,
    ) -> Result<Response<v1::ListSweepsResponse>, Status> {
        let request = request.get_ref();
        let size = page::size(request.page_size);
        let before = page::start(&request.page_token)?;
        let found = self.0.store.sweeps(before, size + 1).await;
        let found = found.map_err(refusal::of_store)?;
        let (sweeps, next_page_token) = page::cut(&found, size, |row| row.id, rows::sweep);
        Ok(Response::new(v1::ListSweepsResponse {
            sweeps,
            next_page_token,
        }))
    }

    async fn cancel(
        &self,
        request: Request<v1::CancelSweepRequest>,
    ) -> Result<Response<v1::Sweep>, Status> {
        let request = request.get_ref();
        let core = &self.0;
        let selector = rows::selector(&request.sweep, "sweep")?;
        message::text(&request.reason, "reason", limits::REASON_BYTES)?;
        let found = core.store.sweep(selector).await;
        let id = found.map_err(refusal::of_store)?.id;
        let cancelled = core
            .store
            .cancel_sweep(id, &request.reason, core.clock.now());
        let cancelled = cancelled.await.map_err(refusal::of_store)?;
        core.announce_all();
        tracing::info!(sweep.id = %id, reason = request.reason, "a sweep was cancelled");
        Ok(Response::new(rows::sweep(&cancelled)))
    }

    type WatchStream = BoxStream<'static, Result<v1::Sweep, Status>>;

    async fn watch(
        &self,
        request: Request<v1::WatchSweepRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let selector = rows::selector(&request.get_ref().sweep, "sweep")?;
        let found = self.0.store.sweep(selector).await;
        let id = found.map_err(refusal::of_store)?.id;
        let seen = watch::stream(Arc::clone(&self.0), id);
        Ok(Response::new(Box::pin(seen)))
    }
}

/// Reads and expands a spec, and makes of it what the caller needs, where a large one does not
/// keep other calls waiting. The mistakes of a spec are an answer, not an error.
async fn plan<T: Send + 'static>(
    core: &Core,
    text: String,
    name: Option<String>,
    make: impl FnOnce(Planned) -> T + Send + 'static,
) -> Result<Result<T, Vec<v1::Diagnostic>>, Status> {
    let corpora = core.corpora.clone();
    let planning = offload(move || Planned::read(&text, name, &corpora).map(make));
    match planning
        .await
        .map_err(|error| Status::internal(error.to_string()))?
    {
        Ok(made) => Ok(Ok(made)),
        Err(Refused::Mistakes(mistakes)) => Ok(Err(mistakes.0.iter().map(Into::into).collect())),
        Err(Refused::Name(invalid)) => Err(Status::invalid_argument(invalid.to_string())),
    }
}

fn plan_response(planned: &Planned) -> v1::PlanResponse {
    let packs = planned.packs().into_iter().map(|pack| v1::PlannedPack {
        pack_key: pack.key.to_string(),
        trials: pack.trials,
        updates: pack.updates,
    });
    v1::PlanResponse {
        diagnostics: Vec::new(),
        name: planned.spec.name.clone(),
        configurations: planned.plan.configurations.iter().map(Into::into).collect(),
        trials: planned.plan.trials.len() as u64,
        packs: packs.collect(),
    }
}

/// The id of a submission; a caller that gives none does not mean to repeat it.
fn request_id(text: &str) -> Result<Uuid, Status> {
    if text.is_empty() {
        return Ok(Uuid::now_v7());
    }
    text.parse()
        .map_err(|_| Status::invalid_argument("`request_id` is not a UUID"))
}
