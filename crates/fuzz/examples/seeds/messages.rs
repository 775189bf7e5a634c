//! Messages, each with all its fields.

use dwell_domain::{Failure, FailureKind};
use dwell_proto::v1::{
    self, fact::What, trainer_input::Message as Input, trainer_output::Message as Output,
};
use prost::Message;

use crate::domain;

/// What is kept as a checkpoint.
pub(crate) const CHECKPOINT: &[u8] = b"the bytes of a checkpoint";

/// Each kind that `protocol` reads, by its place there.
pub(crate) fn each() -> Vec<(&'static str, Vec<u8>)> {
    let numerics = v1::TrialResult::from(&domain::result()).numerics;
    let trace = v1::TrialResult::from(&domain::result()).traces.remove(0);
    vec![
        ("configuration", kind(0, &configuration())),
        ("evaluation", kind(1, &evaluation())),
        ("result", kind(2, &result())),
        ("trace", kind(3, &trace)),
        ("numerics", kind(4, &numerics.expect("it has them"))),
        ("failure", kind(5, &failure())),
        ("row", kind(8, &row())),
        ("attempt", kind(9, &attempt())),
        ("submit", kind(11, &submit())),
        ("list", kind(13, &list())),
        ("trials", kind(16, &trials())),
        ("query", kind(19, &query())),
        ("export", kind(21, &export())),
        ("register", kind(25, &register())),
        ("acquire", kind(26, &acquire())),
        (
            "report",
            [&[27], &report(What::Completed(result()))[..]].concat(),
        ),
    ]
}

fn kind(number: u8, message: &impl Message) -> Vec<u8> {
    [&[number], &message.encode_to_vec()[..]].concat()
}

fn configuration() -> v1::Configuration {
    v1::Configuration::from(&domain::parity())
}

pub(crate) fn evaluation() -> v1::Evaluation {
    v1::Evaluation::from(&domain::evaluation())
}

pub(crate) fn result() -> v1::TrialResult {
    v1::TrialResult::from(&domain::result())
}

pub(crate) fn failure() -> v1::Failure {
    v1::Failure::from(&Failure {
        kind: FailureKind::OutOfMemory,
        message: "out of memory".to_owned(),
    })
}

fn row() -> v1::TradeoffRow {
    let interval = v1::Interval {
        median: 0.25,
        low: 0.125,
        high: 0.5,
    };
    v1::TradeoffRow {
        sweep: "small".to_owned(),
        configuration_id: id(5),
        configuration: Some(configuration()),
        seeds: 2,
        completed: 1,
        solved: 0,
        error: Some(interval),
        ponder: Some(interval),
        on_frontier: true,
        digests: vec![vec![7; 32]],
        outcomes: vec![v1::SeedOutcome {
            seed: 1,
            error: 0.25,
            ponder: 2.0,
            solved_at: Some(100),
        }],
        cost: Some(v1::AnswerCost {
            latency_1_ms: Some(interval),
            latency_128_ms: None,
            price_per_hour: Some(2.5),
            devices: vec!["cpu".to_owned()],
        }),
    }
}

/// The first attempt of the first trial.
pub(crate) fn attempt() -> v1::AttemptId {
    v1::AttemptId {
        trial_id: id(1),
        attempt: 1,
    }
}

pub(crate) fn submit() -> v1::SubmitRequest {
    v1::SubmitRequest {
        spec: r#"
name = "other"
tasks = [{ kind = "sort", length = 3 }]
model = { cell = "gru", hidden = 2, halting = "pondernet:2" }
train = { batch = 2, updates = 100, learning_rate = { log = [1e-4, 1e-2], points = 3 } }
search = { ponder_cost = 0.1, seeds = [7] }
"#
        .to_owned(),
        name: Some("another".to_owned()),
        fresh: true,
        request_id: id(99),
    }
}

pub(crate) fn sweep() -> v1::GetSweepRequest {
    v1::GetSweepRequest {
        sweep: "small".to_owned(),
    }
}

pub(crate) fn cancel() -> v1::CancelSweepRequest {
    v1::CancelSweepRequest {
        sweep: "last".to_owned(),
        reason: "it is enough".to_owned(),
    }
}

pub(crate) fn trial() -> v1::TrialRequest {
    v1::TrialRequest {
        trial: "last/1".to_owned(),
    }
}

pub(crate) fn list() -> v1::ListSweepsRequest {
    v1::ListSweepsRequest {
        page_size: 1,
        page_token: id(100).replace('-', ""),
    }
}

pub(crate) fn trials() -> v1::TrialsRequest {
    v1::TrialsRequest {
        sweep: "small".to_owned(),
        states: vec![
            v1::TrialState::Queued.into(),
            v1::TrialState::Running.into(),
        ],
        page_size: 2,
        page_token: "1".to_owned(),
    }
}

pub(crate) fn tradeoff() -> v1::TradeoffRequest {
    v1::TradeoffRequest {
        sweeps: vec!["small".to_owned()],
    }
}

pub(crate) fn query() -> v1::QueryRequest {
    v1::QueryRequest {
        sql: "SELECT * FROM v_trials".to_owned(),
        max_rows: 10,
        timeout_ms: 1_000,
    }
}

pub(crate) fn export() -> v1::ExportRequest {
    v1::ExportRequest {
        sweep: "small".to_owned(),
        table: v1::ExportTable::Profile.into(),
        provenance: true,
    }
}

pub(crate) fn register() -> v1::RegisterRequest {
    v1::RegisterRequest {
        worker_id: id(1),
        host: "grace".to_owned(),
        pid: 7,
        version: "0.1.0".to_owned(),
        slots: vec![v1::Slot {
            index: 0,
            device: "cuda:0".to_owned(),
            lanes: 8,
        }],
    }
}

pub(crate) fn acquire() -> v1::AcquireRequest {
    v1::AcquireRequest {
        worker_id: id(1),
        slot: 0,
        free_lanes: 2,
        resident_pack_key: Some(domain::parity().pack_key().to_string()),
        held: vec![attempt()],
        wait_ms: 1_000,
    }
}

/// A report of one fact about the first attempt of the first trial.
pub(crate) fn report(what: What) -> Vec<u8> {
    let report = v1::ReportRequest {
        worker_id: id(1),
        held: vec![attempt()],
        facts: vec![v1::Fact {
            sequence: 1,
            attempt: Some(attempt()),
            what: Some(what),
        }],
        progress: vec![v1::Progress {
            attempt: Some(attempt()),
            step: 50,
        }],
        updates_per_second: 100.0,
    };
    report.encode_to_vec()
}

pub(crate) fn header() -> v1::CheckpointHeader {
    v1::CheckpointHeader {
        worker_id: id(1),
        attempt: Some(attempt()),
        checkpoint: Some(v1::CheckpointRef {
            content_hash: content_hash().content_hash,
            step: 50,
            size: CHECKPOINT.len() as u64,
        }),
        is_final: false,
        is_best: false,
    }
}

pub(crate) fn content_hash() -> v1::GetCheckpointRequest {
    v1::GetCheckpointRequest {
        content_hash: blake3::hash(CHECKPOINT).to_string(),
    }
}

/// All that a daemon says.
pub(crate) fn inputs() -> Vec<v1::TrainerInput> {
    let attempt = Some(attempt());
    let said = [
        Input::Start(v1::Start {
            device: "cpu".to_owned(),
            threads: 1,
            checkpoint_folder: "checkpoints".to_owned(),
            corpora_folder: "corpora".to_owned(),
        }),
        Input::Admit(v1::Admit {
            attempt: attempt.clone(),
            configuration: Some(configuration()),
            seed: 1,
            checkpoint_path: Some("checkpoints/1".to_owned()),
        }),
        Input::Drop(v1::Drop { attempt }),
        Input::Snapshot(v1::Snapshot {}),
        Input::Shutdown(v1::Shutdown {}),
    ];
    let message = |message| v1::TrainerInput {
        message: Some(message),
    };
    said.into_iter().map(message).collect()
}

/// All that a trainer says.
pub(crate) fn outputs() -> Vec<v1::TrainerOutput> {
    let attempt = Some(attempt());
    let said = [
        Output::Hello(v1::Hello {
            numerics: result().numerics,
            lanes: 8,
        }),
        Output::Capacity(v1::Capacity { lanes: 4 }),
        Output::Rate(v1::Rate {
            updates_per_second: 12.5,
            lanes: 1,
            steps: vec![v1::LaneStep {
                attempt: attempt.clone(),
                step: 50,
            }],
        }),
        Output::Evaluated(v1::Evaluated {
            attempt: attempt.clone(),
            evaluation: Some(evaluation()),
        }),
        Output::Checkpointed(v1::Checkpointed {
            attempt: attempt.clone(),
            step: 50,
            path: "checkpoints/2".to_owned(),
        }),
        Output::SnapshotTaken(v1::SnapshotTaken {}),
        Output::Finished(v1::Finished {
            attempt: attempt.clone(),
            result: Some(result()),
            weights: vec![v1::WeightsFile {
                path: "weights".to_owned(),
                step: 50,
                is_final: true,
                is_best: true,
            }],
        }),
        Output::Failed(v1::Failed {
            attempt,
            failure: Some(failure()),
        }),
    ];
    let message = |message| v1::TrainerOutput {
        message: Some(message),
    };
    said.into_iter().map(message).collect()
}

/// The ids of a cluster are small numbers.
fn id(number: u128) -> String {
    uuid::Uuid::from_u128(number).to_string()
}
