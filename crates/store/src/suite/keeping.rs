//! Weights: kept with the result that they came with, and with no other.

use dwell_domain::{FailureKind, Step, TrialId, WorkerId};

use super::{
    checkpointing::{checkpoint, puts},
    story::{Story, UPDATES, result},
};
use crate::{
    Store,
    rows::{CheckpointRow, HandedOut, WhichWeights},
};

/// The final weights of an attempt, under a name of their own.
pub(super) fn weights(of: &HandedOut, name: u32) -> CheckpointRow {
    CheckpointRow {
        content_hash: format!("{name:064}"),
        step: Step(UPDATES),
        is_final: true,
        ..checkpoint(of, UPDATES)
    }
}

async fn completes(story: &Story<'_>, worker: WorkerId, held: &HandedOut) {
    let report = story.says(worker).completed(held, result(0.1));
    report.sends().await;
}

async fn final_weights(store: &dyn Store, trial: TrialId) -> Option<CheckpointRow> {
    let weights = store.weights(trial, WhichWeights::Final);
    weights.await.unwrap()
}

async fn best_weights(store: &dyn Store, trial: TrialId) -> Option<CheckpointRow> {
    let weights = store.weights(trial, WhichWeights::Best);
    weights.await.unwrap()
}

async fn forgotten(store: &dyn Store) -> Vec<String> {
    let mut hashes = store.unneeded_checkpoints(9).await.unwrap();
    hashes.sort_unstable();
    hashes
}

pub(crate) async fn final_weights_outlive_their_trial(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    assert!(puts(&story, worker, checkpoint(&held, 900)).await);
    for _ in 0..2 {
        assert!(puts(&story, worker, weights(&held, 1)).await);
    }
    let early = final_weights(store, held.trial).await;
    assert_eq!(early, None, "there is no result yet");

    completes(&story, worker, &held).await;
    let kept = final_weights(store, held.trial).await;
    assert_eq!(kept, Some(weights(&held, 1)));
    assert_eq!(
        forgotten(store).await,
        [checkpoint(&held, 900).content_hash]
    );
    let name = weights(&held, 1).content_hash;
    assert!(store.unnamed_checkpoints(&[name]).await.unwrap().is_empty());
}

pub(crate) async fn the_best_weights_are_kept_beside_the_final_ones(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 2).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    let best = CheckpointRow {
        step: Step(700),
        is_final: false,
        is_best: true,
        ..weights(&held[0], 1)
    };
    let both = CheckpointRow {
        is_best: true,
        ..weights(&held[1], 3)
    };
    for kept in [&best, &weights(&held[0], 2), &both] {
        assert!(puts(&story, worker, kept.clone()).await);
    }
    for held in &held {
        assert_eq!(best_weights(store, held.trial).await, None);
        completes(&story, worker, held).await;
    }
    let (one, two) = (held[0].trial, held[1].trial);
    assert_eq!(best_weights(store, one).await, Some(best));
    assert_eq!(final_weights(store, one).await, Some(weights(&held[0], 2)));
    assert_eq!(best_weights(store, two).await, Some(both.clone()));
    assert_eq!(final_weights(store, two).await, Some(both));
    assert!(forgotten(store).await.is_empty());
}

pub(crate) async fn nobody_goes_on_from_weights(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (one, two) = (story.worker().await, story.worker().await);
    let first = story.takes_one(one).await;
    assert!(puts(&story, one, checkpoint(&first, 900)).await);
    let best = CheckpointRow {
        is_final: false,
        is_best: true,
        ..weights(&first, 2)
    };
    for weights in [weights(&first, 1), best] {
        assert!(puts(&story, one, weights).await);
    }
    let report = story.says(one);
    report.failed(&first, FailureKind::Crashed).sends().await;

    let second = story.takes_one(two).await;
    assert_eq!(second.checkpoints, [checkpoint(&first, 900)]);
    assert!(forgotten(store).await.is_empty());
}

pub(crate) async fn only_the_weights_of_the_accepted_result_stay(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (cut_off, other) = (story.worker().await, story.worker().await);
    let stale = story.takes_one(cut_off).await;
    story.leases_run_out().await;
    let young = story.takes_one(other).await;
    assert!(puts(&story, other, weights(&young, 2)).await);
    // The stale attempt may yet be the first with a result, which has weights then.
    assert!(puts(&story, cut_off, weights(&stale, 1)).await);

    completes(&story, cut_off, &stale).await;
    let kept = final_weights(store, stale.trial).await;
    assert_eq!(kept, Some(weights(&stale, 1)));
    assert_eq!(forgotten(store).await, [weights(&young, 2).content_hash]);
    completes(&story, other, &young).await;
    let kept = final_weights(store, stale.trial).await;
    assert_eq!(kept, Some(weights(&stale, 1)));
}

pub(crate) async fn equal_weights_of_two_attempts_are_kept_once(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    for _ in 0..2 {
        let held = story.takes_one(worker).await;
        assert!(puts(&story, worker, weights(&held, 1)).await);
        let report = story.says(worker);
        report.failed(&held, FailureKind::Crashed).sends().await;
    }
    let held = story.takes_one(worker).await;
    assert!(puts(&story, worker, weights(&held, 1)).await);
    completes(&story, worker, &held).await;

    assert!(forgotten(store).await.is_empty());
    let kept = final_weights(store, held.trial).await;
    assert_eq!(kept, Some(weights(&held, 1)));
}

pub(crate) async fn weights_are_not_taken_after_the_end(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (cut_off, other) = (story.worker().await, story.worker().await);
    let stale = story.takes_one(cut_off).await;
    story.leases_run_out().await;
    let young = story.takes_one(other).await;
    let strange = puts(&story, cut_off, weights(&young, 1)).await;
    assert!(!strange, "another worker's");

    completes(&story, other, &young).await;
    assert!(!puts(&story, cut_off, weights(&stale, 1)).await);
    assert_eq!(final_weights(store, stale.trial).await, None);
}

pub(crate) async fn weights_of_a_trial_without_a_result_are_forgotten(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 2).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    for (held, name) in held.iter().zip(1..) {
        assert!(puts(&story, worker, weights(held, name)).await);
    }
    let report = story.says(worker);
    report.failed(&held[0], FailureKind::Invalid).sends().await;
    assert_eq!(forgotten(store).await, [weights(&held[0], 1).content_hash]);
    let cancelled = store.cancel_sweep(sweep.id, "enough", story.now);
    cancelled.await.unwrap();
    assert_eq!(forgotten(store).await, [weights(&held[1], 2).content_hash]);
}
