//! The trade-off of a sweep, told as stories of a few configurations.

use dwell_domain::{
    Cell, Configuration, ConfigurationId, Corpus, Evaluation, Halting, Latency, LearningRate,
    MetricsDigest, Milliseconds, Model, Numerics, PonderCost, PonderStatistics, PricePerHour, Seed,
    Step, Task, Training, TrialResult, Verdict,
    tradeoff::{Outcomes, SeedResult, TradeoffRow, tradeoff},
};
use uuid::Uuid;

/// A configuration that gave these pairs of error and ponder (in whole updates), one per seed.
struct Story {
    configuration: Configuration,
    results: Vec<SeedResult>,
}

fn story(bits: u32, points: &[(f64, usize)]) -> Story {
    let configuration = Configuration {
        task: Task::Parity { bits },
        model: Model {
            cell: Cell::Rnn,
            hidden: 8,
            max_ponder: 10,
            halting: Halting::Act {
                ponder_cost: PonderCost::new(0.01).unwrap(),
            },
        },
        train: Training {
            batch: 4,
            updates: 10,
            learning_rate: LearningRate::new(1e-3).unwrap(),
            evaluate_every: 5,
            evaluation_sequences: 100,
            checkpoint_every: 5,
            stop_at_error: None,
            gradient_clip: None,
            keep_weights: true,
        },
    };
    let results = (0..).zip(points).map(|(seed, &(error, n))| {
        let low_error_at = (error <= Verdict::SOLVED_ERROR).then_some(Step(5 + seed));
        SeedResult::of(Seed(seed), &result(error, n), low_error_at)
    });
    Story {
        configuration,
        results: results.collect(),
    }
}

fn result(error: f64, updates: usize) -> TrialResult {
    let mut histogram = vec![0; updates];
    histogram[updates - 1] = 100;
    let evaluation = Evaluation {
        step: Step(10),
        loss: Some(error),
        training_loss: Some(error),
        error,
        ponder: PonderStatistics {
            histogram,
            mean_remainder: Some(0.5),
            mean_batch_max: updates as f64,
            share_at_cap: 0.0,
            profile: vec![],
        },
    };
    TrialResult {
        traces: vec![],
        verdict: if error <= Verdict::SOLVED_ERROR {
            Verdict::Solved
        } else {
            Verdict::Learned
        },
        digest: MetricsDigest::empty().and(&evaluation),
        evaluation,
        numerics: Numerics {
            device: "cpu".into(),
            libtorch: "2".into(),
            cpu_capability: "AVX2".into(),
        },
        seconds: 1.0,
        latency: Latency::default(),
    }
}

fn rows(stories: &[Story]) -> Vec<TradeoffRow> {
    tradeoff(stories.iter().enumerate().map(|(i, story)| Outcomes {
        sweep: "story",
        price_per_hour: PricePerHour::new(3.5).ok(),
        configuration_id: ConfigurationId::from_uuid(Uuid::from_u128(i as u128)),
        configuration: &story.configuration,
        seeds: 3,
        results: &story.results,
    }))
}

fn frontier(stories: &[Story]) -> Vec<bool> {
    rows(stories).iter().map(|row| row.on_frontier).collect()
}

#[test]
fn seeds_are_aggregated_to_median_and_count() {
    let rows = rows(&[story(8, &[(0.01, 2), (0.4, 1), (0.02, 3)])]);
    let row = &rows[0];
    assert_eq!((row.seeds, row.completed, row.solved), (3, 3, 2));
    let (error, ponder) = (row.error.unwrap(), row.ponder.unwrap());
    assert_eq!((error.low, error.median, error.high), (0.01, 0.02, 0.4));
    assert_eq!((ponder.low, ponder.median, ponder.high), (1.0, 2.0, 3.0));
    assert_eq!(row.digests.len(), 3);
}

#[test]
fn a_row_knows_how_often_and_how_soon_it_solves_its_task() {
    let rows = rows(&[story(8, &[(0.01, 2), (0.4, 1), (0.02, 3)])]);
    let share = rows[0].share_solved().unwrap();
    assert!((share.value - 2.0 / 3.0).abs() < 1e-12);
    let updates = rows[0].updates_to_solve().unwrap();
    assert_eq!((updates.median, updates.censored), (Some(7.0), 1));
    let solved_at: Vec<_> = rows[0].outcomes.iter().map(|seed| seed.solved_at).collect();
    assert_eq!(solved_at, [Some(Step(5)), None, Some(Step(7))]);
}

#[test]
fn a_text_is_never_solved() {
    let mut text = story(8, &[(0.01, 2)]);
    text.configuration.task = Task::Text {
        corpus: Corpus {
            file: "a".into(),
            content: None,
        },
        length: 10,
    };
    let rows = rows(&[text]);
    assert_eq!(rows[0].share_solved(), None);
    assert_eq!(rows[0].updates_to_solve(), None);
}

#[test]
fn before_the_first_result_there_is_nothing_to_say() {
    let rows = rows(&[story(8, &[]), story(8, &[(0.1, 2)])]);
    assert_eq!(
        (rows[0].error, rows[0].ponder, rows[0].on_frontier),
        (None, None, false)
    );
    assert!(rows[1].on_frontier);
}

#[test]
fn what_is_beaten_on_both_is_not_on_the_frontier() {
    let stories = [
        story(8, &[(0.1, 3)]),
        story(8, &[(0.2, 2)]),
        story(8, &[(0.2, 3)]),
        story(8, &[(0.3, 2)]),
        story(8, &[(0.5, 1)]),
    ];
    assert_eq!(frontier(&stories), [true, true, false, false, true]);
}

#[test]
fn equals_do_not_beat_each_other() {
    assert_eq!(
        frontier(&[story(8, &[(0.1, 3)]), story(8, &[(0.1, 3)])]),
        [true, true]
    );
}

#[test]
fn each_task_has_a_frontier_of_its_own() {
    assert_eq!(
        frontier(&[story(8, &[(0.1, 1)]), story(16, &[(0.5, 5)])]),
        [true, true]
    );
}

#[test]
fn latencies_are_aggregated_over_the_seeds_that_have_them() {
    let mut story = story(8, &[(0.1, 2), (0.2, 2), (0.3, 2)]);
    let milliseconds = |number| Milliseconds::new(number).ok();
    for (seed, device, batch_128) in [(0, "H200", 0.25), (2, "cpu", 0.75)] {
        let result = &mut story.results[seed];
        result.device = device.into();
        result.latency = Latency {
            batch_1: None,
            batch_128: milliseconds(batch_128),
        };
    }
    let cost = &rows(&[story])[0].cost;
    assert_eq!(cost.latency_1, None);
    let latency = cost.latency_128.unwrap();
    assert_eq!(
        (latency.low, latency.median, latency.high),
        (0.25, 0.5, 0.75)
    );
    assert_eq!(cost.devices, ["H200", "cpu"]);
    assert!((cost.price_per_million().unwrap() - 0.5 * 3.5 / 3.6).abs() < 1e-12);
}
