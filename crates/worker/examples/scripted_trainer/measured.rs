//! What a trial measured that trained nothing: numbers that databases are careless with.

use dwell_proto::v1;

/// The part, among those of `part`: it finishes, having measured what follows from its configuration.
pub(crate) const PART: u64 = 9;

/// The steps of its evaluations.
const STEPS: [u64; 2] = [10, 20];

pub(crate) fn evaluations(configuration: &v1::Configuration) -> [v1::Evaluation; 2] {
    STEPS.map(|step| evaluation(configuration, step))
}

pub(crate) fn result(configuration: &v1::Configuration) -> v1::TrialResult {
    let [_, last] = evaluations(configuration);
    v1::TrialResult {
        evaluation: Some(last),
        verdict: v1::Verdict::Diverged.into(),
        digest: vec![9; 32],
        numerics: Some(v1::Numerics {
            device: "cpu".to_owned(),
            ..v1::Numerics::default()
        }),
        seconds: 1.0 / f64::from(std::process::id()),
        traces: vec![trace(7, 2), trace(3, 1)],
        latency: Some(v1::Latency {
            batch_1_ms: Some(0.25),
            batch_128_ms: None,
        }),
    }
}

/// At the last step its loss is not finite any more; before, there is none at all.
fn evaluation(configuration: &v1::Configuration, step: u64) -> v1::Evaluation {
    let error = ponder_cost(configuration) / step as f64;
    v1::Evaluation {
        step,
        loss: (step == STEPS[0]).then_some(-0.0),
        training_loss: Some(error * 1e-50),
        error,
        ponder: Some(v1::PonderStatistics {
            histogram: vec![3, 0, 4],
            mean_remainder: Some(0.1 + 0.2),
            mean_batch_max: 1e21,
            share_at_cap: error / 3.0,
            profile: vec![
                point(v1::Axis::Difficulty, 1, error),
                point(v1::Axis::Difficulty, 12, error),
                point(v1::Axis::Position, 2, error),
            ],
        }),
    }
}

fn ponder_cost(configuration: &v1::Configuration) -> f64 {
    use v1::halting::Kind;
    let halting = configuration.model.as_ref().and_then(|model| model.halting);
    match halting.and_then(|halting| halting.kind) {
        Some(Kind::Act(act)) => act.ponder_cost,
        _ => 0.7,
    }
}

fn point(axis: v1::Axis, key: u32, error: f64) -> v1::ProfilePoint {
    v1::ProfilePoint {
        axis: axis.into(),
        key,
        samples: 7,
        mean_ponder: f64::from(key) / 7.0,
        error: -0.0 * error,
    }
}

fn trace(row: u32, steps: u32) -> v1::Trace {
    let steps = (1..=steps).map(|step| v1::TraceStep {
        input: format!("\"{step},\u{2192}\""),
        ponder: step,
        loss: Some(-0.0),
        entropy: (step > 1).then_some(1.0 / 3.0),
    });
    v1::Trace {
        row,
        steps: steps.collect(),
    }
}
