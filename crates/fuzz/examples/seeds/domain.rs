//! What becomes messages.

use dwell_domain::{
    Axis, Cell, Configuration, Evaluation, Halting, Latency, LearningRate, MetricsDigest,
    Milliseconds, Model, Numerics, PonderCost, PonderStatistics, ProfilePoint, Step, Task, Trace,
    TraceStep, Training, TrialResult, Verdict,
};

pub(crate) fn parity() -> Configuration {
    Configuration {
        task: Task::Parity { bits: 2 },
        model: Model {
            cell: Cell::Rnn,
            hidden: 2,
            max_ponder: 5,
            halting: Halting::Act {
                ponder_cost: PonderCost::new(0.01).expect("it is one"),
            },
        },
        train: Training {
            batch: 2,
            updates: 100,
            learning_rate: LearningRate::new(1e-3).expect("it is one"),
            evaluate_every: 50,
            evaluation_sequences: 10,
            checkpoint_every: 50,
            stop_at_error: Some(0.0),
            gradient_clip: Some(1.0),
            keep_weights: true,
        },
    }
}

pub(crate) fn evaluation() -> Evaluation {
    Evaluation {
        step: Step(100),
        loss: Some(0.5),
        training_loss: Some(0.75),
        error: 0.25,
        ponder: PonderStatistics {
            histogram: vec![4, 3, 2, 1],
            mean_remainder: Some(0.5),
            mean_batch_max: 3.5,
            share_at_cap: 0.0,
            profile: vec![ProfilePoint {
                axis: Axis::Difficulty,
                key: 1,
                samples: 10,
                mean_ponder: 2.0,
                error: 0.25,
            }],
        },
    }
}

pub(crate) fn result() -> TrialResult {
    TrialResult {
        evaluation: evaluation(),
        verdict: Verdict::Learned,
        digest: MetricsDigest([7; 32]),
        numerics: Numerics {
            device: "cpu".to_owned(),
            libtorch: "2.11.0".to_owned(),
            cpu_capability: "AVX2".to_owned(),
        },
        seconds: 1.5,
        traces: vec![Trace {
            row: 0,
            steps: vec![TraceStep {
                input: "01".to_owned(),
                ponder: 2,
                loss: Some(0.5),
                entropy: Some(0.25),
            }],
        }],
        latency: Latency {
            batch_1: Some(Milliseconds::new(0.5).expect("it is one")),
            batch_128: None,
        },
    }
}
