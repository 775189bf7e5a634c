//! Claiming: what goes out, in which order, and never twice.

use std::{collections::HashSet, time::Duration};

use dwell_domain::{Attempt, FailureKind, Step, SweepId, TrialState, WorkerId};
use uuid::Uuid;

use super::{
    checkpointing::checkpoint,
    story::{KEEP, LEASE, Story, UPDATES, draft, plain_configuration, result},
};
use crate::{Store, StoreError, rows::Claim};

pub(crate) async fn the_longest_trials_go_first(store: &dyn Store) {
    let story = Story::on(store);
    let mut sweep = draft("a", &[1e-3], 4);
    for (trial, cost) in sweep.trials.iter_mut().zip([1.0, 3.0, 2.0, 3.0]) {
        trial.predicted_cost = cost;
    }
    story.submits(sweep).await;
    let worker = story.worker().await;

    let seeds: Vec<_> = story
        .takes(worker, 3, &[])
        .await
        .iter()
        .map(|h| h.seed.0)
        .collect();
    assert_eq!(seeds, [2, 4, 3]);
}

/// Whoever it was that killed the trainer of a pack, each of them is alone until it gets further.
pub(crate) async fn who_was_there_when_a_trainer_died_is_alone_next_time(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 3).await;
    let (one, two) = (story.worker().await, story.worker().await);
    let pack = story.takes(one, 2, &[]).await;
    let beside = story.takes_one(two).await;
    let mut died = story.says(one);
    for lost in &pack {
        died = died.failed(lost, FailureKind::Crashed);
    }
    died.sends().await;

    // A slot that trains something gets none of them, an empty one gets one, and no other beside it.
    assert_eq!(story.takes(two, 9, &[&beside]).await.len(), 0);
    let alone = story.takes_one(one).await;
    assert_eq!(story.takes(one, 9, &[&alone]).await.len(), 0);
    let put = store.put_checkpoint(one, checkpoint(&alone, 100), KEEP, story.now);
    assert!(put.await.unwrap());
    // The other one is a suspect still.
    assert_eq!(story.takes(one, 9, &[&alone]).await.len(), 0);
    story
        .says(two)
        .completed(&beside, result(0.5))
        .sends()
        .await;
    assert_eq!(story.takes(two, 9, &[]).await.len(), 1);
}

pub(crate) async fn trials_that_never_crashed_go_beside_each_other_past_suspects(
    store: &dyn Store,
) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 4).await;
    let worker = story.worker().await;
    let first = story.takes_one(worker).await;
    story
        .says(worker)
        .failed(&first, FailureKind::Crashed)
        .sends()
        .await;
    let alone = story.takes(worker, 3, &[]).await;
    assert_eq!(alone.len(), 1);
    assert_eq!(alone[0].trial, first.trial);
    let other = story.worker().await;
    let pack = story.takes(other, 3, &[]).await;
    assert_eq!(pack.len(), 3);
}

pub(crate) async fn the_queue_tells_groups_apart(store: &dyn Store) {
    let story = Story::on(store);
    let mut sweep = draft("a", &[1e-3, 1e-2, 1e-1], 2);
    sweep.configurations[2].configuration = plain_configuration();
    let sweep = story.submits(sweep).await;
    let worker = story.worker().await;

    let queue = async || {
        let groups = store.queue().await.unwrap();
        assert!(groups.iter().all(|group| group.sweep == sweep.id));
        groups
            .into_iter()
            .map(|g| (g.pack_key.to_string(), g.trials, g.longest))
            .collect::<Vec<_>>()
    };
    let act = "parity(16) rnn(32) act M=10 batch=16".to_owned();
    let plain = "parity(16) rnn(32) none M=10 batch=16".to_owned();
    assert_eq!(queue().await, [(act.clone(), 4, 100.0), (plain, 2, 98.0)]);
    story.takes(worker, 2, &[]).await;
    assert_eq!(queue().await, [(act, 2, 99.0)]);
}

pub(crate) async fn no_attempt_is_handed_out_twice(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 2).await;
    let (one, two) = (story.worker().await, story.worker().await);
    let mut claim = story.claim(one, 9).await;
    let first = store.claim(claim.clone()).await.unwrap();
    (claim.worker, claim.slot) = (two, 1);
    let second = store.claim(claim).await.unwrap();

    assert_eq!((first.len(), second.len()), (2, 0));
    let trial = story.trial(first[0].trial).await;
    assert_eq!(
        (trial.state, trial.attempt),
        (TrialState::Running, Attempt(1))
    );
    assert_eq!(trial.worker, Some(one));
    assert_eq!(story.sweep_now(sweep.id).await.trials.running, 2);
    let status = store.status().await.unwrap();
    assert_eq!(
        (status.active_sweeps, status.queued, status.running),
        (1, 0, 2)
    );
}

pub(crate) async fn what_got_lost_on_the_way_comes_again_alone(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 4).await;
    let worker = story.worker().await;
    let first = story.takes(worker, 2, &[]).await;

    let again = story.takes(worker, 2, &[&first[0]]).await;
    assert_eq!(again.len(), 1);
    assert_eq!(
        (again[0].trial, again[0].attempt),
        (first[1].trial, Attempt(1))
    );
    let more = story.takes(worker, 2, &[&first[0], &first[1]]).await;
    assert_eq!(more.len(), 2);
    assert_eq!(story.attempts(first[1].trial).await.len(), 1);
}

pub(crate) async fn an_unknown_worker_gets_nothing(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let stranger = WorkerId::from_uuid(Uuid::from_u128(1));
    let error = store
        .claim(story.claim(stranger, 1).await)
        .await
        .unwrap_err();
    assert!(
        matches!(error, StoreError::NotFound { kind: "worker", .. }),
        "{error}"
    );
    assert_eq!(store.status().await.unwrap().queued, 1);
}

pub(crate) async fn two_claimers_never_get_one_attempt(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3, 1e-2], 20).await;
    let (one, two) = (story.worker().await, story.worker().await);
    let (first, second) = tokio::join!(
        takes_until_nothing_is_left(store, story.claim(one, 3).await, sweep.id),
        takes_until_nothing_is_left(store, story.claim(two, 3).await, sweep.id),
    );

    assert!(!first.is_empty() && !second.is_empty());
    assert_eq!(first.len() + second.len(), 40);
    assert!(first.is_disjoint(&second));
}

async fn takes_until_nothing_is_left(
    store: &dyn Store,
    mut claim: Claim,
    sweep: SweepId,
) -> HashSet<(dwell_domain::TrialId, Attempt)> {
    while store.sweep(&sweep.to_string()).await.unwrap().trials.queued > 0 {
        for handed_out in store.claim(claim.clone()).await.unwrap() {
            claim.held.push((handed_out.trial, handed_out.attempt));
        }
        tokio::task::yield_now().await;
    }
    let taken: HashSet<_> = claim.held.iter().copied().collect();
    assert_eq!(taken.len(), claim.held.len());
    taken
}

pub(crate) async fn slots_count_while_their_workers_are_seen(store: &dyn Store) {
    let mut story = Story::on(store);
    story.worker().await;
    let long_ago = story.now;
    story.passes(Duration::from_secs(100));
    let worker = story.worker().await;
    assert_eq!(store.slots_seen(long_ago).await.unwrap(), 4);
    assert_eq!(store.slots_seen(story.now).await.unwrap(), 2);

    story.passes(Duration::from_secs(100));
    assert_eq!(store.slots_seen(story.now).await.unwrap(), 0);
    story.takes(worker, 1, &[]).await;
    assert_eq!(store.slots_seen(story.now).await.unwrap(), 2);
}

pub(crate) async fn a_worker_is_found_by_the_start_of_its_id_with_what_it_holds(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 3).await;
    let (busy, idle) = (story.worker().await, story.worker().await);
    let held = story.takes(busy, 2, &[]).await;

    let found = store.worker(&busy.to_string()).await.unwrap();
    assert_eq!((found.id, found.host.as_str()), (busy, "ada"));
    assert_eq!((found.running, found.slots.len()), (2, 2));
    let rows = store.held_by(busy).await.unwrap();
    let trials: Vec<_> = rows.iter().map(|row| (row.trial, row.attempt)).collect();
    assert_eq!(
        trials,
        [0, 1].map(|place| (held[place].trial, held[place].attempt))
    );
    for (number, row) in (1..).zip(&rows) {
        assert_eq!((row.slot, row.number, row.step), (0, number, Step(0)));
        assert_eq!((row.sweep, row.sweep_name.as_str()), (sweep.id, "story"));
        assert_eq!((row.updates, row.since), (UPDATES, story.now));
        assert_eq!(row.lease_until, story.now.after(LEASE));
    }
    assert_eq!(store.worker(&idle.to_string()).await.unwrap().running, 0);
    assert_eq!(store.held_by(idle).await.unwrap(), []);
    let missing = store.worker("ffff").await.unwrap_err();
    insta::assert_snapshot!(missing, @"no worker is named `ffff`");
}

pub(crate) async fn an_attempt_tells_where_it_ran(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let (first, second) = (story.worker().await, story.worker().await);
    let held = story.takes_one(first).await;
    story.leases_run_out().await;
    let mut claim = story.claim(second, 1).await;
    claim.slot = 1;
    store.claim(claim).await.unwrap();

    let attempts = store.attempts(held.trial).await.unwrap();
    let places: Vec<_> = attempts
        .iter()
        .map(|attempt| (attempt.worker, attempt.host.as_str(), attempt.slot))
        .collect();
    assert_eq!(places, [(first, "ada", 0), (second, "ada", 1)]);
}
