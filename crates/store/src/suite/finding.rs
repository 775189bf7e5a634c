//! Finding: what people type, and pages.

use dwell_domain::{FailureKind, SweepId, TrialState};
use uuid::Uuid;

use super::story::{Story, draft, result};
use crate::{Store, StoreError};

pub(crate) async fn a_store_is_the_same_one_until_it_is_made_another(store: &dyn Store) {
    let first = store.identity().await.unwrap();
    assert_eq!(store.identity().await.unwrap(), first);
    let copy = Uuid::from_u128(7);
    store.renew_identity(copy).await.unwrap();
    assert_eq!(store.identity().await.unwrap(), copy);
}

pub(crate) async fn a_sweep_is_found_by_last_name_or_prefix(store: &dyn Store) {
    let story = Story::on(store);
    let mut ids = Vec::new();
    for (name, id) in [("a", 0xaa01), ("b", 0xaa02), ("a", 0xbb03)] {
        let mut sweep = draft(name, &[1e-3], 1);
        sweep.id = SweepId::from_uuid(Uuid::from_u128(id << 112));
        ids.push(story.submits(sweep).await.id);
    }
    for (selector, expected) in [
        ("last", ids[2]),
        ("a", ids[2]),
        ("b", ids[1]),
        ("aa01", ids[0]),
    ] {
        assert_eq!(
            store.sweep(selector).await.unwrap().id,
            expected,
            "{selector}"
        );
    }
    let ambiguous = store.sweep("aa").await.unwrap_err();
    insta::assert_snapshot!(ambiguous, @"`aa` names more than one sweep");
    let missing = store.sweep("parity").await.unwrap_err();
    insta::assert_snapshot!(missing, @"no sweep is named `parity`");
}

pub(crate) async fn a_trial_is_found_by_number_or_prefix(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 3).await;
    let second = store.trial("story/2").await.unwrap();

    assert_eq!((second.sweep, second.number), (sweep.id, 2));
    assert_eq!(store.trial(&second.id.to_string()).await.unwrap().number, 2);
    for selector in ["story/4", "story/x", "other/1", "ff"] {
        let error = store.trial(selector).await.unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }), "{selector}");
    }
}

pub(crate) async fn sweeps_are_paged_from_the_newest(store: &dyn Store) {
    let story = Story::on(store);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(story.sweep(&[1e-3], 1).await.id);
    }
    let page = store.sweeps(None, 2).await.unwrap();
    assert_eq!([page[0].id, page[1].id], [ids[2], ids[1]]);
    let rest = store.sweeps(Some(ids[1]), 2).await.unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].id, ids[0]);
}

pub(crate) async fn trials_are_paged_by_number_within_any_states(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 5).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 4, &[]).await;
    let report = story.says(worker).completed(&held[1], result(0.1));
    report.failed(&held[3], FailureKind::Invalid).sends().await;

    let numbers = async |states: &[TrialState], after, limit| {
        let page = store.trials(sweep.id, states, after, limit).await.unwrap();
        page.iter().map(|trial| trial.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&[], 2, 2).await, [3, 4]);
    assert_eq!(numbers(&[TrialState::Running], 0, 9).await, [1, 3]);
    let ended = [
        TrialState::Failed,
        TrialState::Completed,
        TrialState::Failed,
    ];
    assert_eq!(numbers(&ended, 0, 9).await, [2, 4]);
    assert_eq!(numbers(&ended, 0, 1).await, [2]);
    assert_eq!(numbers(&ended, u64::MAX, 1).await, [0; 0]);
}

pub(crate) async fn a_trial_tells_what_happened_to_it(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 2).await;
    let (first, second) = (story.worker().await, story.worker().await);
    let lost = story.takes_one(first).await;
    story.leases_run_out().await;
    let held = story.takes_one(second).await;
    let done = story.says(second).completed(&held, result(0.25));
    done.sends().await;

    let events = store.events(lost.trial).await.unwrap();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            let entry = event.entry;
            (entry.what.as_str(), entry.attempt.0, entry.state)
        })
        .collect();
    let expected = [
        ("claimed", 1, TrialState::Running),
        ("expired", 1, TrialState::Queued),
        ("claimed", 2, TrialState::Running),
        ("completed", 2, TrialState::Completed),
    ];
    assert_eq!(told, expected);
    let workers: Vec<_> = events.iter().map(|event| event.worker).collect();
    assert_eq!(workers, [first, first, second, second].map(Some));
    assert!(events.is_sorted_by_key(|event| event.at));
    assert!(events.iter().all(|event| event.trial == lost.trial));
}
