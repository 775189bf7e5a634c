//! Queries in SQL through the service: what is refused leaves the coordinator as it was.

use std::time::{Duration, Instant};

use dwell_proto::v1::{self, query_value::Value};
use tonic::Code;

use crate::cluster::{Cluster, LONG, SPEC};

fn query(sql: impl Into<String>) -> v1::QueryRequest {
    v1::QueryRequest {
        sql: sql.into(),
        ..Default::default()
    }
}

const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                       SELECT i FROM n WHERE i < 0";

#[tokio::test]
async fn a_query_is_answered_with_typed_values() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut client = cluster.results().await;
    let sql = "SELECT number, halting, ponder_cost, error FROM v_trials WHERE number = 6";
    let answer = client.query(query(sql)).await.unwrap().into_inner();
    let values: Vec<_> = answer.rows[0]
        .values
        .iter()
        .map(|v| v.value.clone())
        .collect();
    let expected = [
        Some(Value::Integer(6)),
        Some(Value::Text("act".into())),
        Some(Value::Real(0.1)),
        None,
    ];
    assert_eq!(values, expected);
    assert_eq!(
        answer.columns,
        ["number", "halting", "ponder_cost", "error"]
    );
}

#[tokio::test]
async fn the_rows_have_a_limit() {
    let cluster = Cluster::start(LONG).await;
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    let mut client = cluster.results().await;
    let by_default = client.query(query(many)).await.unwrap().into_inner();
    assert_eq!((by_default.rows.len(), by_default.truncated), (1_000, true));
    let most = v1::QueryRequest {
        max_rows: u32::MAX,
        ..query(many)
    };
    let most = client.query(most).await.unwrap().into_inner();
    assert_eq!((most.rows.len(), most.truncated), (100_000, true));
}

#[tokio::test]
async fn the_coordinator_goes_on_whatever_it_is_asked() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let before = cluster.last().await;
    let mut client = cluster.results().await;
    let refused = [
        "DELETE FROM trials".to_owned(),
        "SELECT 1; DROP TABLE trials".to_owned(),
        "PRAGMA hard_heap_limit = 1".to_owned(),
        "ATTACH ':memory:' AS other".to_owned(),
        format!("SELECT '{}'", "x".repeat(100 << 10)),
    ];
    for sql in refused {
        let status = client.query(query(sql.clone())).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{status} {sql:.40}");
    }
    // More than a message may hold: it is not even read.
    let huge = format!("SELECT '{}'", "x".repeat(10 << 20));
    assert_eq!(
        client.query(query(huge)).await.unwrap_err().code(),
        Code::OutOfRange
    );

    let began = Instant::now();
    let endless = v1::QueryRequest {
        timeout_ms: 300,
        ..query(ENDLESS)
    };
    let status = client.query(endless).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(began.elapsed() < Duration::from_secs(10), "it really stops");
    assert_eq!(cluster.last().await, before);
}

#[tokio::test]
async fn every_view_is_listed_and_can_be_read() {
    let cluster = Cluster::start(LONG).await;
    let mut client = cluster.results().await;
    let views = client
        .views(v1::ViewsRequest {})
        .await
        .unwrap()
        .into_inner();
    assert!(views.rows.len() > 100);
    for row in views.rows {
        let [view, column, _kind, _unit, meaning] = row.values.try_into().unwrap();
        let (Some(Value::Text(view)), Some(Value::Text(column)), Some(Value::Text(meaning))) =
            (view.value, column.value, meaning.value)
        else {
            panic!("names and meanings are texts");
        };
        assert!(!meaning.is_empty(), "{view}.{column}");
        let sql = format!("SELECT {column} FROM {view}");
        assert!(client.query(query(sql)).await.is_ok(), "{view}.{column}");
    }
}
