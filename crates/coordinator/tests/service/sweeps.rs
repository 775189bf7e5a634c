//! Planning, submitting, listing and watching sweeps.

use dwell_proto::v1::{self, SweepState};
use tonic::Code;
use uuid::Uuid;

use crate::{
    cluster::{Cluster, LONG, SPEC, one_trial, soon},
    fake_worker::attempt,
};

fn submission(spec: &str) -> v1::SubmitRequest {
    v1::SubmitRequest {
        spec: spec.into(),
        name: None,
        fresh: false,
        request_id: Uuid::now_v7().to_string(),
    }
}

async fn names(cluster: &Cluster) -> Vec<String> {
    let request = v1::ListSweepsRequest::default();
    let response = cluster.sweeps().await.list(request).await.unwrap();
    let sweeps = response.into_inner().sweeps;
    sweeps.into_iter().map(|sweep| sweep.name).collect()
}

#[tokio::test]
async fn a_plan_says_what_a_spec_becomes_and_stores_nothing() {
    let cluster = Cluster::start(LONG).await;
    let request = v1::PlanRequest { spec: SPEC.into() };
    let plan = cluster.sweeps().await.plan(request).await.unwrap();
    let plan = plan.into_inner();
    assert_eq!((plan.name.as_str(), plan.trials), ("small", 6));
    assert_eq!(plan.configurations.len(), 3);
    let packs: Vec<_> = plan
        .packs
        .iter()
        .map(|pack| (pack.pack_key.as_str(), pack.trials, pack.updates))
        .collect();
    assert_eq!(
        packs,
        [
            ("parity(8) rnn(8) none M=10 batch=8", 2, 200),
            ("parity(8) rnn(8) act M=10 batch=8", 4, 400)
        ]
    );
    assert!(names(&cluster).await.is_empty());
}

#[tokio::test]
async fn an_identical_spec_attaches_to_the_sweep_that_is_there() {
    let cluster = Cluster::start(LONG).await;
    let first = cluster.submit(SPEC).await;
    let reworded = format!("# the same\n{SPEC}");
    let second = cluster.sweeps().await.submit(submission(&reworded)).await;
    let second = second.unwrap().into_inner();
    assert!(second.attached);
    assert_eq!(second.sweep.unwrap().sweep_id, first.sweep_id);
    assert_eq!(names(&cluster).await, ["small"]);
}

#[tokio::test]
async fn a_fresh_submission_that_is_repeated_is_stored_once() {
    let cluster = Cluster::start(LONG).await;
    let first = cluster.submit(SPEC).await;
    let request = v1::SubmitRequest {
        fresh: true,
        ..submission(SPEC)
    };
    let mut client = cluster.sweeps().await;
    let fresh = client.submit(request.clone()).await.unwrap().into_inner();
    let repeated = client.submit(request).await.unwrap().into_inner();
    let fresh_id = fresh.sweep.unwrap().sweep_id;
    assert!(!fresh.attached && fresh_id != first.sweep_id);
    assert_eq!(repeated.sweep.unwrap().sweep_id, fresh_id);
    assert_eq!(names(&cluster).await, ["small", "small"]);
}

#[tokio::test]
async fn a_name_that_is_given_replaces_the_one_in_the_spec() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let named = |name: &str| v1::SubmitRequest {
        name: Some(name.into()),
        ..submission(SPEC)
    };
    let mut client = cluster.sweeps().await;
    let renamed = client.submit(named("other")).await.unwrap().into_inner();
    assert!(!renamed.attached, "another name is another sweep");
    assert_eq!(names(&cluster).await, ["other", "small"]);

    let refused = client.submit(named("last")).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn a_spec_with_mistakes_is_answered_with_all_of_them_and_not_stored() {
    let cluster = Cluster::start(LONG).await;
    let spec = SPEC
        .replace("hidden = 8", "hiden = 8")
        .replace("seeds = 2", "seeds = 0");
    let response = cluster.sweeps().await.submit(submission(&spec)).await;
    let response = response.unwrap().into_inner();
    assert!(response.sweep.is_none());
    assert!(response.diagnostics.len() >= 2);
    let unknown = response
        .diagnostics
        .iter()
        .find(|diagnostic| diagnostic.code == "unknown-key")
        .expect("the misspelt key is one of the mistakes");
    let span = unknown.span.unwrap();
    let at_fault = &spec[span.offset as usize..][..span.length as usize];
    assert_eq!(at_fault, "hiden");
    assert!(names(&cluster).await.is_empty());
}

#[tokio::test]
async fn sweeps_are_listed_newest_first_page_by_page() {
    let cluster = Cluster::start(LONG).await;
    for name in ["a", "b", "c"] {
        cluster.submit(&one_trial(name)).await;
    }
    let mut client = cluster.sweeps().await;
    let mut listed = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = v1::ListSweepsRequest {
            page_size: 2,
            page_token,
        };
        let page = client.list(request).await.unwrap().into_inner();
        listed.push(page.sweeps.into_iter().map(|s| s.name).collect::<Vec<_>>());
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(listed, [vec!["c", "b"], vec!["a"]]);
}

#[tokio::test]
async fn a_sweep_that_is_not_there_is_not_found() {
    let cluster = Cluster::start(LONG).await;
    let request = v1::GetSweepRequest {
        sweep: "last".into(),
    };
    let status = cluster.sweeps().await.get(request).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
}

#[tokio::test]
async fn the_spec_is_kept_as_it_was_written() {
    let cluster = Cluster::start(LONG).await;
    let spec = format!("# why\n{SPEC}");
    cluster.submit(&spec).await;
    assert_eq!(cluster.last().await.spec, spec);
}

#[tokio::test]
async fn a_watch_shows_each_change_and_ends_with_the_sweep() {
    let cluster = Cluster::start(LONG).await;
    let sweep = cluster.submit(&one_trial("watched")).await;
    let request = v1::WatchSweepRequest {
        sweep: sweep.name.clone(),
    };
    let mut client = cluster.sweeps().await;
    let mut seen = client.watch(request).await.unwrap().into_inner();
    let counts = |sweep: &v1::Sweep| {
        let trials = sweep.trials.unwrap();
        (trials.queued, trials.running, trials.completed)
    };

    let first = soon(seen.message()).await.unwrap().unwrap();
    assert_eq!(counts(&first), (1, 0, 0));
    let mut worker = cluster.worker(1).await;
    let assignment = &worker.acquire().await[0];
    let second = soon(seen.message()).await.unwrap().unwrap();
    assert_eq!(counts(&second), (0, 1, 0));
    worker.complete(&attempt(assignment), 0.01, 1).await;
    let last = soon(seen.message()).await.unwrap().unwrap();
    assert_eq!(counts(&last), (0, 0, 1));
    assert_eq!(last.state(), SweepState::Completed);
    assert_eq!(soon(seen.message()).await.unwrap(), None);
}

#[tokio::test]
async fn a_watch_of_a_sweep_that_has_ended_shows_it_once() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("over")).await;
    let mut client = cluster.sweeps().await;
    let cancel = v1::CancelSweepRequest {
        sweep: "over".into(),
        reason: "no need".into(),
    };
    client.cancel(cancel).await.unwrap();
    let request = v1::WatchSweepRequest {
        sweep: "over".into(),
    };
    let mut seen = client.watch(request).await.unwrap().into_inner();
    let only = soon(seen.message()).await.unwrap().unwrap();
    assert_eq!(only.state(), SweepState::Cancelled);
    assert_eq!(only.reason, "no need");
    assert_eq!(soon(seen.message()).await.unwrap(), None);
}

#[tokio::test]
async fn a_cancelled_sweep_stops_its_attempts_and_is_handed_out_no_more() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut worker = cluster.worker(2).await;
    worker.acquire().await;
    let cancel = v1::CancelSweepRequest {
        sweep: "last".into(),
        reason: "wrong spec".into(),
    };
    cluster.sweeps().await.cancel(cancel).await.unwrap();

    let stopped = worker.heartbeat().await.stop;
    let mut stopped: Vec<_> = stopped
        .into_iter()
        .filter_map(|stop| stop.attempt)
        .collect();
    stopped.sort_by(|a, b| a.trial_id.cmp(&b.trial_id));
    let mut held = std::mem::take(&mut worker.held);
    held.sort_by(|a, b| a.trial_id.cmp(&b.trial_id));
    assert_eq!(stopped, held);
    assert_eq!(worker.ask(0).await, []);
}
