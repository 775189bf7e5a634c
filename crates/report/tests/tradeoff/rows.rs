//! Rows of trade-offs, as they come from the coordinator.

use dwell_domain::{
    Cell, Configuration, ConfigurationId, Corpus, Halting, LearningRate, MetricsDigest, Model,
    PonderCost, PricePerHour, PriorMean, Sampler, Seed, Step, Task, Training,
    tradeoff::{AnswerCost, Interval, SeedOutcome, TradeoffRow},
};
use uuid::Uuid;

pub(crate) fn configuration(halting: Halting) -> Configuration {
    Configuration {
        task: Task::Parity { bits: 16 },
        model: Model {
            cell: Cell::Rnn,
            hidden: 64,
            max_ponder: 20,
            halting,
        },
        train: Training {
            batch: 128,
            updates: 10_000,
            learning_rate: LearningRate::new(1e-3).unwrap(),
            evaluate_every: 1_000,
            evaluation_sequences: 10_000,
            checkpoint_every: 1_000,
            stop_at_error: None,
            gradient_clip: None,
            keep_weights: true,
        },
    }
}

pub(crate) fn around(median: f64) -> Interval {
    Interval {
        median,
        low: median * 0.9,
        high: median * 1.15,
    }
}

/// Half of what solves the task does so after 3,000 updates, the other half later.
pub(crate) fn outcome(seed: u64, error: f64, ponder: f64) -> SeedOutcome {
    SeedOutcome {
        seed: Seed(seed),
        error,
        ponder,
        solved_at: (error < 0.05).then_some(Step(3_000 + 1_000 * seed)),
    }
}

pub(crate) fn row(halting: Halting, error: f64, ponder: f64, on_frontier: bool) -> TradeoffRow {
    TradeoffRow {
        sweep: "quickstart".into(),
        configuration_id: ConfigurationId::from_uuid(Uuid::nil()),
        configuration: configuration(halting),
        seeds: 2,
        completed: 2,
        solved: u32::from(error < 0.05) * 2,
        error: Some(around(error)),
        ponder: Some(Interval {
            low: ponder.max(1.0),
            ..around(ponder)
        }),
        on_frontier,
        digests: vec![MetricsDigest([7; 32]); 2],
        outcomes: vec![outcome(0, error, ponder), outcome(1, error, ponder)],
        cost: AnswerCost::default(),
    }
}

pub(crate) fn act(ponder_cost: f64) -> Halting {
    Halting::Act {
        ponder_cost: PonderCost::new(ponder_cost).unwrap(),
    }
}

/// The trade-off that was measured for parity with 16 bits.
pub(crate) fn quickstart() -> Vec<TradeoffRow> {
    let one = Interval {
        median: 1.0,
        low: 1.0,
        high: 1.0,
    };
    let two = Interval {
        median: 2.0,
        low: 2.0,
        high: 2.0,
    };
    vec![
        TradeoffRow {
            ponder: Some(one),
            ..row(Halting::None, 0.312, 1.0, true)
        },
        TradeoffRow {
            ponder: Some(two),
            ..row(Halting::Repeat { updates: 2 }, 0.024, 2.0, false)
        },
        row(act(1e-3), 0.02, 1.84, true),
        row(act(1e-2), 0.024, 2.06, false),
        row(act(1e-1), 0.106, 1.97, false),
        TradeoffRow {
            completed: 0,
            solved: 0,
            error: None,
            ponder: None,
            on_frontier: false,
            digests: vec![],
            outcomes: vec![],
            ..row(act(1.0), 0.31, 1.05, false)
        },
    ]
}

/// Rows of a text, some of them of PonderNet.
pub(crate) fn text() -> Vec<TradeoffRow> {
    let pondernet = |prior_mean, sampler| Halting::PonderNet {
        ponder_cost: PonderCost::new(0.01).unwrap(),
        prior_mean: PriorMean::new(prior_mean).unwrap(),
        sampler,
    };
    let mut rows = vec![
        row(Halting::None, 1.98, 1.0, true),
        row(act(1e-3), 1.91, 1.4, true),
        row(pondernet(3.0, Sampler::Bernoulli), 1.93, 2.7, false),
        row(pondernet(2.5, Sampler::Mean), 1.95, 2.4, false),
    ];
    for row in &mut rows {
        row.configuration.task = Task::Text {
            corpus: Corpus {
                file: "wiki.txt".into(),
                content: None,
            },
            length: 50,
        };
        let bits = row.error.unwrap().median;
        row.error = Some(Interval {
            median: bits,
            low: bits - 0.02,
            high: bits + 0.01,
        });
    }
    rows
}

/// The quickstart with latencies, and with a price of an hour.
pub(crate) fn priced() -> Vec<TradeoffRow> {
    let mut rows = quickstart();
    for row in &mut rows[..5] {
        let ponder = row.point().unwrap().ponder;
        row.cost = AnswerCost {
            latency_1: Some(around(0.04 + 0.02 * ponder)),
            latency_128: Some(around(0.001 * ponder.ceil())),
            price_per_hour: PricePerHour::new(3.5).ok(),
            devices: vec!["cpu".into()],
        };
    }
    rows
}
