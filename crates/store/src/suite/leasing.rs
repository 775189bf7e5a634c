//! Leases: who may go on, who must stop, and whose result is taken.

use dwell_domain::{Attempt, FailureKind, TrialState, WorkerId};

use super::{
    checkpointing::checkpoint,
    story::{LEASE, Story, evaluation, result},
};
use crate::{
    Store,
    rows::{AttemptOutcome, HandedOut, LeaseEnd, Reported},
};

/// A worker that lost its lease to another one.
struct Partition {
    cut_off: WorkerId,
    stale: HandedOut,
    other: WorkerId,
    young: HandedOut,
}

async fn a_partition(story: &mut Story<'_>) -> Partition {
    story.sweep(&[1e-3], 1).await;
    let (cut_off, other) = (story.worker().await, story.worker().await);
    let stale = story.takes_one(cut_off).await;
    story.leases_run_out().await;
    let young = story.takes_one(other).await;
    assert_eq!((stale.trial, young.attempt), (young.trial, Attempt(2)));
    Partition {
        cut_off,
        stale,
        other,
        young,
    }
}

fn only_reason(reported: Reported) -> String {
    let [(_, _, reason)] = <[_; 1]>::try_from(reported.stop).unwrap();
    reason
}

pub(crate) async fn a_report_renews_what_is_held(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    for _ in 0..3 {
        story.passes(LEASE);
        assert!(
            story
                .says(worker)
                .holds(&held)
                .sends()
                .await
                .stop
                .is_empty()
        );
        assert_eq!(store.expire_leases(story.now).await.unwrap(), []);
    }
    assert_eq!(story.state(held.trial).await, TrialState::Running);
}

pub(crate) async fn a_lease_that_ran_out_queues_the_trial_again(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    for attempt in (1..=4).map(Attempt) {
        let held = story.takes_one(worker).await;
        story.passes(LEASE * 2);
        let ended = store.expire_leases(story.now).await.unwrap();
        let trial = held.trial;
        let state = TrialState::Queued;
        assert_eq!(
            ended,
            [LeaseEnd {
                trial,
                attempt,
                worker,
                state
            }]
        );
        let row = story.trial(trial).await;
        assert_eq!((row.state, row.attempt), (state, attempt));
        assert_eq!(
            row.reason,
            format!("the lease of attempt {attempt} ran out")
        );
    }
}

pub(crate) async fn a_worker_back_before_anyone_else_goes_on(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    story.leases_run_out().await;
    let left = checkpoint(&held, 100);
    assert!(store.wants_checkpoint(worker, &left).await.unwrap());

    let report = story.says(worker).evaluated(&held, evaluation(300, 0.4));
    let reported = report.holds(&held).reached(&held, 310).sends().await;
    assert!(reported.stop.is_empty());
    let trial = story.trial(held.trial).await;
    assert_eq!(
        (trial.state, trial.attempt),
        (TrialState::Running, Attempt(1))
    );
    assert_eq!(trial.step.0, 310);
    let attempts = story.attempts(held.trial).await;
    assert_eq!((attempts.len(), attempts[0].outcome), (1, None));
    assert_eq!(store.status().await.unwrap().queued, 0);
}

pub(crate) async fn a_stale_attempt_is_told_to_stop(store: &dyn Store) {
    let mut story = Story::on(store);
    let Partition { cut_off, stale, .. } = a_partition(&mut story).await;
    let report = story.says(cut_off).holds(&stale).reached(&stale, 900);
    let reason = only_reason(report.sends().await);

    insta::assert_snapshot!(reason, @"attempt 2 took its place");
    assert_eq!(story.trial(stale.trial).await.step.0, 0);
    let left = checkpoint(&stale, 900);
    assert!(!store.wants_checkpoint(cut_off, &left).await.unwrap());
}

pub(crate) async fn a_stale_attempt_that_brings_the_first_result_wins(store: &dyn Store) {
    let mut story = Story::on(store);
    let partition = a_partition(&mut story).await;
    let report = story.says(partition.cut_off);
    report
        .completed(&partition.stale, result(0.1))
        .sends()
        .await;

    let trial = story.trial(partition.stale.trial).await;
    assert_eq!(
        (trial.state, trial.result),
        (TrialState::Completed, Some(result(0.1)))
    );
    let outcomes: Vec<_> = story
        .attempts(trial.id)
        .await
        .iter()
        .map(|a| (a.outcome, a.message.clone()))
        .collect();
    assert_eq!(
        outcomes,
        [
            (Some(AttemptOutcome::Completed), String::new()),
            (
                Some(AttemptOutcome::Cancelled),
                "attempt 1 brought the result".into()
            ),
        ]
    );
    let told = story
        .says(partition.other)
        .holds(&partition.young)
        .sends()
        .await;
    insta::assert_snapshot!(only_reason(told), @"the trial has its result already");
}

pub(crate) async fn a_result_that_comes_second_changes_nothing(store: &dyn Store) {
    let mut story = Story::on(store);
    let partition = a_partition(&mut story).await;
    let report = story.says(partition.other);
    report
        .completed(&partition.young, result(0.1))
        .sends()
        .await;
    story.passes(LEASE);
    for error in [0.1, 0.2] {
        let report = story.says(partition.cut_off);
        let report = report.evaluated(&partition.stale, evaluation(500, error));
        let reported = report
            .completed(&partition.stale, result(error))
            .sends()
            .await;
        assert!(!reported.requeued);
    }

    let trial = story.trial(partition.stale.trial).await;
    assert_eq!(trial.result, Some(result(0.1)));
    assert_eq!(
        store.evaluations(trial.id).await.unwrap(),
        [result(0.1).evaluation]
    );
}

pub(crate) async fn a_stale_failure_changes_nothing(store: &dyn Store) {
    let mut story = Story::on(store);
    let partition = a_partition(&mut story).await;
    for kind in FailureKind::ALL {
        let report = story.says(partition.cut_off).failed(&partition.stale, kind);
        assert!(!report.sends().await.requeued);
    }
    let report = story.says(partition.cut_off).released(&partition.stale);
    assert!(!report.sends().await.requeued);
    let trial = story.trial(partition.stale.trial).await;
    assert_eq!(
        (trial.state, trial.worker),
        (TrialState::Running, Some(partition.other))
    );
}

pub(crate) async fn a_stale_evaluation_fills_gaps_only(store: &dyn Store) {
    let mut story = Story::on(store);
    let partition = a_partition(&mut story).await;
    let report = story.says(partition.other);
    report
        .evaluated(&partition.young, evaluation(100, 0.5))
        .sends()
        .await;
    let report = story.says(partition.cut_off);
    let report = report.evaluated(&partition.stale, evaluation(100, 0.9));
    report
        .evaluated(&partition.stale, evaluation(200, 0.4))
        .sends()
        .await;

    let evaluations = store.evaluations(partition.stale.trial).await.unwrap();
    assert_eq!(evaluations, [evaluation(100, 0.5), evaluation(200, 0.4)]);
    assert_eq!(story.trial(partition.stale.trial).await.step.0, 100);
}

pub(crate) async fn a_released_attempt_does_not_come_back(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    story.says(worker).released(&held).sends().await;
    let told = story.says(worker).holds(&held).sends().await;

    insta::assert_snapshot!(only_reason(told), @"the attempt ended already");
    assert_eq!(story.state(held.trial).await, TrialState::Queued);
}

pub(crate) async fn rearmed_leases_are_not_those_of_a_clock_that_was_ahead(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    let begin = story.now;
    story.passes(LEASE * 100);
    story.takes_one(worker).await;
    story.now = begin;
    store.rearm_leases(story.now.after(LEASE)).await.unwrap();
    story.passes(LEASE * 2);
    assert_eq!(store.expire_leases(story.now).await.unwrap().len(), 1);
}

pub(crate) async fn rearmed_leases_outlive_the_coordinators_absence(store: &dyn Store) {
    let mut story = Story::on(store);
    story.sweep(&[1e-3], 1).await;
    let worker = story.worker().await;
    story.takes_one(worker).await;
    story.passes(LEASE * 20);
    store.rearm_leases(story.now.after(LEASE)).await.unwrap();
    assert_eq!(store.expire_leases(story.now).await.unwrap(), []);
    story.passes(LEASE * 2);
    assert_eq!(store.expire_leases(story.now).await.unwrap().len(), 1);
}
