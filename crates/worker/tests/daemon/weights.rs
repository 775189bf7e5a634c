//! Weights: with the coordinator before the trial is completed, and never in the way of that.

use dwell_proto::v1::fact::What;
use dwell_worker::WorkerSettings;
use tonic::Code;

use crate::{
    Worker, assignment, attempt, coordinator::Coordinator, end_of, inside, part, settings,
};

/// How often weights of a trial were sent before its completion, when the coordinator gives these
/// answers, and what it kept of them: those at the end first.
async fn weights_sent(answers: &[Result<bool, Code>]) -> (u64, Vec<Vec<u8>>) {
    let coordinator = Coordinator::start();
    let scratch = tempfile::tempdir().unwrap();
    coordinator.write(|book| book.put_answers = answers.iter().copied().collect());
    let settings = WorkerSettings {
        scratch: Some(scratch.path().to_owned()),
        ..settings(&coordinator)
    };
    let worker = Worker::start(settings);
    coordinator.offer(assignment(attempt(1, 1), part::KEEPS_WEIGHTS));
    let end = end_of(&coordinator, &attempt(1, 1)).await;
    assert!(matches!(end, What::Completed(_)), "{end:?}");
    let worker_folder = inside(scratch.path()).pop().unwrap();
    assert_eq!(inside(&worker_folder), [worker_folder.join("slot-0")]);
    worker.drain().await;
    let mut sent = (0, vec![]);
    coordinator.write(|book| {
        let kept = std::mem::take(&mut book.checkpoints).into_values();
        let (last, best): (Vec<_>, Vec<_>) = kept.partition(|(header, _)| header.is_final);
        assert!(best.iter().all(|(header, _)| header.is_best));
        let bytes = last.into_iter().chain(best).map(|(_, bytes)| bytes);
        sent = (book.put, bytes.collect());
    });
    sent
}

fn both() -> Vec<Vec<u8>> {
    [part::WEIGHTS, part::BEST_WEIGHTS]
        .map(<[u8]>::to_vec)
        .into()
}

#[tokio::test]
async fn weights_are_kept_before_the_trial_is_completed() {
    let sent = weights_sent(&[]).await;
    assert_eq!(sent, (2, both()));
}

#[tokio::test]
async fn weights_are_sent_again_after_a_failure_that_may_pass() {
    let sent = weights_sent(&[Err(Code::Unavailable), Err(Code::Unknown)]).await;
    assert_eq!(sent, (4, both()));
}

#[tokio::test]
async fn weights_that_the_coordinator_does_not_want_hold_nothing_up() {
    assert_eq!(weights_sent(&[Ok(false); 2]).await, (2, vec![]));
    for code in [Code::FailedPrecondition, Code::Internal, Code::DataLoss] {
        assert_eq!(weights_sent(&[Err(code)]).await, (1, vec![]), "{code:?}");
    }
}
