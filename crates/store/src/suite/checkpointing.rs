//! Checkpoints: what the next attempt goes on from, and what nobody needs any more.

use dwell_domain::{Step, WorkerId};

use super::story::{KEEP, Story, result};
use crate::{
    Store,
    rows::{CheckpointRow, HandedOut},
};

pub(super) fn checkpoint(of: &HandedOut, step: u64) -> CheckpointRow {
    CheckpointRow {
        trial: of.trial,
        attempt: of.attempt,
        step: Step(step),
        content_hash: format!("{step:064x}"),
        size: 4096,
        is_final: false,
        is_best: false,
    }
}

pub(super) async fn puts(story: &Story<'_>, worker: WorkerId, checkpoint: CheckpointRow) -> bool {
    let put = story
        .store
        .put_checkpoint(worker, checkpoint, KEEP, story.now);
    put.await.unwrap()
}

pub(crate) async fn the_next_attempt_goes_on_from_one_of_the_last_checkpoints(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (one, two) = (story.worker().await, story.worker().await);
    let first = story.takes_one(one).await;
    assert_eq!(first.checkpoints, []);
    for step in [100, 200, 300] {
        assert!(puts(&story, one, checkpoint(&first, step)).await);
    }
    let report = story.says(one).reached(&first, 330).released(&first);
    report.sends().await;

    let second = story.takes_one(two).await;
    let kept = [300, 200].map(|step| checkpoint(&first, step));
    assert_eq!(second.checkpoints, kept);
    assert_eq!(story.trial(second.trial).await.step.0, 300);
}

pub(crate) async fn the_younger_attempt_s_checkpoint_is_the_later_one(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (one, two) = (story.worker().await, story.worker().await);
    let first = story.takes_one(one).await;
    for step in [200, 300] {
        assert!(puts(&story, one, checkpoint(&first, step)).await);
    }
    story.says(one).released(&first).sends().await;
    // It could not have either, and began anew.
    let second = story.takes_one(two).await;
    assert!(puts(&story, two, checkpoint(&second, 100)).await);
    story.says(two).released(&second).sends().await;

    let third = story.takes_one(one).await;
    let kept = [checkpoint(&second, 100), checkpoint(&first, 300)];
    assert_eq!(third.checkpoints, kept);
    assert_eq!(story.trial(third.trial).await.step.0, 100);
}

pub(crate) async fn a_stale_attempt_cannot_leave_a_checkpoint(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (one, two) = (story.worker().await, story.worker().await);
    let stale = story.takes_one(one).await;
    story.leases_run_out().await;
    assert!(
        puts(&story, one, checkpoint(&stale, 100)).await,
        "nobody else has it yet"
    );
    let young = story.takes_one(two).await;
    assert!(!puts(&story, one, checkpoint(&stale, 200)).await);
    assert!(
        !puts(&story, one, checkpoint(&young, 200)).await,
        "another worker's"
    );

    let again = story.takes_one(two).await;
    assert_eq!(again.checkpoints, [checkpoint(&stale, 100)]);
}

pub(crate) async fn superseded_checkpoints_are_forgotten(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    for step in [100, 200, 300, 400] {
        puts(&story, worker, checkpoint(&held, step)).await;
    }
    let mut forgotten = store.unneeded_checkpoints(1).await.unwrap();
    assert_eq!(forgotten.len(), 1);
    forgotten.extend(store.unneeded_checkpoints(9).await.unwrap());
    forgotten.sort_unstable();
    let hashes = [100, 200].map(|step| checkpoint(&held, step).content_hash);
    assert_eq!(forgotten, hashes);
    let needed = [300, 400].map(|step| checkpoint(&held, step).content_hash);
    let unnamed = store
        .unnamed_checkpoints(&[&hashes[..1], &needed].concat())
        .await;
    assert_eq!(unnamed.unwrap(), hashes[..1]);
    assert!(store.unneeded_checkpoints(9).await.unwrap().is_empty());
}

pub(crate) async fn checkpoints_of_ended_trials_are_forgotten(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 2).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 2, &[]).await;
    // Both trials have a checkpoint with the same bytes.
    for held in &held {
        puts(&story, worker, checkpoint(held, 100)).await;
    }
    story
        .says(worker)
        .completed(&held[0], result(0.1))
        .sends()
        .await;
    assert!(store.unneeded_checkpoints(9).await.unwrap().is_empty());
    story
        .says(worker)
        .completed(&held[1], result(0.1))
        .sends()
        .await;
    let hash = checkpoint(&held[1], 100).content_hash;
    assert_eq!(store.unneeded_checkpoints(9).await.unwrap(), [hash]);
}

pub(crate) async fn a_checkpoint_told_late_is_not_gone_on_from(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    for step in [100, 200, 300, 100] {
        assert!(puts(&story, worker, checkpoint(&held, step)).await);
    }
    let again = story.takes_one(worker).await;
    let kept = [300, 200].map(|step| checkpoint(&held, step));
    assert_eq!(again.checkpoints, kept);
    let hash = checkpoint(&held, 100).content_hash;
    assert_eq!(store.unneeded_checkpoints(9).await.unwrap(), [hash]);
}
