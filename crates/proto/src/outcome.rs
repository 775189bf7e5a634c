//! Evaluations, results and failures.

use dwell_domain as domain;

use crate::{
    Malformed, limits,
    malformed::{finite, required},
    v1,
};

impl From<&domain::Evaluation> for v1::Evaluation {
    fn from(evaluation: &domain::Evaluation) -> Self {
        Self {
            step: evaluation.step.0,
            loss: evaluation.loss,
            error: evaluation.error,
            ponder: Some((&evaluation.ponder).into()),
            training_loss: evaluation.training_loss,
        }
    }
}

impl TryFrom<v1::Evaluation> for domain::Evaluation {
    type Error = Malformed;

    fn try_from(evaluation: v1::Evaluation) -> Result<Self, Malformed> {
        Ok(Self {
            step: limits::step(evaluation.step, "evaluation.step")?,
            loss: evaluation
                .loss
                .map(|loss| finite(loss, "evaluation.loss"))
                .transpose()?,
            training_loss: evaluation
                .training_loss
                .map(|loss| finite(loss, "evaluation.training_loss"))
                .transpose()?,
            error: finite(evaluation.error, "evaluation.error")?,
            ponder: required(evaluation.ponder, "evaluation.ponder")?.try_into()?,
        })
    }
}

impl From<&domain::PonderStatistics> for v1::PonderStatistics {
    fn from(ponder: &domain::PonderStatistics) -> Self {
        Self {
            histogram: ponder.histogram.clone(),
            mean_remainder: ponder.mean_remainder,
            mean_batch_max: ponder.mean_batch_max,
            share_at_cap: ponder.share_at_cap,
            profile: ponder.profile.iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<v1::PonderStatistics> for domain::PonderStatistics {
    type Error = Malformed;

    fn try_from(ponder: v1::PonderStatistics) -> Result<Self, Malformed> {
        limits::histogram(&ponder.histogram, "ponder.histogram")?;
        let profile = ponder.profile.into_iter().map(TryInto::try_into);
        Ok(Self {
            histogram: ponder.histogram,
            mean_remainder: ponder
                .mean_remainder
                .map(|mean| finite(mean, "ponder.mean_remainder"))
                .transpose()?,
            mean_batch_max: finite(ponder.mean_batch_max, "ponder.mean_batch_max")?,
            share_at_cap: finite(ponder.share_at_cap, "ponder.share_at_cap")?,
            profile: profile.collect::<Result<_, Malformed>>()?,
        })
    }
}

impl From<&domain::ProfilePoint> for v1::ProfilePoint {
    fn from(point: &domain::ProfilePoint) -> Self {
        Self {
            axis: v1::Axis::from(point.axis).into(),
            key: point.key,
            samples: point.samples,
            mean_ponder: point.mean_ponder,
            error: point.error,
        }
    }
}

impl TryFrom<v1::ProfilePoint> for domain::ProfilePoint {
    type Error = Malformed;

    fn try_from(point: v1::ProfilePoint) -> Result<Self, Malformed> {
        limits::count(point.samples, "profile.samples")?;
        Ok(Self {
            axis: point.axis().try_into()?,
            key: point.key,
            samples: point.samples,
            mean_ponder: finite(point.mean_ponder, "profile.mean_ponder")?,
            error: finite(point.error, "profile.error")?,
        })
    }
}

impl From<&domain::Numerics> for v1::Numerics {
    fn from(numerics: &domain::Numerics) -> Self {
        Self {
            device: numerics.device.clone(),
            libtorch: numerics.libtorch.clone(),
            cpu_capability: numerics.cpu_capability.clone(),
        }
    }
}

impl TryFrom<v1::Numerics> for domain::Numerics {
    type Error = Malformed;

    fn try_from(numerics: v1::Numerics) -> Result<Self, Malformed> {
        for (word, field) in [
            (&numerics.device, "numerics.device"),
            (&numerics.libtorch, "numerics.libtorch"),
            (&numerics.cpu_capability, "numerics.cpu_capability"),
        ] {
            limits::text(word, field, limits::WORD_BYTES)?;
        }
        Ok(Self {
            device: numerics.device,
            libtorch: numerics.libtorch,
            cpu_capability: numerics.cpu_capability,
        })
    }
}

impl From<&domain::TrialResult> for v1::TrialResult {
    fn from(result: &domain::TrialResult) -> Self {
        Self {
            evaluation: Some((&result.evaluation).into()),
            verdict: v1::Verdict::from(result.verdict).into(),
            digest: result.digest.0.to_vec(),
            numerics: Some((&result.numerics).into()),
            seconds: result.seconds,
            traces: result.traces.iter().map(Into::into).collect(),
            latency: latency(result.latency),
        }
    }
}

impl TryFrom<v1::TrialResult> for domain::TrialResult {
    type Error = Malformed;

    fn try_from(result: v1::TrialResult) -> Result<Self, Malformed> {
        let verdict = result.verdict().try_into()?;
        let digest = digest(result.digest, "result.digest")?;
        let traces = result.traces.into_iter().map(TryInto::try_into);
        Ok(Self {
            evaluation: required(result.evaluation, "result.evaluation")?.try_into()?,
            verdict,
            digest,
            numerics: required(result.numerics, "result.numerics")?.try_into()?,
            seconds: finite(result.seconds, "result.seconds")?,
            traces: traces.collect::<Result<_, Malformed>>()?,
            latency: result.latency.unwrap_or_default().try_into()?,
        })
    }
}

/// Nothing where nothing was measured.
fn latency(latency: domain::Latency) -> Option<v1::Latency> {
    (latency != domain::Latency::default()).then(|| v1::Latency {
        batch_1_ms: latency.batch_1.map(Into::into),
        batch_128_ms: latency.batch_128.map(Into::into),
    })
}

impl TryFrom<v1::Latency> for domain::Latency {
    type Error = Malformed;

    fn try_from(latency: v1::Latency) -> Result<Self, Malformed> {
        let milliseconds = |number: Option<f64>| number.map(TryInto::try_into).transpose();
        Ok(Self {
            batch_1: milliseconds(latency.batch_1_ms)?,
            batch_128: milliseconds(latency.batch_128_ms)?,
        })
    }
}

impl From<&domain::Trace> for v1::Trace {
    fn from(trace: &domain::Trace) -> Self {
        Self {
            row: trace.row,
            steps: trace.steps.iter().map(Into::into).collect(),
        }
    }
}

impl TryFrom<v1::Trace> for domain::Trace {
    type Error = Malformed;

    fn try_from(trace: v1::Trace) -> Result<Self, Malformed> {
        let steps = trace.steps.into_iter().map(TryInto::try_into);
        Ok(Self {
            row: trace.row,
            steps: steps.collect::<Result<_, Malformed>>()?,
        })
    }
}

impl From<&domain::TraceStep> for v1::TraceStep {
    fn from(step: &domain::TraceStep) -> Self {
        Self {
            input: step.input.clone(),
            ponder: step.ponder,
            loss: step.loss,
            entropy: step.entropy,
        }
    }
}

impl TryFrom<v1::TraceStep> for domain::TraceStep {
    type Error = Malformed;

    fn try_from(step: v1::TraceStep) -> Result<Self, Malformed> {
        let nats = |nats: Option<f64>, field| nats.map(|nats| finite(nats, field)).transpose();
        limits::text(&step.input, "trace.input", limits::WORD_BYTES)?;
        Ok(Self {
            input: step.input,
            ponder: step.ponder,
            loss: nats(step.loss, "trace.loss")?,
            entropy: nats(step.entropy, "trace.entropy")?,
        })
    }
}

impl From<&domain::Failure> for v1::Failure {
    fn from(failure: &domain::Failure) -> Self {
        Self {
            kind: v1::FailureKind::from(failure.kind).into(),
            message: failure.message.clone(),
        }
    }
}

impl TryFrom<v1::Failure> for domain::Failure {
    type Error = Malformed;

    fn try_from(failure: v1::Failure) -> Result<Self, Malformed> {
        limits::text(&failure.message, "failure.message", limits::FAILURE_BYTES)?;
        Ok(Self {
            kind: failure.kind().try_into()?,
            message: failure.message,
        })
    }
}

/// A digest from its 32 bytes.
pub(crate) fn digest(
    bytes: Vec<u8>,
    field: &'static str,
) -> Result<domain::MetricsDigest, Malformed> {
    let expected = "32 bytes";
    let digest = bytes.try_into();
    digest
        .map(domain::MetricsDigest)
        .map_err(|_| Malformed::Form { field, expected })
}
