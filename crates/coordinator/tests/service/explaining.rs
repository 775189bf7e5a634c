//! Why a trial is where it is, through all of a life.

use dwell_proto::v1::{self, fact::What};

use crate::{
    cluster::{Cluster, LONG, SPEC},
    fake_worker::{attempt, honest_result},
};

/// What is said of a trial, with the kinds of the events that led there.
async fn explained(cluster: &Cluster, number: u64) -> (String, Vec<String>) {
    let request = v1::ExplainRequest {
        trial: format!("last/{number}"),
    };
    let answer = cluster.status().await.explain(request).await;
    let answer = answer.unwrap().into_inner();
    let kinds = answer.events.into_iter().map(|event| event.kind);
    (answer.why, kinds.collect())
}

/// The trial that a worker takes with its one lane: which one that is, is the scheduler's affair.
async fn number_of(cluster: &Cluster, taken: &v1::AttemptId) -> u64 {
    let request = v1::TrialRequest {
        trial: taken.trial_id.clone(),
    };
    let detail = cluster.results().await.trial(request).await.unwrap();
    detail.into_inner().trial.unwrap().number
}

#[tokio::test]
async fn a_trial_is_explained_while_it_waits_runs_and_has_ended() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let (why, events) = explained(&cluster, 1).await;
    assert!(
        why.starts_with("it waits for a worker: none is there"),
        "{why}"
    );
    assert!(events.is_empty());

    let mut worker = cluster.worker(1).await;
    let taken = attempt(&worker.acquire().await[0]);
    let number = number_of(&cluster, &taken).await;
    let (why, events) = explained(&cluster, number).await;
    assert!(
        why.starts_with("attempt 1 is at update 0 of 100, with a worker on "),
        "{why}"
    );
    assert_eq!(events, ["claimed"]);

    let other = if number == 1 { 2 } else { 1 };
    let (why, _) = explained(&cluster, other).await;
    assert!(why.starts_with("it waits for a free lane of the one slot that there is"));

    worker
        .tell(&taken, What::Completed(honest_result(0.5)))
        .await;
    let (why, events) = explained(&cluster, number).await;
    assert!(why.starts_with("attempt 1 brought its result: "), "{why}");
    assert_eq!(events, ["claimed", "completed"]);
}

#[tokio::test]
async fn a_trial_that_is_not_there_is_not_explained() {
    let cluster = Cluster::start(LONG).await;
    let request = v1::ExplainRequest {
        trial: "last/1".into(),
    };
    let refused = cluster.status().await.explain(request).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::NotFound);
}
