//! A data folder that is the same in every run: ids, times and metrics are made up.
//!
//! It holds one sweep. Of its eight trials six have completed, one has failed and one is queued
//! again after its worker gave it back.

use std::{num::NonZeroU32, path::Path};

use dwell_domain::{
    Attempt, Axis, ConfigurationId, Evaluation, Failure, FailureKind, Halting, Latency,
    MetricsDigest, Micros, Milliseconds, Numerics, Pick, PonderStatistics, ProfilePoint, Step,
    SweepId, Trace, TraceStep, TrialId, TrialResult, Verdict, WorkerId, spec,
};
use dwell_search::{plan, predicted_cost};
use dwell_store::{
    SqliteStore, Store as _,
    rows::{
        CheckpointRow, Claim, Fact, FactEvent, HandedOut, NewConfiguration, NewSweep, NewTrial,
        NewWorker, Report, SlotOffer,
    },
};
use uuid::Uuid;

/// The sweep file.
pub(crate) const SPEC: &str = include_str!("sweep.toml");

/// 2026-11-23 12:00:00 UTC.
const NOON: Micros = Micros(1_795_435_200_000_000);
const MINUTE: i64 = 60_000_000;

/// The trials that do not complete, by their place in the plan.
const FAILS: u128 = 7;
const IS_GIVEN_BACK: u128 = 8;

/// The trial whose weights arrived, and what they are.
const KEEPS_WEIGHTS: u128 = 5;
const WEIGHTS: &[u8] = b"weights, for once as text\n";

/// Fills an empty folder.
pub(crate) fn fill(folder: &Path) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        std::fs::create_dir_all(folder).expect("a folder can be made");
        let store = SqliteStore::open(&folder.join("dwell.db"))
            .await
            .expect("a database can be made");
        let sweep = store.submit(sweep()).await.expect("the sweep is new");
        store
            .register_worker(worker())
            .await
            .expect("it can register");
        let picks: Vec<Pick> = store
            .queue()
            .await
            .expect("the queue can be read")
            .into_iter()
            .map(|group| Pick {
                sweep: sweep.sweep.id,
                pack_key: group.pack_key,
                trials: 8,
            })
            .collect();
        let handed_out = store
            .claim(claim(picks))
            .await
            .expect("trials can be claimed");
        let identity = store.identity().await.expect("it has one");
        let objects = folder.join("checkpoints").join(identity.to_string());
        let kept = store
            .put_checkpoint(
                worker_id(),
                weights(&objects, &handed_out),
                NonZeroU32::MIN,
                NOON,
            )
            .await;
        assert!(kept.expect("weights can be kept"), "they are wanted");
        store
            .report(report(&handed_out))
            .await
            .expect("facts can be reported");
        store.close().await;
    });
}

/// An id that looks like the ones that are drawn, of a kind and with a number.
fn id(kind: u128, number: u128) -> Uuid {
    Uuid::from_u128(0x0195_0000_0000_7000_8000_0000_0000_0000 | kind << 80 | number)
}

fn minutes_past_noon(minutes: i64) -> Micros {
    Micros(NOON.0 + minutes * MINUTE)
}

fn sweep() -> NewSweep {
    let spec = spec::parse(SPEC).expect("the spec is well-formed");
    let plan = plan(&spec);
    let trials = (1..).zip(&plan.trials).map(|(number, trial)| NewTrial {
        id: TrialId::from_uuid(id(2, number)),
        configuration: trial.configuration,
        seed: trial.seed,
        predicted_cost: predicted_cost(&plan.configurations[trial.configuration]),
    });
    let trials = trials.collect();
    let configurations = (1..)
        .zip(plan.configurations)
        .map(|(number, configuration)| NewConfiguration {
            id: ConfigurationId::from_uuid(id(3, number)),
            configuration,
        });
    NewSweep {
        id: SweepId::from_uuid(id(1, 1)),
        request_id: id(4, 1),
        name: spec.name.clone(),
        spec: SPEC.to_owned(),
        spec_hash: spec.hash(),
        price_per_hour: spec.price_per_hour,
        fresh: false,
        now: NOON,
        configurations: configurations.collect(),
        trials,
    }
}

fn worker_id() -> WorkerId {
    WorkerId::from_uuid(id(5, 1))
}

fn worker() -> NewWorker {
    NewWorker {
        id: worker_id(),
        host: "sample-host".to_owned(),
        pid: 4242,
        version: "0.1.0".to_owned(),
        slots: vec![SlotOffer {
            index: 0,
            device: "cpu".to_owned(),
            lanes: 8,
        }],
        now: minutes_past_noon(1),
    }
}

fn claim(picks: Vec<Pick>) -> Claim {
    Claim {
        worker: worker_id(),
        slot: 0,
        held: Vec::new(),
        picks,
        lease_until: minutes_past_noon(10),
        now: minutes_past_noon(2),
    }
}

fn report(handed_out: &[HandedOut]) -> Report {
    let facts = handed_out.iter().flat_map(|trial| {
        events(trial).into_iter().map(|event| Fact {
            trial: trial.trial,
            attempt: trial.attempt,
            event,
        })
    });
    Report {
        worker: worker_id(),
        held: Vec::<(TrialId, Attempt)>::new(),
        facts: facts.collect(),
        progress: Vec::new(),
        updates_per_second: 1234.0,
        lease_until: minutes_past_noon(10),
        now: minutes_past_noon(5),
    }
}

/// The weights of one trial, whose bytes are among the objects.
fn weights(objects: &Path, handed_out: &[HandedOut]) -> CheckpointRow {
    let trial = handed_out
        .iter()
        .find(|trial| number(trial) == KEEPS_WEIGHTS)
        .expect("it was handed out");
    let content_hash = blake3::hash(WEIGHTS).to_string();
    let kept = objects.join(&content_hash);
    std::fs::create_dir_all(&kept).expect("a folder can be made");
    let upload = kept.join(uuid::Uuid::nil().to_string());
    std::fs::write(upload, WEIGHTS).expect("a file can be written");
    CheckpointRow {
        trial: trial.trial,
        attempt: trial.attempt,
        step: Step(1_000),
        content_hash,
        size: WEIGHTS.len() as u64,
        is_final: true,
        is_best: true,
    }
}

fn number(trial: &HandedOut) -> u128 {
    trial.trial.as_uuid().as_u128() & 0xff
}

fn events(trial: &HandedOut) -> Vec<FactEvent> {
    let number = number(trial);
    let halfway = FactEvent::Evaluated(evaluation(trial, 500));
    let end = match number {
        FAILS => FactEvent::Failed(Failure {
            kind: FailureKind::Invalid,
            message: "the lane does not fit".to_owned(),
        }),
        IS_GIVEN_BACK => FactEvent::Released("the worker is draining".to_owned()),
        _ => FactEvent::Completed(result(trial)),
    };
    match number {
        FAILS | IS_GIVEN_BACK => vec![halfway, end],
        _ => vec![halfway, FactEvent::Evaluated(evaluation(trial, 1_000)), end],
    }
}

fn result(trial: &HandedOut) -> TrialResult {
    let last = evaluation(trial, 1_000);
    TrialResult {
        verdict: Verdict::of(&trial.configuration, &last),
        digest: MetricsDigest::empty()
            .and(&evaluation(trial, 500))
            .and(&last),
        numerics: Numerics {
            device: "cpu".to_owned(),
            libtorch: "2.11.0".to_owned(),
            cpu_capability: "AVX2".to_owned(),
        },
        seconds: 12.5,
        latency: latency(&last),
        traces: traces(&last),
        evaluation: last,
    }
}

/// A twentieth of a millisecond for each update; a batch follows its slowest sample.
fn latency(last: &Evaluation) -> Latency {
    Latency {
        batch_1: Milliseconds::new(0.05 * last.ponder.mean()).ok(),
        batch_128: Milliseconds::new(0.001 * last.ponder.mean_batch_max).ok(),
    }
}

/// The lower the ponder cost, the longer the thought and the smaller the error.
fn evaluation(trial: &HandedOut, step: u64) -> Evaluation {
    let (histogram, final_error): (&[u64], f64) = match trial.configuration.model.halting {
        Halting::None => (&[1_000], 0.41),
        Halting::Repeat { .. } => (&[0, 1_000], 0.22),
        Halting::Act { ponder_cost } if ponder_cost.get() < 1e-2 => (&[100, 300, 450, 150], 0.015),
        Halting::Act { .. } => (&[900, 100], 0.35),
        Halting::PonderNet { .. } => unreachable!("the sample has none"),
    };
    let seed = trial.seed.0 as f64;
    let error = (final_error + 0.004 * seed) * 1_000.0 / step as f64;
    let mut ponder = PonderStatistics {
        histogram: histogram.to_vec(),
        mean_remainder: None,
        mean_batch_max: histogram.len() as f64,
        share_at_cap: 0.0,
        profile: Vec::new(),
    };
    // An adaptive network thinks longer where it is harder.
    let gain = if trial.configuration.model.halting.is_adaptive() {
        0.05
    } else {
        0.0
    };
    let point = |axis, key, share, harder| ProfilePoint {
        axis,
        key,
        samples: ponder.samples() / share,
        mean_ponder: ponder.mean() * (1.0 + gain * harder),
        error: error * (1.0 + 0.25 * harder),
    };
    ponder.profile = vec![
        point(Axis::Difficulty, 1, 2, -1.0),
        point(Axis::Difficulty, 2, 2, 1.0),
        point(Axis::Position, 1, 1, 0.0),
    ];
    Evaluation {
        step: Step(step),
        loss: Some(error * 2.0),
        training_loss: Some(error * 1.5),
        error,
        ponder,
    }
}

/// Two sequences, of which the second was harder.
fn traces(last: &Evaluation) -> Vec<Trace> {
    let trace = |row: u32, input: &str, ponder| Trace {
        row,
        steps: vec![TraceStep {
            input: input.to_owned(),
            ponder,
            loss: last.loss.map(|loss| loss * f64::from(row + 1)),
            entropy: Some(0.25),
        }],
    };
    let occurring = last.ponder.counts().filter(|(_, count)| *count > 0);
    let ponders: Vec<u32> = occurring.map(|(n, _)| n as u32).collect();
    vec![
        trace(0, "+", ponders[0]),
        trace(1, "+--+-++-", ponders[ponders.len() - 1]),
    ]
}
