//! Whole sweeps, page by page.

use dwell_domain::{Step, SweepId};

use super::story::{Story, UPDATES, evaluation, result};
use crate::{
    Store,
    rows::{EvaluationRow, TraceStepRow},
};

/// All evaluations of a sweep, read in pages of so many.
pub(crate) async fn evaluations(
    store: &dyn Store,
    sweep: SweepId,
    limit: u32,
) -> Vec<EvaluationRow> {
    let mut all: Vec<EvaluationRow> = Vec::new();
    loop {
        let after = all
            .last()
            .map_or((0, Step(0)), |row| (row.number, row.step));
        let page = store.evaluations_after(sweep, after, limit).await.unwrap();
        assert!(page.len() <= limit as usize);
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// All traces of a sweep, read in pages of so many steps.
pub(crate) async fn trace_steps(
    store: &dyn Store,
    sweep: SweepId,
    limit: u32,
) -> Vec<TraceStepRow> {
    let mut all: Vec<TraceStepRow> = Vec::new();
    loop {
        let last = all.last().map(|step| (step.number, step.row, step.step));
        let page = store.trace_steps_after(sweep, last.unwrap_or_default(), limit);
        let page = page.await.unwrap();
        assert!(page.len() <= limit as usize);
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

/// Two sweeps of two configurations and two seeds each, of which the first three trials of each
/// have completed after an evaluation on the way.
async fn two_sweeps(story: &Story<'_>) -> SweepId {
    let first = story.sweep(&[1e-3, 1e-2], 2).await;
    story.sweep(&[1e-3, 1e-2], 2).await;
    let worker = story.worker().await;
    for held in story.takes(worker, 3, &[]).await {
        let report = story
            .says(worker)
            .evaluated(&held, evaluation(100, 0.5))
            .completed(&held, result(0.1));
        report.sends().await;
    }
    first.id
}

pub(crate) async fn evaluations_are_paged_by_trial_and_step(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = two_sweeps(&story).await;
    let paged = evaluations(store, sweep, 2).await;
    let keys: Vec<_> = paged.iter().map(|row| (row.number, row.step.0)).collect();
    let of_each = |number| [(number, 100), (number, UPDATES)];
    assert_eq!(keys, [1, 2, 3].map(of_each).concat());
    assert_eq!(paged, evaluations(store, sweep, 1000).await);

    let (row, told) = (&paged[0], evaluation(100, 0.5));
    assert_eq!(
        (row.loss, row.training_loss, row.error, row.mean_remainder),
        (told.loss, told.training_loss, 0.5, Some(0.1 + 0.2))
    );
    let percentiles = (row.p50_ponder, row.p90_ponder, row.p99_ponder);
    assert_eq!((percentiles, row.max_ponder), ((1, 4, 4), 4));
    assert_eq!(
        (row.mean_ponder, row.share_at_one, row.mean_batch_max),
        (2.0, 0.5, 11.0 / 3.0)
    );
}

pub(crate) async fn pages_go_on_behind_trials_that_have_nothing(store: &dyn Store) {
    let story = Story::on(store);
    let many = 300;
    let sweep = story.sweep(&[1e-3], many).await.id;
    assert_eq!(evaluations(store, sweep, 9).await, []);
    assert_eq!(trace_steps(store, sweep, 9).await, []);

    let worker = story.worker().await;
    for held in story.takes(worker, many as u32, &[]).await {
        let number = story.trial(held.trial).await.number;
        if [1, 2, 280, 300].contains(&number) {
            let report = story.says(worker).completed(&held, result(0.1));
            report.sends().await;
        }
    }
    let page = store.evaluations_after(sweep, (1, Step(0)), 3).await;
    let numbers = page.unwrap().into_iter().map(|row| row.number);
    assert_eq!(numbers.collect::<Vec<_>>(), [1, 2, 280]);
    let page = store.trace_steps_after(sweep, (2, 0, 1), 6).await;
    let numbers = page.unwrap().into_iter().map(|step| step.number);
    assert_eq!(numbers.collect::<Vec<_>>(), [2, 2, 280, 280, 280, 300]);
}

pub(crate) async fn traces_are_paged_by_trial_sequence_and_step(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = two_sweeps(&story).await;
    let paged = trace_steps(store, sweep, 2).await;
    let keys = paged.iter().map(|step| (step.number, step.row, step.step));
    let of_each = |number| [(number, 0, 1), (number, 0, 2), (number, 7, 1)];
    assert_eq!(keys.collect::<Vec<_>>(), [1, 2, 3].map(of_each).concat());
    assert_eq!(paged, trace_steps(store, sweep, 1000).await);

    let told = result(0.1).traces;
    assert_eq!(paged[0].content, told[0].steps[0]);
    assert_eq!(paged[2].content, told[1].steps[0]);
}

pub(crate) async fn configurations_are_read_by_their_places(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = two_sweeps(&story).await;
    let whole = store.outcomes(sweep).await.unwrap();
    let results: Vec<_> = whole.iter().map(|of| of.results.len()).collect();
    assert_eq!(results, [2, 1]);
    for (place, alone) in (0..).zip(&whole) {
        let found = store.outcomes_at(sweep, place..place + 1).await.unwrap();
        assert_eq!(format!("{found:?}"), format!("{:?}", [alone]));
    }
    let beyond = store.outcomes_at(sweep, 2..9).await.unwrap();
    assert!(beyond.is_empty());
}
