//! What came of configurations: their results over seeds.

use dwell_domain::tradeoff::SeedResult;

use super::story::{Story, draft, evaluation, plain_configuration, result};
use crate::{Store, StoreError};

pub(crate) async fn outcomes_keep_the_order_of_the_plan_and_every_bit(store: &dyn Store) {
    let story = Story::on(store);
    let mut sweep = draft("a", &[1e-1, 1e-3], 2);
    sweep.configurations[1].configuration = plain_configuration();
    let sweep = story.submits(sweep).await;
    let worker = story.worker().await;
    let mut held = story.takes(worker, 9, &[]).await;
    held.reverse();
    let result_of = |seed: u64| result(0.1 + seed as f64 / 3.0);
    for trial in &held[..3] {
        let report = story.says(worker).completed(trial, result_of(trial.seed.0));
        report.sends().await;
    }

    let outcomes = store.outcomes(sweep.id).await.unwrap();
    let halting: Vec<_> = outcomes
        .iter()
        .map(|o| o.configuration.model.halting.kind().to_string())
        .collect();
    assert_eq!(halting, ["act", "none"]);
    assert_eq!([outcomes[0].seeds, outcomes[1].seeds], [2, 2]);
    let results: Vec<_> = outcomes
        .into_iter()
        .flat_map(|outcome| outcome.results)
        .collect();
    assert_eq!(results.len(), 3);
    for of_seed in results {
        let result = result_of(of_seed.seed.0);
        let low_error_at = None;
        assert_eq!(of_seed, SeedResult::of(of_seed.seed, &result, low_error_at));
    }
}

pub(crate) async fn outcomes_tell_when_the_error_was_low_first(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 2).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    let report = story.says(worker).evaluated(&held[0], evaluation(10, 0.3));
    let report = report.evaluated(&held[0], evaluation(30, 0.5));
    let report = report.evaluated(&held[0], evaluation(20, 0.02));
    let report = report.completed(&held[0], result(0.01));
    report.completed(&held[1], result(0.021)).sends().await;

    let outcomes = store.outcomes(sweep.id).await.unwrap();
    let first: Vec<_> = outcomes[0]
        .results
        .iter()
        .map(|of_seed| of_seed.low_error_at.map(|step| step.0))
        .collect();
    assert_eq!(first, [Some(20), None]);
}

pub(crate) async fn a_configuration_is_found_by_the_start_of_its_id(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-1, 1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    let report = story.says(worker).completed(&held[0], result(0.01));
    report.completed(&held[1], result(0.5)).sends().await;

    let outcomes = store.outcomes(sweep.id).await.unwrap();
    for expected in outcomes {
        let found = store.configuration(&expected.id.to_string()).await.unwrap();
        assert_eq!((found.0, found.1.id), (sweep.id, expected.id));
        assert_eq!(found.1.results, expected.results);
    }
    for nothing in ["", "last", "ffff"] {
        let refused = store.configuration(nothing).await.unwrap_err();
        assert!(matches!(refused, StoreError::NotFound { .. }), "{refused}");
    }
}
