//! The statistics that come with a result.

use dwell_domain::{Axis, Latency, Milliseconds, ProfilePoint, TrialResult, TrialState};

use super::story::{Story, result, without_traces};
use crate::{Store, StoreError};

pub(crate) async fn a_trial_shows_its_result_with_traces_and_a_list_without(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    let report = story.says(worker).completed(&held, result(0.1));
    report.sends().await;

    let shown = story.trial(held.trial).await.result;
    assert_eq!(shown, Some(result(0.1)));
    let listed = story.all_trials(sweep.id).await.remove(0).result;
    assert_eq!(listed, Some(without_traces(result(0.1))));
}

pub(crate) async fn a_trace_that_is_not_finite_says_nothing(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    let mut diverged = result(0.1);
    let step = &mut diverged.traces[0].steps[0];
    (step.loss, step.entropy) = (Some(f64::INFINITY), Some(f64::NAN));
    let report = story.says(worker).completed(&held, diverged);
    report.sends().await;

    let shown = story.trial(held.trial).await.result.unwrap();
    let step = &shown.traces[0].steps[0];
    assert_eq!((step.loss, step.entropy), (None, None));
}

pub(crate) async fn a_result_comes_back_without_the_latencies_that_it_has_not(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 2).await;
    let worker = story.worker().await;
    let none = Latency::default();
    let half = Latency {
        batch_1: Milliseconds::new(0.1).ok(),
        ..none
    };
    for (held, latency) in story.takes(worker, 2, &[]).await.iter().zip([none, half]) {
        let told = TrialResult {
            latency,
            ..result(0.1)
        };
        let report = story.says(worker).completed(held, told);
        report.sends().await;
    }

    let outcomes = store.outcomes(sweep.id).await.unwrap();
    let results = outcomes[0].results.iter();
    let latencies: Vec<_> = results.map(|of_seed| of_seed.latency).collect();
    assert_eq!(latencies, [none, half]);
}

pub(crate) async fn a_result_that_says_two_things_of_one_changes_nothing(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    let mut told = Vec::new();
    for spoiled in [two_of_a_trace(), two_of_a_point()] {
        let report = story.says(worker).completed(&held, spoiled);
        let error = report.tries_to_send().await.unwrap_err();
        assert!(matches!(error, StoreError::ToldTwice { .. }), "{error}");
        told.push(error.to_string());
        assert_eq!(story.state(held.trial).await, TrialState::Running);
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    a sequence's trace is told twice
    a value of a profile is told twice
    ");
}

fn two_of_a_trace() -> TrialResult {
    let mut result = result(0.1);
    let again = result.traces[0].clone();
    result.traces.push(again);
    result
}

fn two_of_a_point() -> TrialResult {
    let mut result = result(0.1);
    result.evaluation.ponder.profile.push(ProfilePoint {
        axis: Axis::Position,
        key: 1,
        samples: 1,
        mean_ponder: 1.0,
        error: 0.0,
    });
    result
}
