//! Reporting: results, progress and failures.

use dwell_domain::{Attempt, Corpus, FailureKind, Metric, SweepState, Task, TrialState, WorkerId};
use uuid::Uuid;

use super::{
    checkpointing::{checkpoint, puts},
    story::{Story, UPDATES, draft, evaluation, result},
};
use crate::{Store, StoreError, rows::AttemptOutcome};

pub(crate) async fn the_last_result_ends_the_sweep(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 2).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;

    let report = story
        .says(worker)
        .completed(&held[0], result(0.1))
        .holds(&held[0]);
    let reported = report.holds(&held[1]).sends().await;
    assert!(!reported.requeued && reported.stop.is_empty());
    assert_eq!(story.sweep_now(sweep.id).await.state, SweepState::Active);

    story
        .says(worker)
        .completed(&held[1], result(0.3))
        .sends()
        .await;
    let ended = story.sweep_now(sweep.id).await;
    assert_eq!(
        (ended.state, ended.ended_at),
        (SweepState::Completed, Some(story.now))
    );
    assert_eq!((ended.trials.completed, ended.trials.running), (2, 0));
    assert_eq!(
        (ended.updates_done, ended.best_error),
        (2 * UPDATES, Some(0.1))
    );
    let attempts = story.attempts(held[0].trial).await;
    assert_eq!(attempts[0].outcome, Some(AttemptOutcome::Completed));
}

pub(crate) async fn progress_and_the_best_error_are_seen_on_the_way(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 2).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    let report = story.says(worker).evaluated(&held[0], evaluation(200, 0.4));
    let report = report.evaluated(&held[0], evaluation(100, 0.2));
    report
        .reached(&held[0], 250)
        .reached(&held[1], 30)
        .sends()
        .await;

    let sweep = story.sweep_now(sweep.id).await;
    assert_eq!((sweep.updates_done, sweep.best_error), (280, Some(0.2)));
    assert_eq!(sweep.metric, Some(Metric::SequenceError));
    assert_eq!(story.trial(held[0].trial).await.step.0, 250);
    let evaluations = store.evaluations(held[0].trial).await.unwrap();
    assert_eq!(evaluations, [evaluation(100, 0.2), evaluation(200, 0.4)]);
    let workers = store.workers().await.unwrap();
    assert_eq!((workers[0].running, workers[0].slots.len()), (2, 2));
}

pub(crate) async fn errors_of_different_metrics_have_no_best(store: &dyn Store) {
    let story = Story::on(store);
    let mut draft = draft("two-metrics", &[1e-3, 1e-2], 1);
    draft.configurations[1].configuration.task = Task::Text {
        corpus: Corpus {
            file: "a.txt".into(),
            content: None,
        },
        length: 50,
    };
    let sweep = story.submits(draft).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    let report = story.says(worker).evaluated(&held[0], evaluation(100, 0.4));
    report
        .evaluated(&held[1], evaluation(100, 1.9))
        .sends()
        .await;

    let sweep = story.sweep_now(sweep.id).await;
    assert_eq!((sweep.metric, sweep.best_error), (None, None));
}

pub(crate) async fn a_loss_or_remainder_that_is_not_finite_is_none(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    for (step, loss) in [(100, f64::NAN), (200, f64::INFINITY)] {
        let mut diverged = evaluation(step, 1.0);
        diverged.loss = Some(loss);
        diverged.training_loss = Some(loss);
        diverged.ponder.mean_remainder = Some(f64::NAN);
        story.says(worker).evaluated(&held, diverged).sends().await;
    }
    let evaluations = store.evaluations(held.trial).await.unwrap();
    assert_eq!(evaluations.len(), 2);
    for evaluation in evaluations {
        assert_eq!((evaluation.loss, evaluation.training_loss), (None, None));
        assert_eq!(evaluation.ponder.mean_remainder, None);
    }
}

pub(crate) async fn a_report_with_an_error_that_is_no_number_changes_nothing(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    let report = story.says(worker).evaluated(&held, evaluation(100, 0.5));
    let error = report
        .completed(&held, result(f64::NAN))
        .tries_to_send()
        .await
        .unwrap_err();

    assert!(matches!(error, StoreError::NotFinite { .. }), "{error}");
    assert_eq!(story.state(held.trial).await, TrialState::Running);
    assert!(store.evaluations(held.trial).await.unwrap().is_empty());
}

pub(crate) async fn a_trial_that_crashes_three_times_is_given_up(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let mut reasons = Vec::new();
    for attempt in 1..=3 {
        let held = story.takes_one(worker).await;
        assert_eq!(held.attempt, Attempt(attempt));
        let report = story.says(worker).reached(&held, 10);
        let reported = report.failed(&held, FailureKind::Crashed).sends().await;
        let trial = story.trial(held.trial).await;
        assert_eq!(reported.requeued, trial.state == TrialState::Queued);
        reasons.push(format!("{}: {}", trial.state, trial.reason));
    }
    insta::assert_snapshot!(reasons.join("\n"), @r"
    queued: crashed 1 of 3 times: signal 9
    queued: crashed 2 of 3 times: signal 9
    failed: crashed 3 of 3 times: signal 9
    ");
    let sweep = story.sweep_now(sweep.id).await;
    assert_eq!(
        (sweep.state, sweep.trials.failed),
        (SweepState::Completed, 1)
    );
}

pub(crate) async fn a_trial_that_gets_further_between_crashes_goes_on(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    for round in 1..=5 {
        let held = story.takes_one(worker).await;
        let put = puts(&story, worker, checkpoint(&held, 100 * round));
        assert!(put.await);
        let report = story.says(worker);
        report.failed(&held, FailureKind::Crashed).sends().await;
        let trial = story.trial(held.trial).await;
        assert_eq!(trial.state, TrialState::Queued);
        assert_eq!(trial.reason, "crashed 1 of 3 times: signal 9");
    }
}

pub(crate) async fn other_failures_are_counted_apart(store: &dyn Store) {
    use FailureKind::{Crashed, OutOfMemory};
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    for kind in [Crashed, OutOfMemory, Crashed, OutOfMemory] {
        let held = story.takes_one(worker).await;
        story.says(worker).failed(&held, kind).sends().await;
        assert_eq!(story.state(held.trial).await, TrialState::Queued);
    }
    let held = story.takes_one(worker).await;
    story.says(worker).failed(&held, OutOfMemory).sends().await;
    assert_eq!(story.state(held.trial).await, TrialState::Failed);
}

pub(crate) async fn an_invalid_trial_is_given_up_at_once(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    let report = story.says(worker).reached(&held, 10);
    report.failed(&held, FailureKind::Invalid).sends().await;

    let trial = story.trial(held.trial).await;
    assert_eq!((trial.state, trial.result), (TrialState::Failed, None));
    assert_eq!(trial.reason, "cannot be trained: signal 9");
    assert_eq!(story.sweep_now(sweep.id).await.updates_done, 0);
}

pub(crate) async fn a_failure_told_twice_counts_once(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    for _ in 0..5 {
        let report = story.says(worker).failed(&held, FailureKind::Crashed);
        report.sends().await;
    }
    let trial = story.trial(held.trial).await;
    assert_eq!(
        (trial.state, trial.attempt),
        (TrialState::Queued, Attempt(1))
    );
    assert_eq!(trial.reason, "crashed 1 of 3 times: signal 9");
}

pub(crate) async fn a_released_trial_waits_again_at_once(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    for attempt in 1..=5 {
        let held = story.takes_one(worker).await;
        assert_eq!(held.attempt, Attempt(attempt));
        assert!(story.says(worker).released(&held).sends().await.requeued);
        assert_eq!(story.state(held.trial).await, TrialState::Queued);
    }
}

pub(crate) async fn facts_of_a_stranger_are_ignored(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (worker, stranger) = (story.worker().await, story.worker().await);
    let held = story.takes_one(worker).await;
    let report = story
        .says(stranger)
        .completed(&held, result(0.1))
        .reached(&held, 5);
    assert!(!report.sends().await.requeued);
    let told = story.says(stranger).holds(&held).sends().await;

    let (trial, attempt, reason) = told.stop[0].clone();
    assert_eq!((trial, attempt), (held.trial, held.attempt));
    insta::assert_snapshot!(reason, @"this worker was never given the attempt");
    let trial = story.trial(held.trial).await;
    assert_eq!((trial.state, trial.step.0), (TrialState::Running, 0));
}

pub(crate) async fn an_unknown_worker_is_told_so(store: &dyn Store) {
    let story = Story::on(store);
    let stranger = WorkerId::from_uuid(Uuid::from_u128(1));
    let reported = story.says(stranger).sends().await;
    assert!(reported.unknown_worker && !reported.requeued);
}

pub(crate) async fn floats_of_any_use_come_back_bit_for_bit(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    // Any bits with exponents from -199 to 199, and neighbours of powers of ten.
    let mixed = (1_u64..3_000).map(|n| {
        let fraction = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 12;
        f64::from_bits((1023 - 199 + n % 399) << 52 | fraction)
    });
    let edges = [1e-59, 1e-5, 0.1, 1.0, 1e15, 1e22, 1e23, 1e59];
    let edges = edges
        .into_iter()
        .flat_map(|edge: f64| [edge.next_down(), edge, edge.next_up()]);
    let floats: Vec<f64> = mixed.chain(edges).collect();
    let mut report = story.says(worker);
    for (step, float) in (1..).zip(&floats) {
        let mut told = evaluation(step, *float);
        told.ponder.mean_batch_max = -float;
        report = report.evaluated(&held, told);
    }
    report.sends().await;

    let kept = store.evaluations(held.trial).await.unwrap();
    let kept: Vec<_> = kept
        .iter()
        .map(|kept| (kept.error.to_bits(), kept.ponder.mean_batch_max.to_bits()))
        .collect();
    let told: Vec<_> = floats
        .iter()
        .map(|told| (told.to_bits(), (-told).to_bits()))
        .collect();
    assert_eq!(kept, told);
}

pub(crate) async fn one_report_tells_a_story_in_its_order(store: &dyn Store) {
    let mut story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 2).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    let (first, other) = (&held[0], &held[1]);
    story.leases_run_out().await;
    let again = story.takes_one(worker).await;
    assert_eq!(again.trial, first.trial);

    // The attempt that ran out tells of a step, the next one tells of it again and crashes; then comes
    // the first one's result, and one that is too late.
    let report = story
        .says(worker)
        .evaluated(first, evaluation(10, 0.5))
        .evaluated(&again, evaluation(10, 0.4))
        .evaluated(other, evaluation(10, 0.7))
        .evaluated(first, evaluation(10, 0.6))
        .failed(&again, FailureKind::Crashed)
        .completed(first, result(0.2))
        .evaluated(&again, evaluation(20, 0.1))
        .completed(&again, result(0.3));
    assert!(report.sends().await.requeued);

    let trial = story.trial(first.trial).await;
    assert_eq!(trial.state, TrialState::Completed);
    let accepted = trial.result.unwrap();
    assert_eq!(accepted.evaluation.error.to_bits(), 0.2_f64.to_bits());
    let kept = store.evaluations(first.trial).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|kept| (kept.step.0, kept.error)).collect();
    assert_eq!(kept, [(10, 0.4), (UPDATES, 0.2)]);
    let outcomes: Vec<_> = story
        .attempts(first.trial)
        .await
        .into_iter()
        .map(|attempt| attempt.outcome)
        .collect();
    let (completed, failed) = (AttemptOutcome::Completed, AttemptOutcome::Failed);
    assert_eq!(outcomes, [Some(completed), Some(failed)]);
    assert_eq!(story.sweep_now(sweep.id).await.best_error, Some(0.2));
}
