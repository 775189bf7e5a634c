//! `ResultService`: trials, the trade-off, queries, weights and exports.

use std::sync::Arc;

use dwell_domain::TrialState;
use dwell_proto::{
    Malformed, limits as message,
    v1::{self, result_service_server::ResultService},
};
use dwell_store::rows::WhichWeights;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use tonic::{Request, Response, Status};

use crate::{
    core::Core,
    export::{self, Export},
    limits, page, refusal, rows,
    service::weights,
};

/// The service.
pub(crate) struct Results(pub(crate) Arc<Core>);

#[tonic::async_trait]
impl ResultService for Results {
    async fn trials(
        &self,
        request: Request<v1::TrialsRequest>,
    ) -> Result<Response<v1::TrialsResponse>, Status> {
        let request = request.into_inner();
        let store = &self.0.store;
        let states = request
            .states()
            .map(TryInto::try_into)
            .collect::<Result<Vec<TrialState>, Malformed>>()?;
        let size = page::size(request.page_size);
        let after = page::start(&request.page_token)?.unwrap_or(0);
        let sweep = store.sweep(rows::selector(&request.sweep, "sweep")?).await;
        let sweep = sweep.map_err(refusal::of_store)?;
        let found = store.trials(sweep.id, &states, after, size + 1).await;
        let found = found.map_err(refusal::of_store)?;
        let (trials, next_page_token) = page::cut(&found, size, |row| row.number, rows::trial);
        Ok(Response::new(v1::TrialsResponse {
            trials,
            next_page_token,
        }))
    }

    async fn trial(
        &self,
        request: Request<v1::TrialRequest>,
    ) -> Result<Response<v1::TrialDetail>, Status> {
        let store = &self.0.store;
        let selector = rows::selector(&request.get_ref().trial, "trial")?;
        let trial = store.trial(selector).await;
        let trial = trial.map_err(refusal::of_store)?;
        let attempts = store.attempts(trial.id).await;
        let attempts = attempts.map_err(refusal::of_store)?;
        let evaluations = store.evaluations(trial.id).await;
        let evaluations = evaluations.map_err(refusal::of_store)?;
        Ok(Response::new(v1::TrialDetail {
            trial: Some(rows::trial(&trial)),
            attempts: attempts.iter().map(rows::attempt).collect(),
            evaluations: evaluations.iter().map(Into::into).collect(),
        }))
    }

    async fn tradeoff(
        &self,
        request: Request<v1::TradeoffRequest>,
    ) -> Result<Response<v1::TradeoffResponse>, Status> {
        let core = &self.0;
        let sweeps = &request.get_ref().sweeps;
        message::list(sweeps, "sweeps", limits::SWEEPS_AT_ONCE)?;
        for sweep in sweeps {
            rows::selector(sweep, "sweeps")?;
        }
        let rows = core.tradeoffs.of(&*core.store, sweeps).await?;
        Ok(Response::new(v1::TradeoffResponse {
            rows: Vec::clone(&rows),
        }))
    }

    async fn query(
        &self,
        request: Request<v1::QueryRequest>,
    ) -> Result<Response<v1::QueryResponse>, Status> {
        let request = request.get_ref();
        let limits = rows::query_limits(request);
        let answer = self.0.store.query(&request.sql, limits).await;
        let answer = answer.map_err(refusal::of_store)?;
        Ok(Response::new(rows::query_answer(answer)))
    }

    async fn views(
        &self,
        _: Request<v1::ViewsRequest>,
    ) -> Result<Response<v1::QueryResponse>, Status> {
        Ok(Response::new(rows::views()))
    }

    type WeightsStream = BoxStream<'static, Result<v1::WeightsResponse, Status>>;

    async fn weights(
        &self,
        request: Request<v1::WeightsRequest>,
    ) -> Result<Response<Self::WeightsStream>, Status> {
        let core = &self.0;
        let request = request.get_ref();
        let selector = rows::selector(&request.trial, "trial")?;
        let which = if request.best {
            WhichWeights::Best
        } else {
            WhichWeights::Final
        };
        let weights = weights::find(&*core.store, selector, which).await?;
        let name = rows::content_hash(&weights.content_hash)?;
        let chunks = core.checkpoints.get(&name).await;
        let chunks = chunks.map_err(refusal::of_checkpoints)?;
        let messages = chunks
            .map_ok(|chunk| v1::WeightsResponse { chunk })
            .map_err(refusal::of_checkpoints);
        Ok(Response::new(messages.boxed()))
    }

    type ExportStream = Export;

    async fn export(
        &self,
        request: Request<v1::ExportRequest>,
    ) -> Result<Response<Self::ExportStream>, Status> {
        let request = request.into_inner();
        let selector = rows::selector(&request.sweep, "sweep")?;
        let sweep = self.0.store.sweep(selector).await;
        let sweep = sweep.map_err(refusal::of_store)?;
        let core = Arc::clone(&self.0);
        let messages = export::of(core, sweep, request.table(), request.provenance)?;
        Ok(Response::new(messages))
    }
}
