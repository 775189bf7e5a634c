//! A coordinator that asks each call for a token.

use std::time::{Duration, Instant};

use dwell_coordinator::{
    Settings,
    access::{MadeToken, Tokens},
};
use dwell_domain::Scope;
use dwell_proto::{
    Credentials,
    v1::{
        self, cluster_service_client::ClusterServiceClient,
        worker_service_client::WorkerServiceClient,
    },
};
use tonic::{Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_prost::ProstCodec;

use crate::cluster::{Cluster, LONG, soon};

async fn cluster() -> (Cluster, Tokens) {
    let settings = Settings {
        lease_ttl: LONG,
        require_tokens: true,
        ..Settings::default()
    };
    let cluster = Cluster::start_with(settings).await;
    let database = dwell_coordinator::Database::Sqlite(cluster.folder().database());
    let tokens = Tokens::of(&database).await.unwrap();
    (cluster, tokens)
}

async fn make(tokens: &Tokens, scope: Scope) -> (Credentials, MadeToken) {
    let made = tokens.create(scope, "".parse().unwrap(), None);
    let made = made.await.unwrap();
    (Credentials::of(Some(&made.token)), made)
}

async fn status(cluster: &Cluster, credentials: Credentials) -> Result<(), Status> {
    let mut client = ClusterServiceClient::new(credentials.on(cluster.channel().await));
    client.status(v1::StatusRequest {}).await.map(|_| ())
}

#[tokio::test]
async fn whether_it_is_well_is_all_that_it_tells_to_everybody() {
    let (cluster, _) = cluster().await;
    let channel = cluster.channel().await;
    let mut health = HealthClient::new(channel.clone());
    health.check(HealthCheckRequest::default()).await.unwrap();
    for service in dwell_coordinator::access::SERVICES {
        if service.name == "grpc.health.v1.Health" {
            continue;
        }
        for (call, _) in service.calls {
            let refused = blind(&cluster, &format!("/{}/{call}", service.name)).await;
            assert_eq!(refused.code(), Code::Unauthenticated, "{call}: {refused}");
        }
    }
    let nothing = blind(&cluster, "/dwell.v1.SweepService/Destroy").await;
    assert_eq!(nothing.code(), Code::Unimplemented, "{nothing}");
}

/// What is said to an empty call without a token.
async fn blind(cluster: &Cluster, path: &str) -> Status {
    let mut client = Grpc::new(cluster.channel().await);
    client.ready().await.unwrap();
    let path: PathAndQuery = path.parse().unwrap();
    let codec: ProstCodec<v1::StatusRequest, v1::StatusResponse> = ProstCodec::default();
    let request = Request::new(v1::StatusRequest {});
    client.unary(request, path, codec).await.unwrap_err()
}

#[tokio::test]
async fn a_token_lets_do_what_its_scope_says() {
    let (cluster, tokens) = cluster().await;
    for (scope, code) in [
        (Scope::Read, None),
        (Scope::Submit, None),
        (Scope::Worker, Some(Code::PermissionDenied)),
    ] {
        let (credentials, _) = make(&tokens, scope).await;
        let answer = status(&cluster, credentials).await;
        assert_eq!(answer.err().map(|status| status.code()), code, "{scope}");
    }
}

#[tokio::test]
async fn a_call_that_waits_ends_with_its_token() {
    let (cluster, tokens) = cluster().await;
    let (credentials, made) = make(&tokens, Scope::Worker).await;
    let mut client = WorkerServiceClient::new(credentials.on(cluster.channel().await));
    let worker_id = uuid::Uuid::now_v7().to_string();
    let registration = v1::RegisterRequest {
        worker_id: worker_id.clone(),
        ..Default::default()
    };
    client.register(registration).await.unwrap();
    let waiting = v1::AcquireRequest {
        worker_id,
        free_lanes: 1,
        wait_ms: 30_000,
        ..Default::default()
    };
    let began = Instant::now();
    let revoked = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        tokens.revoke(&made.kept.id.to_string()).await.unwrap();
    };
    let (answer, ()) = soon(async { tokio::join!(client.acquire(waiting), revoked) }).await;
    let refused = answer.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated, "{refused}");
    assert!(refused.message().contains("is revoked"), "{refused}");
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "long before its wait ends"
    );
}

#[tokio::test]
async fn what_is_said_of_a_refusal_does_not_repeat_the_token() {
    let (cluster, tokens) = cluster().await;
    let (credentials, made) = make(&tokens, Scope::Worker).await;
    let refused = status(&cluster, credentials).await.unwrap_err();
    let digits = &made.token.expose()["dwell_".len()..];
    assert!(!format!("{refused:?}").contains(digits));
    assert!(
        refused.message().contains(&made.kept.id.to_string()),
        "its id"
    );
}
