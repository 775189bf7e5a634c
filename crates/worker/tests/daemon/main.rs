//! The daemon between a coordinator in this process and real trainer processes that play parts
//! (`examples/scripted_trainer`): what gets to the coordinator, whatever dies in between.

mod coordinator;
mod devices;
mod lanes;
#[path = "../../examples/scripted_trainer/part.rs"]
mod part;
mod weights;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use dwell_domain::{Attempt, TrialId};
use dwell_proto::v1::{self, fact::What};
use dwell_worker::{WorkerError, WorkerSettings};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{Code, transport::Endpoint};
use uuid::Uuid;

use crate::coordinator::{Book, Coordinator};

/// Examples are built with the tests of their package.
fn scripted_trainer() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let target = test.parent().and_then(|deps| deps.parent()).unwrap();
    let trainer = target.join("examples/scripted_trainer");
    assert!(
        trainer.is_file(),
        "run `cargo build -p dwell-worker --examples` first"
    );
    trainer
}

fn settings(coordinator: &Coordinator) -> WorkerSettings {
    let endpoint = Endpoint::from_shared(format!("http://{}", coordinator.address)).unwrap();
    WorkerSettings {
        silence: Duration::from_millis(500),
        ..WorkerSettings::new(endpoint, scripted_trainer())
    }
}

/// A worker that runs beside the test.
struct Worker {
    shutdown: CancellationToken,
    task: JoinHandle<Result<(), WorkerError>>,
}

impl Worker {
    fn start(settings: WorkerSettings) -> Self {
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(dwell_worker::run(settings, shutdown.clone()));
        Self { shutdown, task }
    }

    async fn drain(self) {
        self.shutdown.cancel();
        self.task.await.unwrap().unwrap();
    }
}

fn attempt(trial: u128, attempt: u32) -> v1::AttemptId {
    let trial = TrialId::from_uuid(Uuid::from_u128(trial));
    v1::AttemptId::new(trial, Attempt(attempt))
}

fn assignment(of: v1::AttemptId, part: u64) -> v1::Assignment {
    v1::Assignment {
        attempt: Some(of),
        configuration: Some(v1::Configuration::default()),
        seed: part,
        pack_key: "pack".to_owned(),
        checkpoints: vec![],
    }
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

async fn end_of(coordinator: &Coordinator, of: &v1::AttemptId) -> What {
    let what = format!("the end of {of:?}");
    coordinator
        .until(&what, |book| book.end_of(of).cloned())
        .await
}

/// Waits until the attempt has got to a step beyond `step`, and says to which.
async fn beyond(coordinator: &Coordinator, of: &v1::AttemptId, step: u64) -> u64 {
    let progress = |book: &Book| {
        let mut lanes = book.report.progress.iter();
        let lane = lanes.find(|lane| lane.attempt.as_ref() == Some(of))?;
        (lane.step > step).then_some(lane.step)
    };
    coordinator.until("progress", progress).await
}

#[tokio::test]
async fn every_trial_of_a_queue_longer_than_the_lanes_is_completed_once() {
    let coordinator = Coordinator::start();
    let trials: Vec<_> = (1..=30).map(|trial| attempt(trial, 1)).collect();
    coordinator.write(|book| {
        let queue = trials.iter().cloned();
        book.queue = queue.map(|of| assignment(of, part::FINISHES)).collect();
    });
    let worker = Worker::start(settings(&coordinator));
    for trial in &trials {
        let end = end_of(&coordinator, trial).await;
        assert!(matches!(end, What::Completed(_)), "{end:?}");
    }
    worker.drain().await;
    coordinator.write(|book| {
        assert_eq!(book.facts.len(), 3 * trials.len(), "{:#?}", book.facts);
        assert_eq!(book.registered.len(), 1);
        assert_eq!(book.registered[0].slots[0].lanes, 4);
    });
}

#[tokio::test]
async fn a_trainer_that_dies_fails_what_it_had_with_its_last_words_and_is_replaced() {
    let coordinator = Coordinator::start();
    let worker = Worker::start(settings(&coordinator));
    for (number, part, expected) in [
        (1, part::DIES_ONCE, "exit code 7): out of luck"),
        (2, part::HANGS_ONCE, "it said nothing for 0.5 s"),
        (3, part::BABBLES_ONCE, "it sent a frame"),
        (4, part::LIES_ONCE, "`evaluation.error` is not finite"),
    ] {
        coordinator.offer(assignment(attempt(number, 1), part));
        let What::Failed(failure) = end_of(&coordinator, &attempt(number, 1)).await else {
            panic!("no failure");
        };
        assert_eq!(failure.kind(), v1::FailureKind::Crashed);
        assert!(failure.message.contains(expected), "{}", failure.message);

        coordinator.offer(assignment(attempt(number, 2), part));
        let end = end_of(&coordinator, &attempt(number, 2)).await;
        assert!(matches!(end, What::Completed(_)), "{end:?}");
    }
    worker.drain().await;
}

#[tokio::test]
async fn what_a_dead_trainer_left_behind_is_removed_and_nothing_stays_when_the_worker_ends() {
    let coordinator = Coordinator::start();
    let scratch = tempfile::tempdir().unwrap();
    let settings = WorkerSettings {
        scratch: Some(scratch.path().to_owned()),
        ..settings(&coordinator)
    };
    let worker = Worker::start(settings);
    coordinator.offer(assignment(attempt(1, 1), part::DIES_ONCE));
    end_of(&coordinator, &attempt(1, 1)).await;
    coordinator.offer(assignment(attempt(1, 2), part::DIES_ONCE));
    end_of(&coordinator, &attempt(1, 2)).await;
    let worker_folder = inside(scratch.path()).pop().unwrap();
    let slot_folder = worker_folder.join("slot-0");
    assert_eq!(inside(&slot_folder), Vec::<PathBuf>::new());
    worker.drain().await;
    assert_eq!(inside(scratch.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_drained_worker_gives_its_trials_back_and_the_next_goes_on_from_their_checkpoints() {
    let coordinator = Coordinator::start();
    let worker = Worker::start(settings(&coordinator));
    coordinator.offer(assignment(attempt(1, 1), part::GOES_ON));
    let seen = beyond(&coordinator, &attempt(1, 1), 3).await;
    worker.drain().await;

    let end = end_of(&coordinator, &attempt(1, 1)).await;
    assert!(matches!(end, What::Released(_)), "{end:?}");
    let kept = |book: &Book| {
        let (header, _) = book.checkpoints.values().next()?;
        header.checkpoint.clone()
    };
    let kept = coordinator.until("a checkpoint", kept).await;
    assert!(kept.step >= seen);

    let again = v1::Assignment {
        checkpoints: vec![kept.clone()],
        ..assignment(attempt(1, 2), part::GOES_ON)
    };
    coordinator.offer(again);
    let next = Worker::start(settings(&coordinator));
    let first = beyond(&coordinator, &attempt(1, 2), 0).await;
    assert!(first > kept.step, "{first} does not follow {}", kept.step);
    next.drain().await;
}

#[tokio::test]
async fn checkpoints_that_are_gone_are_not_missed() {
    let coordinator = Coordinator::start();
    let worker = Worker::start(settings(&coordinator));
    let assigned = v1::Assignment {
        checkpoints: vec![gone(6), gone(5)],
        ..assignment(attempt(1, 2), part::FINISHES)
    };
    coordinator.offer(assigned);
    let end = end_of(&coordinator, &attempt(1, 2)).await;
    assert!(matches!(end, What::Completed(_)), "{end:?}");
    worker.drain().await;
}

#[tokio::test]
async fn an_attempt_goes_on_from_the_latest_checkpoint_that_can_be_had() {
    let coordinator = Coordinator::start();
    let worker = Worker::start(settings(&coordinator));
    coordinator.offer(assignment(attempt(1, 1), part::GOES_ON));
    beyond(&coordinator, &attempt(1, 1), 3).await;
    worker.drain().await;
    let kept = |book: &Book| {
        let (header, _) = book.checkpoints.values().next()?;
        header.checkpoint.clone()
    };
    let kept = coordinator.until("a checkpoint", kept).await;

    let again = v1::Assignment {
        checkpoints: vec![gone(kept.step + 100), kept.clone()],
        ..assignment(attempt(1, 2), part::GOES_ON)
    };
    coordinator.offer(again);
    let next = Worker::start(settings(&coordinator));
    let first = beyond(&coordinator, &attempt(1, 2), 0).await;
    assert!(first > kept.step, "{first} does not follow {}", kept.step);
    next.drain().await;
}

/// A checkpoint that the coordinator does not have.
fn gone(step: u64) -> v1::CheckpointRef {
    v1::CheckpointRef {
        content_hash: blake3::hash(&step.to_le_bytes()).to_hex().to_string(),
        step,
        size: 8,
    }
}

#[tokio::test]
async fn training_goes_on_while_the_coordinator_is_away_and_nothing_is_lost() {
    let coordinator = Coordinator::start();
    let worker = Worker::start(settings(&coordinator));
    coordinator.offer(assignment(attempt(1, 1), part::GOES_ON));
    let before = beyond(&coordinator, &attempt(1, 1), 0).await;
    coordinator.vanish().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    coordinator.come_back();
    coordinator
        .until("another registration", |book| {
            (book.registered.len() > 1).then_some(())
        })
        .await;
    // The scripted trainer makes a step every 20 ms: it did not wait.
    beyond(&coordinator, &attempt(1, 1), before + 5).await;
    coordinator.offer(assignment(attempt(2, 1), part::FINISHES));
    let end = end_of(&coordinator, &attempt(2, 1)).await;
    assert!(matches!(end, What::Completed(_)), "{end:?}");
    worker.drain().await;
}

#[tokio::test]
async fn a_stopped_attempt_frees_its_lane_and_is_not_spoken_of_again() {
    let coordinator = Coordinator::start();
    let one_lane = WorkerSettings {
        lanes: Some(1.try_into().unwrap()),
        ..settings(&coordinator)
    };
    let worker = Worker::start(one_lane);
    coordinator.offer(assignment(attempt(1, 1), part::GOES_ON));
    coordinator.offer(assignment(attempt(2, 1), part::FINISHES));
    beyond(&coordinator, &attempt(1, 1), 0).await;
    coordinator.write(|book| {
        book.stop.push(v1::Stop {
            attempt: Some(attempt(1, 1)),
            reason: "cancelled".to_owned(),
        });
    });
    end_of(&coordinator, &attempt(2, 1)).await;
    worker.drain().await;
    coordinator.write(|book| assert_eq!(book.end_of(&attempt(1, 1)), None));
}

#[tokio::test]
async fn a_drain_without_a_coordinator_ends_in_time() {
    let coordinator = Coordinator::start();
    let hasty = WorkerSettings {
        drain_within: Duration::from_millis(600),
        ..settings(&coordinator)
    };
    let worker = Worker::start(hasty);
    coordinator.offer(assignment(attempt(1, 1), part::GOES_ON));
    beyond(&coordinator, &attempt(1, 1), 0).await;
    coordinator.vanish().await;
    let drained = tokio::time::timeout(Duration::from_secs(10), worker.drain()).await;
    assert!(drained.is_ok());
}

#[tokio::test]
async fn heartbeats_come_without_work_too() {
    let coordinator = Coordinator::start();
    let worker = Worker::start(settings(&coordinator));
    coordinator
        .until("five reports", |book| (book.reports >= 5).then_some(()))
        .await;
    worker.drain().await;
}

#[tokio::test]
async fn a_worker_that_is_let_in_no_more_ends() {
    for code in [Code::Unauthenticated, Code::PermissionDenied] {
        let coordinator = Coordinator::start();
        let worker = Worker::start(settings(&coordinator));
        coordinator.offer(assignment(attempt(1, 1), part::GOES_ON));
        beyond(&coordinator, &attempt(1, 1), 0).await;
        coordinator.write(|book| book.refusal = Some(code));
        let ended = tokio::time::timeout(Duration::from_secs(10), worker.task).await;
        let refused = ended.expect("it ends").unwrap().unwrap_err();
        assert!(matches!(refused, WorkerError::NotLetIn { .. }), "{refused}");
        assert!(refused.to_string().ends_with("as the test wants it"));
    }
}

#[tokio::test]
async fn another_refusal_is_waited_for() {
    let coordinator = Coordinator::start();
    coordinator.write(|book| book.refusal = Some(Code::Internal));
    let worker = Worker::start(settings(&coordinator));
    tokio::time::sleep(Duration::from_millis(300)).await;
    coordinator.write(|book| book.refusal = None);
    coordinator
        .until("a registration", |book| {
            (!book.registered.is_empty()).then_some(())
        })
        .await;
    worker.drain().await;
}

#[tokio::test]
async fn a_trainer_that_is_not_there_is_named_with_the_command_that_builds_it() {
    let coordinator = Coordinator::start();
    let missing = WorkerSettings {
        trainer: "/nowhere/dwell-trainer".into(),
        ..settings(&coordinator)
    };
    let refused = dwell_worker::run(missing, CancellationToken::new()).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "there is no trainer at `/nowhere/dwell-trainer`; \
         build it with `cargo build --release -p dwell-trainer`"
    );
}

#[tokio::test]
async fn a_trainer_that_ends_before_it_is_ready_is_told_with_its_exit_code() {
    let coordinator = Coordinator::start();
    let broken = WorkerSettings {
        trainer: "/bin/false".into(),
        ..settings(&coordinator)
    };
    let refused = dwell_worker::run(broken, CancellationToken::new()).await;
    let said = refused.unwrap_err().to_string();
    assert!(
        said.starts_with("the trainer of slot 0 did not start"),
        "{said}"
    );
    assert!(said.contains("exit code 1"), "{said}");
}
