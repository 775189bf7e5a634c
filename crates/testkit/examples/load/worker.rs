//! A simulated worker: one slot of many lanes, and the calls that it makes.

use std::time::Duration;

use dwell_proto::v1::{self, worker_service_client::WorkerServiceClient};
use tonic::transport::Channel;
use uuid::Uuid;

/// How long it waits for work at a time.
const WAIT: Duration = Duration::from_secs(1);

/// A registered worker.
#[derive(Clone)]
pub(crate) struct Worker {
    id: String,
    lanes: u32,
    /// How often the coordinator wants to hear of it, at least.
    pub(crate) report_every: Duration,
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
        let registered = calls.register(request).await?.into_inner();
        Ok(Self {
            id,
            lanes,
            report_every: Duration::from_millis(registered.report_every_ms),
            sequence: 0,
            calls,
        })
    }

    /// Trials for all its lanes; none when nothing was queued for a while.
    pub(crate) async fn acquire(&mut self) -> anyhow::Result<Vec<v1::Assignment>> {
        let vacancy = v1::AcquireRequest {
            free_lanes: self.lanes,
            wait_ms: WAIT.as_millis() as u64,
            ..Default::default()
        };
        self.fill(vacancy).await
    }

    /// Trials for some of its lanes.
    pub(crate) async fn fill(
        &mut self,
        vacancy: v1::AcquireRequest,
    ) -> anyhow::Result<Vec<v1::Assignment>> {
        let request = v1::AcquireRequest {
            worker_id: self.id.clone(),
            ..vacancy
        };
        Ok(self.calls.acquire(request).await?.into_inner().assignments)
    }

    /// Reports trials as a trainer ends them, while it holds nothing else.
    pub(crate) async fn complete(&mut self, trials: &[v1::Assignment]) -> anyhow::Result<()> {
        self.report(trials, Vec::new(), Vec::new()).await
    }

    /// Reports what it holds, how far that is, and the last evaluation and the result of each trial that
    /// has ended.
    pub(crate) async fn report(
        &mut self,
        ended: &[v1::Assignment],
        held: Vec<v1::AttemptId>,
        progress: Vec<v1::Progress>,
    ) -> anyhow::Result<()> {
        let mut facts = Vec::with_capacity(2 * ended.len());
        for trial in ended {
            let evaluation = evaluation(trial);
            facts.push(self.fact(trial, v1::fact::What::Evaluated(evaluation.clone())));
            facts.push(self.fact(trial, v1::fact::What::Completed(result(evaluation))));
        }
        let told = facts.last().map_or(0, |fact| fact.sequence);
        let request = v1::ReportRequest {
            worker_id: self.id.clone(),
            held,
            facts,
            progress,
            updates_per_second: 0.0,
        };
        let answer = self.calls.report(request).await?.into_inner();
        anyhow::ensure!(
            answer.acknowledged == told && answer.stop.is_empty() && !answer.register_again,
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

/// The step at which a trial ends.
pub(crate) fn updates(trial: &v1::Assignment) -> u64 {
    let configuration = trial.configuration.as_ref();
    let training = configuration.and_then(|configuration| configuration.train.as_ref());
    training.map_or(0, |training| training.updates)
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
        step: updates(trial),
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
