//! What is more than a call may bring is refused, and changes nothing; what is just as much is taken.

use dwell_coordinator::limits;
use dwell_proto::v1::{self, fact::What};
use tonic::{Code, Status};
use uuid::Uuid;

use crate::{
    cluster::{Cluster, LONG, SPEC, one_trial},
    fake_worker::{FakeWorker, attempt, evaluation, result},
};

fn too_much<T: std::fmt::Debug>(answer: Result<T, Status>, field: &str) {
    let status = answer.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{field}: {status}");
    let expected = format!("`{field}` has more than ");
    assert!(status.message().starts_with(&expected), "{field}: {status}");
}

fn registration(slots: usize) -> v1::RegisterRequest {
    let slot = |index| v1::Slot {
        index,
        device: "d".repeat(limits::WORD_BYTES),
        lanes: limits::LANES,
    };
    v1::RegisterRequest {
        worker_id: Uuid::now_v7().to_string(),
        host: "h".repeat(limits::WORD_BYTES),
        pid: 1,
        version: "v".repeat(limits::WORD_BYTES),
        slots: (0..slots as u32).map(slot).collect(),
    }
}

#[tokio::test]
async fn a_worker_offers_so_much_and_no_more() {
    let cluster = Cluster::start(LONG).await;
    let mut client = cluster.workers().await;
    let over = |mut text: String| {
        text.push('x');
        text
    };
    let most = registration(1);
    let host = v1::RegisterRequest {
        host: over(most.host.clone()),
        ..most.clone()
    };
    too_much(client.register(host).await, "host");
    let version = v1::RegisterRequest {
        version: over(most.version.clone()),
        ..most.clone()
    };
    too_much(client.register(version).await, "version");
    too_much(
        client.register(registration(limits::SLOTS + 1)).await,
        "slots",
    );
    let mut device = most.clone();
    device.slots[0].device.push('x');
    too_much(client.register(device).await, "slot.device");
    let mut lanes = most;
    lanes.slots[0].lanes += 1;
    too_much(client.register(lanes).await, "slot.lanes");

    let workers = v1::WorkersRequest { lost: true };
    let known = cluster.status().await.workers(workers).await.unwrap();
    assert_eq!(known.into_inner().workers, []);
    client.register(registration(limits::SLOTS)).await.unwrap();
}

fn asking(worker: &FakeWorker) -> v1::AcquireRequest {
    v1::AcquireRequest {
        worker_id: worker.id.clone(),
        free_lanes: limits::LANES,
        resident_pack_key: Some("k".repeat(limits::PACK_KEY_BYTES)),
        held: vec![attempt_id(); limits::HELD],
        ..Default::default()
    }
}

fn attempt_id() -> v1::AttemptId {
    v1::AttemptId {
        trial_id: Uuid::nil().to_string(),
        attempt: 1,
    }
}

#[tokio::test]
async fn a_slot_asks_for_so_much_and_no_more() {
    let cluster = Cluster::start(LONG).await;
    let mut worker = cluster.worker(1).await;
    let most = asking(&worker);
    worker.client.acquire(most.clone()).await.unwrap();
    let lanes = v1::AcquireRequest {
        free_lanes: limits::LANES + 1,
        ..most.clone()
    };
    too_much(worker.client.acquire(lanes).await, "free_lanes");
    let mut key = most.clone();
    key.resident_pack_key.as_mut().unwrap().push('x');
    too_much(worker.client.acquire(key).await, "resident_pack_key");
    let mut held = most;
    held.held.push(attempt_id());
    too_much(worker.client.acquire(held).await, "held");
}

#[tokio::test]
async fn a_report_tells_so_much_and_no_more() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("reported")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let before = cluster.trial(1).await;
    let report = |facts: Vec<What>| v1::ReportRequest {
        worker_id: worker.id.clone(),
        held: vec![held.clone()],
        facts: (1..)
            .zip(facts)
            .map(|(sequence, what)| v1::Fact {
                sequence,
                attempt: Some(held.clone()),
                what: Some(what),
            })
            .collect(),
        ..Default::default()
    };
    let failed = |bytes: usize| {
        What::Failed(v1::Failure {
            kind: v1::FailureKind::Crashed.into(),
            message: "m".repeat(bytes),
        })
    };
    let released = |bytes: usize| {
        let reason = "r".repeat(bytes);
        What::Released(v1::Released { reason })
    };
    let evaluated = |bars: usize| What::Evaluated(evaluation(50, 0.5, vec![1; bars]));
    let counted = |histogram: Vec<u64>| What::Evaluated(evaluation(50, 0.5, histogram));
    let far = What::Evaluated(evaluation(limits::STEP + 1, 0.5, vec![1]));
    let mut on = result(0.5, 1);
    on.numerics.as_mut().unwrap().device = "d".repeat(limits::WORD_BYTES + 1);
    let mut client = worker.client.clone();
    for (fact, field) in [
        (failed(limits::FAILURE_BYTES + 1), "failure.message"),
        (released(limits::REASON_BYTES + 1), "released.reason"),
        (evaluated(limits::HISTOGRAM + 1), "ponder.histogram"),
        (counted(vec![u64::MAX, u64::MAX]), "ponder.histogram"),
        (counted(vec![0, limits::COUNT]), "ponder.histogram"),
        (far, "evaluation.step"),
        (What::Completed(on), "numerics.device"),
    ] {
        too_much(client.report(report(vec![evaluated(1), fact])).await, field);
    }
    let many = vec![released(0); limits::FACTS + 1];
    too_much(client.report(report(many)).await, "facts");
    let mut holding = report(vec![]);
    holding.held = vec![attempt_id(); limits::HELD + 1];
    too_much(client.report(holding).await, "held");
    let mut getting_on = report(vec![]);
    getting_on.progress = vec![
        v1::Progress {
            attempt: Some(attempt_id()),
            step: 1
        };
        limits::HELD + 1
    ];
    too_much(client.report(getting_on).await, "progress");
    let mut too_far = report(vec![]);
    too_far.progress = vec![v1::Progress {
        attempt: Some(held.clone()),
        step: limits::STEP + 1,
    }];
    too_much(client.report(too_far).await, "progress.step");
    assert_eq!(cluster.trial(1).await, before);

    let most = vec![evaluated(limits::HISTOGRAM), failed(limits::FAILURE_BYTES)];
    client.report(report(most)).await.unwrap();
    assert_eq!(cluster.trial(1).await.evaluations.len(), 1);
    worker.held.clear();
}

#[tokio::test]
async fn what_is_named_and_said_of_a_sweep_is_so_long_and_no_longer() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let before = cluster.last().await;
    let long = || "s".repeat(limits::SELECTOR_BYTES + 1);
    let (mut sweeps, mut results) = (cluster.sweeps().await, cluster.results().await);
    too_much(
        sweeps.get(v1::GetSweepRequest { sweep: long() }).await,
        "sweep",
    );
    too_much(
        sweeps.watch(v1::WatchSweepRequest { sweep: long() }).await,
        "sweep",
    );
    let request = v1::TrialsRequest {
        sweep: long(),
        ..Default::default()
    };
    too_much(results.trials(request).await, "sweep");
    too_much(
        results.trial(v1::TrialRequest { trial: long() }).await,
        "trial",
    );
    too_much(
        results
            .weights(v1::WeightsRequest {
                trial: long(),
                best: false,
            })
            .await,
        "trial",
    );
    let request = v1::ExportRequest {
        sweep: long(),
        ..Default::default()
    };
    too_much(results.export(request).await, "sweep");
    let request = v1::TradeoffRequest {
        sweeps: vec![long()],
    };
    too_much(results.tradeoff(request).await, "sweeps");
    let request = v1::TradeoffRequest {
        sweeps: vec!["last".into(); limits::SWEEPS_AT_ONCE + 1],
    };
    too_much(results.tradeoff(request).await, "sweeps");

    let cancel = |bytes: usize| v1::CancelSweepRequest {
        sweep: "last".into(),
        reason: "r".repeat(bytes),
    };
    too_much(
        sweeps.cancel(cancel(limits::REASON_BYTES + 1)).await,
        "reason",
    );
    assert_eq!(cluster.last().await, before);
    sweeps.cancel(cancel(limits::REASON_BYTES)).await.unwrap();
}

#[tokio::test]
async fn a_checkpoint_is_so_large_and_no_larger() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("kept")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    // It is refused by what it says of itself, before a byte of it has come.
    let refused = worker.announce(&held, limits::CHECKPOINT_BYTES + 1).await;
    assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument);
    let short = worker.announce(&held, limits::CHECKPOINT_BYTES).await;
    let short = short.unwrap_err();
    assert!(short.message().contains("too few"), "{short}");
}

#[tokio::test]
async fn a_sweep_has_so_long_a_name_and_no_longer() {
    let cluster = Cluster::start(LONG).await;
    let mut client = cluster.sweeps().await;
    let named = |letters: usize| v1::SubmitRequest {
        spec: SPEC.into(),
        name: Some("n".repeat(letters)),
        ..Default::default()
    };
    let refused = client.submit(named(101)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let listed = client.list(v1::ListSweepsRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().sweeps, []);
    client.submit(named(100)).await.unwrap();
}

#[tokio::test]
async fn a_message_is_so_large_and_no_larger() {
    let cluster = Cluster::start(LONG).await;
    let mut client = cluster.sweeps().await;
    // Beside the text there are its field, and its length.
    let fits = limits::MESSAGE_BYTES - 5;
    let plan = |bytes: usize| v1::PlanRequest {
        spec: "#".repeat(bytes),
    };
    let planned = client.plan(plan(fits)).await.unwrap().into_inner();
    assert_eq!(planned.diagnostics[0].code, "too-large");
    let refused = client.plan(plan(fits + 1)).await.unwrap_err();
    assert_eq!(refused.code(), Code::OutOfRange, "{refused}");
}

#[tokio::test]
async fn a_spec_is_so_long_and_no_longer() {
    let cluster = Cluster::start(LONG).await;
    let fill = |bytes: usize| format!("{SPEC}#{}", "x".repeat(bytes - SPEC.len() - 1));
    let refused = cluster.try_submit(&fill(limits::SPEC_BYTES + 1)).await;
    assert_eq!(refused.diagnostics[0].code, "too-large");
    let mut sweeps = cluster.sweeps().await;
    let listed = sweeps.list(v1::ListSweepsRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().sweeps, []);
    cluster.submit(&fill(limits::SPEC_BYTES)).await;
}

#[tokio::test]
async fn a_sweep_has_so_many_trials_and_no_more() {
    let cluster = Cluster::start(LONG).await;
    let mut client = cluster.sweeps().await;
    let most = limits::TRIALS / 1_000;
    // `none` has no ponder cost; `act` has one configuration for each.
    let spec = |points: u64| {
        let costs = format!("ponder_cost = {{ log = [1e-4, 1.0], points = {points} }}");
        SPEC.replace("[\"none\", \"act\"]", "\"act\"")
            .replace("ponder_cost = [1e-3, 1e-1]", &costs)
            .replace("seeds = 2", "seeds = 1000")
    };
    let refused = client.submit(v1::SubmitRequest {
        spec: spec(most + 1),
        ..Default::default()
    });
    let refused = refused.await.unwrap().into_inner();
    assert_eq!(refused.diagnostics[0].code, "too-many-trials");
    let listed = client.list(v1::ListSweepsRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().sweeps, []);
}
