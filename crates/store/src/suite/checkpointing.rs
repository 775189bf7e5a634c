//! Checkpoints: what the next attempt goes on from, and what nobody needs any more.

use dwell_domain::{Step, WorkerId};

use super::story::{Story, result};
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
    }
}

pub(super) async fn puts(story: &Story<'_>, worker: WorkerId, checkpoint: CheckpointRow) -> bool {
    let put = story.store.put_checkpoint(worker, checkpoint, story.now);
    put.await.unwrap()
}

pub(crate) async fn the_next_attempt_goes_on_from_the_last_checkpoint(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (one, two) = (story.worker().await, story.worker().await);
    let first = story.takes_one(one).await;
    assert_eq!(first.checkpoint, None);
    assert!(puts(&story, one, checkpoint(&first, 100)).await);
    assert!(puts(&story, one, checkpoint(&first, 200)).await);
    let report = story.says(one).reached(&first, 230).released(&first);
    report.sends().await;

    let second = story.takes_one(two).await;
    assert_eq!(second.checkpoint, Some(checkpoint(&first, 200)));
    assert_eq!(story.trial(second.trial).await.step.0, 200);
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
    assert_eq!(again.checkpoint, Some(checkpoint(&stale, 100)));
}

pub(crate) async fn superseded_checkpoints_are_forgotten(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    for step in [100, 200, 300] {
        puts(&story, worker, checkpoint(&held, step)).await;
    }
    let mut forgotten = store.unneeded_checkpoints(1).await.unwrap();
    assert_eq!(forgotten.len(), 1);
    forgotten.extend(store.unneeded_checkpoints(9).await.unwrap());
    forgotten.sort_unstable();
    let hashes = [100, 200].map(|step| checkpoint(&held, step).content_hash);
    assert_eq!(forgotten, hashes);
    let needed = checkpoint(&held, 300).content_hash;
    let unnamed = store
        .unnamed_checkpoints(&[hashes[0].clone(), needed])
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
    for step in [100, 200, 100] {
        assert!(puts(&story, worker, checkpoint(&held, step)).await);
    }
    let again = story.takes_one(worker).await;
    assert_eq!(again.checkpoint, Some(checkpoint(&held, 200)));
    let hash = checkpoint(&held, 100).content_hash;
    assert_eq!(store.unneeded_checkpoints(9).await.unwrap(), [hash]);
}
