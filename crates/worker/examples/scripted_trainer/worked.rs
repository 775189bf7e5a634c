//! What a trial reached that took its time: numbers that follow from its seed.

use dwell_domain::MetricsDigest;
use dwell_proto::v1;

/// The part of this seed and of all above: it makes a step at each sign of life, and ends after
/// [`STEPS`] of them.
pub(crate) const FIRST: u64 = 1_000;

/// The steps of a trial; it is evaluated after half of them, and at the end.
pub(crate) const STEPS: u64 = 20;

/// The evaluation that is due at a step, if one is.
pub(crate) fn evaluation(seed: u64, step: u64) -> Option<v1::Evaluation> {
    step.is_multiple_of(STEPS / 2).then(|| v1::Evaluation {
        step,
        error: 1.0 / (seed + step) as f64,
        ponder: Some(v1::PonderStatistics::default()),
        ..v1::Evaluation::default()
    })
}

/// The result of a trial, wherever it was gone on from.
pub(crate) fn result(seed: u64) -> v1::TrialResult {
    let told = (1..=STEPS).filter_map(|step| evaluation(seed, step));
    let read = told.map(|told| told.try_into().expect("its numbers are finite"));
    let read: Vec<dwell_domain::Evaluation> = read.collect();
    v1::TrialResult {
        evaluation: evaluation(seed, STEPS),
        verdict: v1::Verdict::Learned.into(),
        digest: MetricsDigest::of(&read).0.to_vec(),
        numerics: Some(v1::Numerics::default()),
        seconds: 0.0,
        traces: vec![],
        latency: None,
    }
}
