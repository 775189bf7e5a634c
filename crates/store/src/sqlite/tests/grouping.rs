//! Calls that come together are committed together, and answered apart.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_trait::async_trait;
use dwell_domain::{Micros, TrialState, WorkerId};
use futures::future;
use sqlx::{Sqlite, SqliteConnection, pool::PoolConnection};
use tokio::join;
use uuid::Uuid;

use super::{Opened, open};
use crate::{
    Store, StoreError,
    rows::NewWorker,
    sqlite::flow::Change,
    suite::story::{Story, draft, evaluation, result},
};

/// Counts the commits of the writer, and can keep it from committing.
#[derive(Clone, Default)]
struct Commits {
    count: Arc<AtomicUsize>,
    refuse: Arc<AtomicBool>,
}

impl Commits {
    async fn of(opened: &Opened) -> Self {
        let commits = Self::default();
        let hook = commits.clone();
        let mut writer = hold(opened).await;
        let mut handle = writer.lock_handle().await.unwrap();
        handle.set_commit_hook(move || {
            let may_commit = !hook.refuse.load(Ordering::SeqCst);
            hook.count
                .fetch_add(usize::from(may_commit), Ordering::SeqCst);
            may_commit
        });
        drop(handle);
        commits
    }

    /// How many there were since it was last asked.
    fn take(&self) -> usize {
        self.count.swap(0, Ordering::SeqCst)
    }
}

/// Keeps the writer from beginning: what is called until it is dropped comes together.
async fn hold(opened: &Opened) -> PoolConnection<Sqlite> {
    opened.store.writer.connection.acquire().await.unwrap()
}

fn let_go(held: PoolConnection<Sqlite>) -> impl Future<Output = ()> {
    future::lazy(|_| drop(held))
}

fn worker() -> NewWorker {
    NewWorker {
        id: WorkerId::from_uuid(Uuid::now_v7()),
        host: "ada".into(),
        pid: 7,
        version: "0.1.0".into(),
        slots: vec![],
        now: Micros(0),
    }
}

#[tokio::test]
async fn calls_that_come_together_are_committed_together() {
    let opened = open().await;
    let commits = Commits::of(&opened).await;
    let story = Story::on(&opened.store);
    let held = hold(&opened).await;
    join!(
        biased;
        story.worker(),
        story.sweep(&[1e-3], 3),
        story.worker(),
        story.sweep(&[1e-3], 2),
        let_go(held)
    );

    assert_eq!(commits.take(), 1);
    assert_eq!(opened.store.workers().await.unwrap().len(), 2);
    assert_eq!(opened.store.status().await.unwrap().queued, 5);
}

#[tokio::test]
async fn a_call_that_fails_takes_back_its_own_changes_alone() {
    let opened = open().await;
    let commits = Commits::of(&opened).await;
    let story = Story::on(&opened.store);
    story.sweep(&[1e-3], 2).await;
    let (good, bad) = (story.worker().await, story.worker().await);
    let (right, wrong) = (story.takes_one(good).await, story.takes_one(bad).await);
    commits.take();
    let before = story
        .says(good)
        .evaluated(&right, evaluation(100, 0.5))
        .reached(&right, 100);
    let failing = story
        .says(bad)
        .evaluated(&wrong, evaluation(100, 0.5))
        .completed(&wrong, result(f64::NAN));
    let after = story.says(good).completed(&right, result(0.1));
    let held = hold(&opened).await;
    let (_, failed, ..) = join!(
        biased;
        before.sends(),
        failing.tries_to_send(),
        after.sends(),
        let_go(held)
    );

    assert!(matches!(failed, Err(StoreError::NotFinite { .. })));
    assert_eq!(commits.take(), 1);
    assert_eq!(story.state(right.trial).await, TrialState::Completed);
    assert_eq!(story.state(wrong.trial).await, TrialState::Running);
    let evaluations = async |trial| opened.store.evaluations(trial).await.unwrap().len();
    assert_eq!(evaluations(right.trial).await, 2);
    assert_eq!(evaluations(wrong.trial).await, 0);
}

#[tokio::test]
async fn a_call_sees_those_before_it_in_its_group() {
    let opened = open().await;
    let sweep = draft("twice", &[1e-3], 2);
    let held = hold(&opened).await;
    let (first, second, ()) = join!(
        biased;
        opened.store.submit(sweep.clone()),
        opened.store.submit(sweep),
        let_go(held)
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!((first.attached, second.attached), (false, true));
    assert_eq!(first.sweep.id, second.sweep.id);
}

#[tokio::test]
async fn a_call_whose_caller_has_gone_is_not_made() {
    let opened = open().await;
    let (gone, there) = (worker(), worker());
    let id = there.id;
    let held = hold(&opened).await;
    {
        let mut leaves = opened.store.register_worker(gone);
        assert!(futures::poll!(leaves.as_mut()).is_pending());
    }
    let (stays, ()) = join!(biased; opened.store.register_worker(there), let_go(held));

    stays.unwrap();
    let workers = opened.store.workers().await.unwrap();
    assert_eq!(workers.len(), 1);
    assert_eq!(workers[0].id, id);
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_every_caller_and_the_next_one_goes_on() {
    let opened = open().await;
    let commits = Commits::of(&opened).await;
    commits.refuse.store(true, Ordering::SeqCst);
    let held = hold(&opened).await;
    let (one, other, ()) = join!(
        biased;
        opened.store.register_worker(worker()),
        opened.store.register_worker(worker()),
        let_go(held)
    );
    for answer in [one, other] {
        let error = answer.unwrap_err();
        assert!(matches!(error, StoreError::NotCommitted { .. }), "{error}");
    }
    assert!(opened.store.workers().await.unwrap().is_empty());

    // On another connection, which knows nothing of the hook.
    opened.store.register_worker(worker()).await.unwrap();
    assert_eq!(opened.store.workers().await.unwrap().len(), 1);
    assert_eq!(commits.take(), 0);
}

/// A change that ends half-way, and not well.
struct Panics(NewWorker);

#[async_trait]
impl Change for Panics {
    type Answer = ();

    async fn make(&self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        self.0.make(conn).await?;
        panic!("this is a test")
    }
}

#[tokio::test]
async fn a_change_that_panics_is_taken_back_with_its_group_and_the_next_one_goes_on() {
    let opened = open().await;
    let held = hold(&opened).await;
    let (neighbour, panicked, ()) = join!(
        biased;
        opened.store.register_worker(worker()),
        opened.store.write(Panics(worker())),
        let_go(held)
    );
    assert!(neighbour.is_err() && panicked.is_err());
    assert!(opened.store.workers().await.unwrap().is_empty());

    opened.store.register_worker(worker()).await.unwrap();
    assert_eq!(opened.store.workers().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_large_submission_is_committed_apart_from_those_before_and_after_it() {
    let opened = open().await;
    let commits = Commits::of(&opened).await;
    let held = hold(&opened).await;
    let story = Story::on(&opened.store);
    join!(
        biased;
        story.worker(),
        story.worker(),
        story.submits(draft("large", &[1e-3], 3_000)),
        story.worker(),
        let_go(held)
    );

    // Those before it, the submission, those after it.
    assert_eq!(commits.take(), 3);
    assert_eq!(opened.store.status().await.unwrap().queued, 3_000);
}

#[tokio::test]
async fn a_closed_store_refuses_changes() {
    let opened = open().await;
    opened.store.close().await;
    let refused = opened.store.register_worker(worker()).await.unwrap_err();
    insta::assert_snapshot!(refused, @"the change was not committed: attempted to acquire a connection on a closed pool");
}
