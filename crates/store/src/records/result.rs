//! An accepted result as columns, and what became of a late one.

use dwell_domain::{Evaluation, Latency, Numerics, TrialResult, Verdict};

use super::EvaluationRecord;
use crate::{
    StoreError,
    decode::{self, corrupt},
};

/// A result with its evaluation, as columns.
#[derive(sqlx::FromRow)]
pub(crate) struct ResultRecord {
    #[sqlx(flatten)]
    evaluation: EvaluationRecord,
    verdict: String,
    digest: Vec<u8>,
    device: String,
    libtorch: String,
    cpu_capability: String,
    seconds: f64,
    latency_1_ms: Option<f64>,
    latency_128_ms: Option<f64>,
}

/// Without the traces, which only a look at the single trial needs.
impl TryFrom<ResultRecord> for TrialResult {
    type Error = StoreError;

    fn try_from(record: ResultRecord) -> Result<Self, StoreError> {
        Ok(Self {
            evaluation: Evaluation::try_from(record.evaluation)?,
            verdict: Verdict::from_word(&record.verdict)
                .ok_or_else(|| corrupt("verdict", record.verdict))?,
            digest: decode::digest(&record.digest)?,
            numerics: Numerics {
                device: record.device,
                libtorch: record.libtorch,
                cpu_capability: record.cpu_capability,
            },
            seconds: record.seconds,
            latency: Latency {
                batch_1: decode::quantity(record.latency_1_ms, "latency")?,
                batch_128: decode::quantity(record.latency_128_ms, "latency")?,
            },
            traces: Vec::new(),
        })
    }
}

/// What became of a result that came after its trial was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Late {
    /// It was told before; nothing is new.
    ToldAgain,
    /// It is kept aside; whether its digest agrees, where that can be compared.
    KeptAside { agrees: Option<bool> },
}
