//! Starting and ending a coordinator, and what it says about itself.

use std::time::{Duration, Instant};

use dwell_coordinator::{Coordinator, CoordinatorError, Settings};
use dwell_proto::v1;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

use crate::{
    cluster::{Cluster, LONG, SPEC, soon},
    fake_worker::attempt,
};

const SERVICES: [&str; 4] = [
    "dwell.v1.ClusterService",
    "dwell.v1.ResultService",
    "dwell.v1.SweepService",
    "dwell.v1.WorkerService",
];

#[tokio::test]
async fn a_second_coordinator_on_the_folder_is_refused_naming_the_first() {
    let cluster = Cluster::start(LONG).await;
    cluster
        .status()
        .await
        .status(v1::StatusRequest {})
        .await
        .unwrap();
    let Err(refused) = Coordinator::open(cluster.folder(), Settings::default()).await else {
        panic!("the folder is taken");
    };
    assert!(matches!(refused, CoordinatorError::Locked { .. }));
    let refused = refused.to_string();
    let pid = format!("process id {} on ", std::process::id());
    let address = format!("at {}", cluster.address());
    assert!(
        refused.contains(&pid) && refused.ends_with(&address),
        "{refused}"
    );
}

#[tokio::test]
async fn the_folder_tells_where_its_live_coordinator_is() {
    let cluster = Cluster::start(LONG).await;
    cluster
        .status()
        .await
        .status(v1::StatusRequest {})
        .await
        .unwrap();
    let folder = cluster.folder();
    assert_eq!(
        folder.live_coordinator().unwrap(),
        Some((cluster.address(), false))
    );
    let kept_alive = cluster.address();
    cluster.stop().await;
    assert_eq!(folder.live_coordinator().unwrap(), None, "{kept_alive}");
}

#[tokio::test]
async fn an_address_that_others_can_reach_is_refused_unless_told_otherwise() {
    for (insecure, refused) in [(false, true), (true, false)] {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings {
            insecure,
            ..Settings::default()
        };
        let folder = dwell_coordinator::DataFolder::new(dir.path());
        let coordinator = Coordinator::open(folder, settings).await.unwrap();
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let ended = CancellationToken::new();
        ended.cancel();
        let served = soon(coordinator.serve(listener, ended)).await;
        let exposed = matches!(served, Err(CoordinatorError::Exposed { .. }));
        assert_eq!(exposed, refused);
    }
}

#[tokio::test]
async fn an_open_watch_does_not_hold_up_the_end() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let request = v1::WatchSweepRequest {
        sweep: "last".into(),
    };
    let mut client = cluster.sweeps().await;
    let mut seen = client.watch(request).await.unwrap().into_inner();
    soon(seen.message()).await.unwrap().unwrap();
    let mut worker = cluster.worker(1).await;
    worker.acquire().await;
    let waiting = tokio::spawn(async move { worker.ask(15_000).await });
    soon(seen.message()).await.unwrap().unwrap();

    let asked = Instant::now();
    cluster.ask_to_stop();
    let end = soon(seen.message()).await.unwrap_err();
    assert_eq!(end.code(), Code::Unavailable);
    assert_eq!(soon(waiting).await.unwrap(), []);
    drop((client, seen));
    soon(cluster.stop()).await;
    assert!(asked.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn every_service_reports_its_health() {
    let cluster = Cluster::start(LONG).await;
    let mut health = HealthClient::new(cluster.channel().await);
    for service in SERVICES.into_iter().chain([""]) {
        let request = HealthCheckRequest {
            service: service.into(),
        };
        let response = health.check(request).await.unwrap().into_inner();
        assert_eq!(response.status(), ServingStatus::Serving, "{service}");
    }
}

#[tokio::test]
async fn reflection_lists_every_service() {
    let cluster = Cluster::start(LONG).await;
    let mut reflection = ServerReflectionClient::new(cluster.channel().await);
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let requests = tokio_stream::iter([request]);
    let responses = reflection.server_reflection_info(requests).await.unwrap();
    let response = soon(responses.into_inner().message())
        .await
        .unwrap()
        .unwrap();
    let Some(MessageResponse::ListServicesResponse(list)) = response.message_response else {
        panic!("a list was asked for");
    };
    let names: Vec<_> = list
        .service
        .into_iter()
        .map(|service| service.name)
        .collect();
    for service in SERVICES {
        assert!(names.iter().any(|name| name == service), "{service}");
    }
}

#[tokio::test]
async fn the_cluster_in_numbers_counts_workers_trials_and_sweeps() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut worker = cluster.worker(2).await;
    worker.acquire().await;
    let mut client = cluster.status().await;
    let status = client.status(v1::StatusRequest {}).await.unwrap();
    let status = status.into_inner();
    let counts = (status.active_sweeps, status.queued, status.running);
    assert_eq!((counts, status.workers), ((1, 4, 2), 1));
    assert!(status.database.ends_with("dwell.db"));

    let request = v1::WorkersRequest { lost: false };
    let workers = client.workers(request).await.unwrap().into_inner().workers;
    let only = &workers[0];
    assert_eq!(only.worker_id, worker.id);
    assert_eq!((only.slots, only.lanes, only.running), (1, 2, 2));
    assert_eq!(only.devices, ["cpu"]);
    assert!(!only.lost);
}

#[tokio::test]
async fn a_worker_that_fell_silent_is_shown_as_lost_to_those_who_ask() {
    let cluster = Cluster::start(Duration::from_millis(50)).await;
    let silent = cluster.worker(1).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut client = cluster.status().await;
    let live = client.workers(v1::WorkersRequest { lost: false }).await;
    assert_eq!(live.unwrap().into_inner().workers, []);
    let all = client.workers(v1::WorkersRequest { lost: true }).await;
    let all = all.unwrap().into_inner().workers;
    assert_eq!(all[0].worker_id, silent.id);
    assert!(all[0].lost);
}

#[tokio::test]
async fn a_worker_is_shown_with_its_slots_and_what_it_holds() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut worker = cluster.worker(3).await;
    let taken = attempt(&worker.acquire().await[0]);

    let request = v1::WorkerRequest {
        worker: worker.id.clone(),
    };
    let shown = cluster.status().await.worker(request).await;
    let shown = shown.unwrap().into_inner();
    assert_eq!(shown.worker.unwrap().worker_id, worker.id);
    assert_eq!((shown.slots.len(), shown.slots[0].lanes), (1, 3));
    let held = shown
        .held
        .iter()
        .find(|held| held.trial_id == taken.trial_id);
    let held = held.expect("it holds what it took");
    assert_eq!((held.attempt, held.slot, held.step), (1, 0, 0));
    assert!(held.lease_until > held.since);

    let detail = v1::TrialRequest {
        trial: taken.trial_id,
    };
    let detail = cluster.results().await.trial(detail).await.unwrap();
    let attempts = detail.into_inner().attempts;
    assert_eq!((attempts[0].host.as_str(), attempts[0].slot), ("here", 0));

    let nobody = v1::WorkerRequest {
        worker: "ffff".into(),
    };
    let refused = cluster.status().await.worker(nobody).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::NotFound);
}
