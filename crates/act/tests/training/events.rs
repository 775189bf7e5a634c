//! What a pack tells, and when.

use dwell_act::{ActError, LaneAssignment, LaneEvent};
use dwell_domain::{Evaluation, Halting, Latency, LearningRate, MetricsDigest, Step, Verdict};

use crate::trial::{act, alone, every_halting, every_task, follow, pack_for, trial, trial_of};

#[test]
fn evaluations_come_at_their_interval_and_once_after_the_last_update() {
    let mut assignment = trial(act(0.01), 1);
    assert_eq!(alone(&assignment, 1).evaluated_at(), [8, 16, 24]);
    assignment.configuration.train.updates = 20;
    assert_eq!(alone(&assignment, 1).evaluated_at(), [8, 16, 20]);
}

#[test]
fn checkpoints_come_at_their_interval_but_not_after_the_end() {
    let assignment = trial(act(0.01), 1);
    let mut pack = pack_for(&assignment, 1);
    let lane = pack.admit(assignment).unwrap();
    let mut due = Vec::new();
    for update in 1..=24 {
        for event in pack.advance().unwrap() {
            if event == (lane, LaneEvent::CheckpointDue) {
                due.push(update);
            }
        }
    }
    assert_eq!(due, [12]);
}

#[test]
fn the_result_is_the_last_evaluation_with_the_digest_of_all() {
    let told = alone(&trial(act(0.01), 1), 1);
    let digest = told
        .evaluations
        .iter()
        .fold(MetricsDigest::empty(), MetricsDigest::and);
    assert_eq!(told.result().digest, digest);
    assert_eq!(Some(&told.result().evaluation), told.evaluations.last());
}

#[test]
fn a_good_enough_error_ends_a_trial_early() {
    let mut assignment = trial(act(0.01), 1);
    assignment.configuration.train.stop_at_error = Some(1.0);
    let told = alone(&assignment, 1);
    assert_eq!(told.evaluated_at(), [8]);
    assert_eq!(told.result().evaluation.step, Step(8));
}

#[test]
fn a_finished_lane_leaves_and_the_others_stay() {
    let short = trial(act(0.01), 1);
    let mut long = trial(act(0.02), 2);
    long.configuration.train.updates = 40;
    let mut pack = pack_for(&short, 1);
    let first = pack.admit(short).unwrap();
    let second = pack.admit(long).unwrap();
    follow(&mut pack, first);
    assert_eq!(pack.lanes().collect::<Vec<_>>(), [(second, Step(24))]);
    assert!(matches!(
        pack.checkpoint(first),
        Err(ActError::UnknownLane(_))
    ));
    assert!(matches!(pack.remove(first), Err(ActError::UnknownLane(_))));
}

#[test]
fn a_lane_that_diverges_ends_at_once_and_leaves_its_neighbour_alone() {
    let healthy = trial(act(0.01), 1);
    let mut wild = trial(act(0.01), 2);
    wild.configuration.train.learning_rate = LearningRate::new(1e38).unwrap();
    let mut pack = pack_for(&healthy, 1);
    let lane = pack.admit(healthy.clone()).unwrap();
    let diverging = pack.admit(wild).unwrap();
    let told = follow(&mut pack, diverging);
    assert_eq!(told.result().verdict, Verdict::Diverged);
    assert_eq!(told.result().evaluation.loss, None);
    assert!(told.result().evaluation.step < Step(8));
    assert_eq!(follow(&mut pack, lane), alone(&healthy, 1));
}

#[test]
fn every_kind_of_trial_diverges_in_finite_words() {
    for (task, cell) in every_task() {
        for halting in every_halting() {
            let mut wild = trial_of(task.clone(), cell, halting.clone(), 2);
            wild.configuration.train.learning_rate = LearningRate::new(1e38).unwrap();
            let told = alone(&wild, 1);
            let evaluation = &told.result().evaluation;
            assert_eq!(told.result().verdict, Verdict::Diverged, "{task} {halting}");
            assert_eq!((evaluation.loss, evaluation.training_loss), (None, None));
            assert!(evaluation.error.is_finite(), "{task} {halting}");
            assert!(evaluation.ponder.mean_remainder.is_none_or(f64::is_finite));
            assert!(evaluation.ponder.mean() >= 1.0, "{task} {halting}");
            let json = serde_json::to_string(evaluation).unwrap();
            assert_eq!(
                serde_json::from_str::<Evaluation>(&json).unwrap(),
                *evaluation
            );
        }
    }
}

#[test]
fn a_trial_of_another_shape_is_refused() {
    let mut pack = pack_for(&trial(act(0.01), 1), 1);
    let error = pack.admit(trial(Halting::None, 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a trial of pack `parity(5) rnn(19) none M=12 batch=21` cannot join pack \
         `parity(5) rnn(19) act M=12 batch=21`"
    );
    assert_eq!(pack.lanes().len(), 0);
}

#[test]
fn an_empty_pack_has_nothing_to_tell() {
    assert_eq!(pack_for(&trial(act(0.01), 1), 1).advance().unwrap(), []);
}

#[test]
fn ponder_statistics_are_consistent_with_each_other() {
    let told = alone(&trial(act(0.01), 3), 1);
    for evaluation in &told.evaluations {
        let ponder = &evaluation.ponder;
        assert_eq!(ponder.samples(), 50);
        assert!(ponder.histogram.last().is_some_and(|count| *count > 0));
        assert!(
            ponder
                .mean_remainder
                .is_some_and(|r| (0.0..=1.0).contains(&r))
        );
        assert!(ponder.mean() <= ponder.mean_batch_max);
        assert!(ponder.mean_batch_max <= ponder.max() as f64);
        for axis in [dwell_domain::Axis::Difficulty, dwell_domain::Axis::Position] {
            let points = || ponder.profile.iter().filter(|point| point.axis == axis);
            let samples: u64 = points().map(|point| point.samples).sum();
            let wrong: f64 = points()
                .map(|point| point.error * point.samples as f64)
                .sum();
            assert_eq!(samples, 50);
            assert!((wrong / 50.0 - evaluation.error).abs() < 1e-9);
        }
    }
}

#[test]
fn baselines_ponder_as_long_as_they_are_told() {
    for (halting, updates) in [(Halting::None, 1), (Halting::Repeat { updates: 3 }, 3)] {
        let ponder = alone(&trial(halting, 1), 1)
            .result()
            .evaluation
            .ponder
            .clone();
        assert_eq!((ponder.percentile(0.0), ponder.max()), (updates, updates));
        assert_eq!(ponder.mean_remainder, None);
    }
}

/// What the result of a trial in a pack of its own says about the time that answers take.
fn latency(assignment: LaneAssignment) -> Latency {
    let mut pack = pack_for(&assignment, 1);
    pack.admit(assignment).unwrap();
    loop {
        for (_, event) in pack.advance().unwrap() {
            if let LaneEvent::Finished { result, .. } = event {
                return result.latency;
            }
        }
    }
}

#[test]
fn a_result_says_how_long_answers_take_alone_and_in_a_batch() {
    for (task, cell) in every_task() {
        for halting in every_halting() {
            let mut assignment = trial_of(task.clone(), cell, halting.clone(), 3);
            assignment.configuration.train.updates = 2;
            let latency = latency(assignment);
            assert!(latency.batch_1.is_some(), "{task} {halting}");
            assert!(latency.batch_128.is_some(), "{task} {halting}");
        }
    }
}

#[test]
fn what_has_diverged_has_no_answers_to_wait_for() {
    let mut wild = trial(act(0.01), 2);
    wild.configuration.train.learning_rate = LearningRate::new(1e38).unwrap();
    assert_eq!(latency(wild), Latency::default());
}
