//! A worker without trainers: it says what a test wants it to say.

use dwell_domain::MetricsDigest;
use dwell_proto::v1::{
    self, fact::What, put_checkpoint_request::Part, worker_service_client::WorkerServiceClient,
};
use tonic::{Status, transport::Channel};
use uuid::Uuid;

use crate::cluster::soon;

pub(crate) struct FakeWorker {
    pub(crate) client: WorkerServiceClient<Channel>,
    pub(crate) id: String,
    lanes: u32,
    sequence: u64,
    /// What it works on: told with every call.
    pub(crate) held: Vec<v1::AttemptId>,
}

impl FakeWorker {
    pub(crate) async fn register(client: WorkerServiceClient<Channel>, lanes: u32) -> Self {
        let mut worker = Self {
            client,
            id: Uuid::now_v7().to_string(),
            lanes,
            sequence: 0,
            held: Vec::new(),
        };
        worker.register_again().await;
        worker
    }

    pub(crate) async fn register_again(&mut self) -> v1::RegisterResponse {
        let request = v1::RegisterRequest {
            worker_id: self.id.clone(),
            host: "here".into(),
            pid: 1,
            version: "test".into(),
            slots: vec![v1::Slot {
                index: 0,
                device: "cpu".into(),
                lanes: self.lanes,
            }],
        };
        let response = soon(self.client.register(request)).await.unwrap();
        response.into_inner()
    }

    /// Asks for work for all lanes and does not keep what comes: as if the answer got lost.
    pub(crate) async fn ask(&mut self, wait_ms: u64) -> Vec<v1::Assignment> {
        let request = v1::AcquireRequest {
            worker_id: self.id.clone(),
            slot: 0,
            free_lanes: self.lanes - self.held.len() as u32,
            resident_pack_key: None,
            held: self.held.clone(),
            wait_ms,
        };
        let response = soon(self.client.acquire(request)).await.unwrap();
        response.into_inner().assignments
    }

    /// Asks for work that must be there, and holds it.
    pub(crate) async fn acquire(&mut self) -> Vec<v1::Assignment> {
        let assignments = self.ask(0).await;
        assert!(!assignments.is_empty(), "there is work");
        let attempts = assignments.iter().filter_map(|a| a.attempt.clone());
        self.held.extend(attempts);
        assignments
    }

    /// Tells what happened to an attempt; when that ended it, it is not held any more.
    pub(crate) async fn tell(&mut self, attempt: &v1::AttemptId, what: What) -> v1::ReportResponse {
        if !matches!(what, What::Evaluated(_)) {
            self.held.retain(|held| held != attempt);
        }
        self.sequence += 1;
        let fact = v1::Fact {
            sequence: self.sequence,
            attempt: Some(attempt.clone()),
            what: Some(what),
        };
        self.report(vec![fact]).await
    }

    /// Ends an attempt well, with this error and this N everywhere.
    pub(crate) async fn complete(
        &mut self,
        attempt: &v1::AttemptId,
        error: f64,
        ponder: usize,
    ) -> v1::ReportResponse {
        let what = What::Completed(result(error, ponder));
        self.tell(attempt, what).await
    }

    /// Only says that it is alive.
    pub(crate) async fn heartbeat(&mut self) -> v1::ReportResponse {
        self.report(Vec::new()).await
    }

    pub(crate) async fn report(&mut self, facts: Vec<v1::Fact>) -> v1::ReportResponse {
        let request = v1::ReportRequest {
            worker_id: self.id.clone(),
            held: self.held.clone(),
            facts,
            progress: Vec::new(),
            updates_per_second: 10.0,
        };
        let response = soon(self.client.report(request)).await.unwrap();
        response.into_inner()
    }

    /// Sends a checkpoint in chunks; `name` is what it claims the hash to be.
    pub(crate) async fn put_checkpoint(
        &mut self,
        attempt: &v1::AttemptId,
        step: u64,
        name: &str,
        bytes: &[u8],
    ) -> Result<bool, Status> {
        let header = self.header(attempt, step, name, bytes);
        self.put(header, bytes).await
    }

    /// Sends the final weights of an attempt under their name.
    pub(crate) async fn put_weights(&mut self, attempt: &v1::AttemptId, bytes: &[u8]) -> bool {
        let name = blake3::hash(bytes).to_hex();
        let header = v1::CheckpointHeader {
            is_final: true,
            ..self.header(attempt, 100, &name, bytes)
        };
        self.put(header, bytes).await.unwrap()
    }

    /// Sends those of its best evaluation.
    pub(crate) async fn put_best(&mut self, attempt: &v1::AttemptId, bytes: &[u8]) -> bool {
        let name = blake3::hash(bytes).to_hex();
        let header = v1::CheckpointHeader {
            is_best: true,
            ..self.header(attempt, 50, &name, bytes)
        };
        self.put(header, bytes).await.unwrap()
    }

    /// Announces a checkpoint of so many bytes, and sends none of them.
    pub(crate) async fn announce(
        &mut self,
        attempt: &v1::AttemptId,
        size: u64,
    ) -> Result<bool, Status> {
        let name = blake3::hash(b"").to_hex();
        let mut header = self.header(attempt, 50, &name, b"");
        header.checkpoint.as_mut().unwrap().size = size;
        self.put(header, b"").await
    }

    fn header(
        &self,
        attempt: &v1::AttemptId,
        step: u64,
        name: &str,
        bytes: &[u8],
    ) -> v1::CheckpointHeader {
        v1::CheckpointHeader {
            worker_id: self.id.clone(),
            attempt: Some(attempt.clone()),
            checkpoint: Some(v1::CheckpointRef {
                content_hash: name.into(),
                step,
                size: bytes.len() as u64,
            }),
            is_final: false,
            is_best: false,
        }
    }

    async fn put(&mut self, header: v1::CheckpointHeader, bytes: &[u8]) -> Result<bool, Status> {
        let chunks = bytes.chunks(1000).map(|chunk| Part::Chunk(chunk.to_vec()));
        let parts: Vec<_> = std::iter::once(Part::Header(header))
            .chain(chunks)
            .map(|part| v1::PutCheckpointRequest { part: Some(part) })
            .collect();
        let response = soon(self.client.put_checkpoint(tokio_stream::iter(parts))).await;
        response.map(|response| response.into_inner().kept)
    }

    /// The bytes of a checkpoint.
    pub(crate) async fn get_checkpoint(&mut self, name: &str) -> Result<Vec<u8>, Status> {
        let request = v1::GetCheckpointRequest {
            content_hash: name.into(),
        };
        let mut chunks = soon(self.client.get_checkpoint(request))
            .await?
            .into_inner();
        let mut bytes = Vec::new();
        while let Some(message) = soon(chunks.message()).await? {
            bytes.extend(message.chunk);
        }
        Ok(bytes)
    }
}

/// A result whose digest follows from its only evaluation.
pub(crate) fn honest_result(error: f64) -> v1::TrialResult {
    let mut result = result(error, 1);
    let evaluation = result.evaluation.clone().unwrap().try_into().unwrap();
    result.digest = MetricsDigest::of([&evaluation]).0.to_vec();
    result
}

/// The attempt of an assignment.
pub(crate) fn attempt(assignment: &v1::Assignment) -> v1::AttemptId {
    assignment.attempt.clone().unwrap()
}

/// A result with this error, and this N at each of ten input steps.
pub(crate) fn result(error: f64, ponder: usize) -> v1::TrialResult {
    let verdict = if error <= 0.02 {
        v1::Verdict::Solved
    } else {
        v1::Verdict::Learned
    };
    let mut histogram = vec![0; ponder];
    histogram[ponder - 1] = 10;
    v1::TrialResult {
        evaluation: Some(evaluation(100, error, histogram)),
        verdict: verdict.into(),
        digest: vec![7; 32],
        numerics: Some(v1::Numerics {
            device: "cpu".into(),
            libtorch: "none".into(),
            cpu_capability: "none".into(),
        }),
        seconds: 1.5,
        traces: vec![v1::Trace {
            row: 0,
            steps: vec![trace_step(ponder as u32)],
        }],
        latency: Some(v1::Latency {
            batch_1_ms: Some(0.5 * ponder as f64),
            batch_128_ms: Some(0.125 * ponder as f64),
        }),
    }
}

fn trace_step(ponder: u32) -> v1::TraceStep {
    v1::TraceStep {
        input: "+ -".into(),
        ponder,
        loss: Some(0.5),
        entropy: None,
    }
}

pub(crate) fn evaluation(step: u64, error: f64, histogram: Vec<u64>) -> v1::Evaluation {
    v1::Evaluation {
        step,
        loss: Some(0.5),
        training_loss: Some(0.25),
        error,
        ponder: Some(v1::PonderStatistics {
            mean_batch_max: histogram.len() as f64,
            histogram,
            ..Default::default()
        }),
    }
}
