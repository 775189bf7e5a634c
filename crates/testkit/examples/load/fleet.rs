//! A simulated worker: one slot of many lanes, whose trials end as soon as they begin.

use std::time::Duration;

use dwell_proto::v1::{self, worker_service_client::WorkerServiceClient};
use tonic::transport::Channel;
use uuid::Uuid;

/// How long it waits for work at a time.
const WAIT: Duration = Duration::from_secs(1);

/// A registered worker.
pub(crate) struct Worker {
    id: String,
    lanes: u32,
    /// Of the last fact.
    sequence: u64,
    calls: WorkerServiceClient<Channel>,
}

impl Worker {
    /// Connects and registers.
    pub(crate) async fn register(coordinator: &str, lanes: u32) -> anyhow::Result<Self> {
        let channel = connect(coordinator).await?;
        let mut calls = WorkerServiceClient::new(channel);
        let id = Uuid::now_v7().to_string();
        let request = v1::RegisterRequest {
            worker_id: id.clone(),
            host: "simulated".to_owned(),
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            slots: vec![v1::Slot {
                index: 0,
                device: "cpu".to_owned(),
                lanes,
            }],
        };
        calls.register(request).await?;
        let sequence = 0;
        Ok(Self {
            id,
            lanes,
            sequence,
            calls,
        })
    }

    /// Trials for all its lanes; none when nothing was queued for a while.
    pub(crate) async fn acquire(&mut self) -> anyhow::Result<Vec<v1::Assignment>> {
        let request = v1::AcquireRequest {
            worker_id: self.id.clone(),
            slot: 0,
            free_lanes: self.lanes,
            resident_pack_key: None,
            held: Vec::new(),
            wait_ms: WAIT.as_millis() as u64,
        };
        Ok(self.calls.acquire(request).await?.into_inner().assignments)
    }

    /// Reports trials as a trainer ends them: their last evaluation, then their result.
    pub(crate) async fn complete(&mut self, trials: &[v1::Assignment]) -> anyhow::Result<()> {
        let mut facts = Vec::with_capacity(2 * trials.len());
        for trial in trials {
            let evaluation = evaluation(trial);
            facts.push(self.fact(trial, v1::fact::What::Evaluated(evaluation.clone())));
            facts.push(self.fact(trial, v1::fact::What::Completed(result(evaluation))));
        }
        let request = v1::ReportRequest {
            worker_id: self.id.clone(),
            held: Vec::new(),
            facts,
            progress: Vec::new(),
            updates_per_second: 0.0,
        };
        let answer = self.calls.report(request).await?.into_inner();
        anyhow::ensure!(
            answer.acknowledged == self.sequence && answer.stop.is_empty(),
            "the report was not taken as a whole: {answer:?}"
        );
        Ok(())
    }

    fn fact(&mut self, trial: &v1::Assignment, what: v1::fact::What) -> v1::Fact {
        self.sequence += 1;
        v1::Fact {
            sequence: self.sequence,
            attempt: trial.attempt.clone(),
            what: Some(what),
        }
    }
}

/// A connection to a coordinator.
pub(crate) async fn connect(coordinator: &str) -> anyhow::Result<Channel> {
    let endpoint = Channel::from_shared(format!("http://{coordinator}"))?.tcp_nodelay(true);
    Ok(endpoint.connect().await?)
}

/// What a small network could have reached; the seed makes them differ.
fn evaluation(trial: &v1::Assignment) -> v1::Evaluation {
    let error = 1.0 / (2.0 + (trial.seed % 1_000) as f64);
    let point = |key, mean_ponder| v1::ProfilePoint {
        axis: v1::Axis::Difficulty.into(),
        key,
        samples: 50,
        mean_ponder,
        error,
    };
    v1::Evaluation {
        step: 1,
        loss: Some(error),
        error,
        ponder: Some(v1::PonderStatistics {
            histogram: vec![40, 50, 10],
            mean_remainder: Some(0.25),
            mean_batch_max: 3.0,
            share_at_cap: 0.0,
            profile: vec![point(1, 1.4), point(2, 2.0)],
        }),
        training_loss: Some(error),
    }
}

fn result(evaluation: v1::Evaluation) -> v1::TrialResult {
    v1::TrialResult {
        evaluation: Some(evaluation),
        verdict: v1::Verdict::Learned.into(),
        digest: vec![7; 32],
        numerics: Some(v1::Numerics {
            device: "cpu".to_owned(),
            libtorch: "none".to_owned(),
            cpu_capability: "simulated".to_owned(),
        }),
        seconds: 0.0,
        traces: Vec::new(),
        latency: None,
    }
}
