//! Cancelling: everything stops, once, and nothing comes after.

use dwell_domain::{SweepState, TrialState};

use super::story::{LEASE, Story, result};
use crate::{Store, rows::AttemptOutcome};

pub(crate) async fn a_cancelled_sweep_stops_everything(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 3).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    story
        .says(worker)
        .completed(&held[0], result(0.1))
        .sends()
        .await;

    let sweep = store
        .cancel_sweep(sweep.id, "wrong task", story.now)
        .await
        .unwrap();
    assert_eq!(
        (sweep.state, sweep.reason.as_str()),
        (SweepState::Cancelled, "wrong task")
    );
    assert_eq!((sweep.trials.completed, sweep.trials.cancelled), (1, 2));
    assert!(store.queue().await.unwrap().is_empty());
    let told = story.says(worker).holds(&held[1]).sends().await;
    insta::assert_snapshot!(told.stop[0].2, @"the trial was cancelled: wrong task");
    let attempts = story.attempts(held[1].trial).await;
    assert_eq!(attempts[0].outcome, Some(AttemptOutcome::Cancelled));
}

pub(crate) async fn cancelling_again_changes_nothing(store: &dyn Store) {
    let mut story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 1).await;
    store
        .cancel_sweep(sweep.id, "first", story.now)
        .await
        .unwrap();
    let at = story.now;
    story.passes(LEASE);
    let again = store
        .cancel_sweep(sweep.id, "second", story.now)
        .await
        .unwrap();
    assert_eq!((again.reason.as_str(), again.ended_at), ("first", Some(at)));
}

pub(crate) async fn a_completed_sweep_cannot_be_cancelled(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    story
        .says(worker)
        .completed(&held, result(0.1))
        .sends()
        .await;
    let sweep = store
        .cancel_sweep(sweep.id, "late", story.now)
        .await
        .unwrap();
    assert_eq!(
        (sweep.state, sweep.reason.as_str()),
        (SweepState::Completed, "")
    );
}

pub(crate) async fn a_result_after_the_end_is_not_accepted(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    store
        .cancel_sweep(sweep.id, "enough", story.now)
        .await
        .unwrap();
    story
        .says(worker)
        .completed(&held, result(0.1))
        .sends()
        .await;

    let trial = story.trial(held.trial).await;
    assert_eq!((trial.state, trial.result), (TrialState::Cancelled, None));
    assert!(
        store.outcomes(sweep.id).await.unwrap()[0]
            .results
            .is_empty()
    );
}
