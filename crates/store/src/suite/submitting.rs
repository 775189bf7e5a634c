//! Submitting: once, whatever is repeated, and nothing lost of what was planned.

use dwell_domain::{LearningRate, PricePerHour, Seed, SweepState, TrialState};
use uuid::Uuid;

use super::story::{Story, UPDATES, configuration, draft};
use crate::{
    Store, StoreError,
    rows::{NewSweep, TrialCounts},
};

pub(crate) async fn a_submitted_sweep_waits_as_a_whole(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3, 1e-2, 1e-1], 2).await;

    assert_eq!((sweep.state, sweep.configurations), (SweepState::Active, 3));
    assert_eq!(sweep.updates_total, 6 * UPDATES);
    assert_eq!(
        sweep.trials,
        TrialCounts {
            queued: 6,
            ..TrialCounts::default()
        }
    );
    let trials = story.all_trials(sweep.id).await;
    let plan: Vec<_> = trials
        .iter()
        .map(|t| (t.number, t.seed.0, t.state))
        .collect();
    let queued = |number, seed| (number, seed, TrialState::Queued);
    assert_eq!(
        plan,
        [
            queued(1, 1),
            queued(2, 2),
            queued(3, 1),
            queued(4, 2),
            queued(5, 1),
            queued(6, 2)
        ]
    );
    assert_eq!(store.spec(sweep.id).await.unwrap(), "name = \"story\"");
}

pub(crate) async fn the_same_request_is_one_submission(store: &dyn Store) {
    let mut sweep = draft("a", &[1e-3], 1);
    sweep.fresh = true;
    let first = store.submit(sweep.clone()).await.unwrap();
    let second = store.submit(sweep).await.unwrap();

    assert_eq!((first.attached, second.attached), (false, true));
    assert_eq!(first.sweep.id, second.sweep.id);
    assert_eq!(store.sweeps(None, 10).await.unwrap().len(), 1);
}

pub(crate) async fn an_equal_spec_attaches_unless_a_fresh_sweep_is_asked_for(store: &dyn Store) {
    let first = draft("a", &[1e-3], 1);
    let mut equal = draft("b", &[1e-3], 1);
    equal.spec_hash = first.spec_hash;
    let mut fresh = equal.clone();
    (fresh.fresh, fresh.request_id) = (true, Uuid::now_v7());

    let first = store.submit(first).await.unwrap();
    let equal = store.submit(equal).await.unwrap();
    assert_eq!((equal.attached, equal.sweep.id), (true, first.sweep.id));
    let fresh = store.submit(fresh).await.unwrap();
    assert!(!fresh.attached);
}

pub(crate) async fn nothing_attaches_to_a_cancelled_sweep(store: &dyn Store) {
    let story = Story::on(store);
    let first = draft("a", &[1e-3], 1);
    let mut again = draft("a", &[1e-3], 1);
    again.spec_hash = first.spec_hash;

    let first = story.submits(first).await;
    store
        .cancel_sweep(first.id, "typo", story.now)
        .await
        .unwrap();
    assert!(!store.submit(again).await.unwrap().attached);
}

pub(crate) async fn configurations_and_seeds_come_back_bit_for_bit(store: &dyn Store) {
    let mut sweep = draft("bits", &[0.1 + 0.2], 1);
    let mut awkward = configuration(1.0 / 3.0);
    awkward.train.learning_rate = LearningRate::new(10_f64.powf(-3.7)).unwrap();
    awkward.train.stop_at_error = Some(f64::MIN_POSITIVE);
    sweep.configurations[0].configuration = awkward.clone();
    sweep.trials[0].seed = Seed(u64::MAX);

    let story = Story::on(store);
    let sweep = story.submits(sweep).await;
    let trial = story.all_trials(sweep.id).await.remove(0);
    assert_eq!((trial.configuration, trial.seed), (awkward, Seed(u64::MAX)));
}

pub(crate) async fn a_cost_that_is_no_number_is_refused(store: &dyn Store) {
    let mut sweep = draft("a", &[1e-3], 1);
    sweep.trials[0].predicted_cost = f64::NAN;
    let error = store.submit(sweep).await.unwrap_err();
    assert!(matches!(error, StoreError::NotFinite { .. }), "{error}");
    assert!(store.sweeps(None, 1).await.unwrap().is_empty());
}

pub(crate) async fn an_equal_spec_gives_its_sweep_another_price(store: &dyn Store) {
    let price = |price| PricePerHour::new(price).ok();
    let mut first = draft("a", &[1e-3], 1);
    first.price_per_hour = price(2.5);
    let equal = |price_per_hour| NewSweep {
        request_id: Uuid::now_v7(),
        price_per_hour,
        ..first.clone()
    };
    let (silent, dearer) = (equal(None), equal(price(3.5)));

    let told = store.submit(first.clone()).await.unwrap();
    assert_eq!(told.sweep.price_per_hour, price(2.5));
    let told = store.submit(silent).await.unwrap();
    assert_eq!(told.sweep.price_per_hour, price(2.5));
    let told = store.submit(dearer).await.unwrap();
    assert_eq!(
        (told.attached, told.sweep.price_per_hour),
        (true, price(3.5))
    );
    // The first request once more, which has lost its way meanwhile.
    let told = store.submit(first).await.unwrap();
    assert_eq!(told.sweep.price_per_hour, price(3.5));
    assert_eq!(store.sweep("a").await.unwrap().price_per_hour, price(3.5));
}
