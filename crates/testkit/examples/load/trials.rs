//! No-op trials through the whole path: submitted, acquired, reported, completed.

use std::{sync::Arc, time::Instant};

use dwell_proto::v1::{self, sweep_service_client::SweepServiceClient};
use futures::future::try_join_all;
use serde::Serialize;
use tokio::sync::watch;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::worker::{self, Worker};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Where the coordinator is
    #[arg(long)]
    coordinator: String,
    /// Trials of the sweep, in hundreds
    #[arg(long, default_value_t = 400)]
    hundreds: u32,
    /// Simulated workers
    #[arg(long, default_value_t = 16)]
    workers: u32,
    /// Lanes of each
    #[arg(long, default_value_t = 64)]
    lanes: u32,
}

/// How it went.
#[derive(Serialize)]
pub(crate) struct Throughput {
    trials: u64,
    /// From the call that submits them to the answer to the last report.
    seconds: f64,
    trials_per_second: f64,
}

/// Submits a sweep and has a fleet complete it.
pub(crate) async fn run(options: &Options) -> anyhow::Result<Throughput> {
    let registering =
        (0..options.workers).map(|_| Worker::register(&options.coordinator, options.lanes));
    let workers = try_join_all(registering).await?;
    let mut sweeps = SweepServiceClient::new(worker::connect(&options.coordinator).await?);
    let trials = u64::from(options.hundreds) * 100;

    let begin = Instant::now();
    let sweep = submit(&mut sweeps, options.hundreds, 1).await?;
    let left = Arc::new(watch::Sender::new(trials));
    let working = workers.into_iter().map(|worker| {
        let working = tokio::spawn(work(worker, Arc::clone(&left)));
        async { working.await? }
    });
    try_join_all(working).await?;
    let seconds = begin.elapsed().as_secs_f64();

    let request = v1::GetSweepRequest { sweep };
    let counts = sweeps.get(request).await?.into_inner().trials;
    let completed = counts.unwrap_or_default().completed;
    anyhow::ensure!(
        completed == trials,
        "{completed} of {trials} trials have a result"
    );
    Ok(Throughput {
        trials,
        seconds,
        trials_per_second: trials as f64 / seconds,
    })
}

/// The id of a new sweep of this many hundred trials with so many updates each, all of one pack key.
pub(crate) async fn submit(
    sweeps: &mut SweepServiceClient<Channel>,
    hundreds: u32,
    updates: u64,
) -> anyhow::Result<String> {
    let request = v1::SubmitRequest {
        spec: spec(hundreds, updates),
        name: None,
        fresh: true,
        request_id: Uuid::now_v7().to_string(),
    };
    let answer = sweeps.submit(request).await?.into_inner();
    anyhow::ensure!(answer.diagnostics.is_empty(), "{:?}", answer.diagnostics);
    Ok(answer.sweep.unwrap_or_default().sweep_id)
}

/// A sweep file.
fn spec(hundreds: u32, updates: u64) -> String {
    format!(
        r#"
name = "load"
tasks = [{{ kind = "parity", bits = 8 }}]
[model]
cell = "rnn"
hidden = 16
max_ponder = 10
halting = ["act"]
[train]
batch = 16
updates = {updates}
learning_rate = 1e-3
evaluate_every = {updates}
[search]
ponder_cost = {{ linear = [0.001, 1.0], points = 100 }}
seeds = {hundreds}
"#
    )
}

/// Acquires and completes until every trial has its result.
async fn work(mut worker: Worker, left: Arc<watch::Sender<u64>>) -> anyhow::Result<()> {
    let mut done = left.subscribe();
    loop {
        let trials = tokio::select! {
            trials = worker.acquire() => trials?,
            _ = done.wait_for(|left| *left == 0) => return Ok(()),
        };
        if !trials.is_empty() {
            worker.complete(&trials).await?;
            left.send_modify(|left| *left -= trials.len() as u64);
        }
    }
}
