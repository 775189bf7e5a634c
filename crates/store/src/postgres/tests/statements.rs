//! Every statement is valid on the tables, and none reads a large table from end to end.

use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, PgConnection, SqlStr};

use super::open;
use crate::postgres::{bulk, connection, disk, flow, inspect, locks, news, query};

/// Tables that grow with the number of trials.
const LARGE: [&str; 11] = [
    "trials",
    "configurations",
    "attempts",
    "evaluations",
    "results",
    "checkpoints",
    "events",
    "repeated_results",
    "ponder_histogram",
    "ponder_profile",
    "ponder_traces",
];

fn all_statements() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = [
        bulk::STATEMENTS,
        connection::STATEMENTS,
        disk::STATEMENTS,
        inspect::STATEMENTS,
        locks::STATEMENTS,
        news::STATEMENTS,
        query::STATEMENTS,
    ];
    own.into_iter().chain(flow::STATEMENTS).flatten().copied()
}

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let opened = open().await;
    let of_checks = flow::check::CHECKS.into_iter().flatten().copied();
    for (name, sql) in all_statements().chain(of_checks) {
        let prepared = (&opened.store.readers)
            .prepare(SqlStr::from_static(sql))
            .await;
        assert!(prepared.is_ok(), "{name}: {:?}", prepared.err());
    }
}

#[tokio::test]
async fn no_statement_scans_a_large_table() {
    let opened = open().await;
    // Empty tables are cheapest to read from end to end; what is left is what has no index.
    // The rows of a batch are looked up one by one.
    let mut connection = opened.store.writers.acquire().await.unwrap();
    let mut scans = Vec::new();
    for (name, sql) in all_statements() {
        find_scans(&plan(&mut connection, sql).await, &mut |scan| {
            scans.push(format!("{name}: {scan}"));
        });
    }
    // They go through partial indexes, which hold the rows that they are about and no others.
    insta::assert_snapshot!(scans.join("\n"), @r"
    FORGET: Index Scan on checkpoints checkpoints_unneeded
    REARM: Bitmap Heap Scan on trials
    ");
}

/// How a statement is carried out, whatever its parameters are.
async fn plan(connection: &mut PgConnection, sql: &str) -> Value {
    let prepare = format!("PREPARE explained AS {sql}");
    connection.execute(AssertSqlSafe(prepare)).await.unwrap();
    let parameters = "
        SELECT coalesce(array_length(parameter_types, 1), 0) FROM pg_prepared_statements
        WHERE name = 'explained'";
    let parameters: i32 = sqlx::query_scalar(parameters)
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    let values = vec!["NULL"; parameters as usize].join(", ");
    let values = if parameters == 0 {
        values
    } else {
        format!("({values})")
    };
    let explain = format!("EXPLAIN (FORMAT JSON) EXECUTE explained{values}");
    let plan = sqlx::query_scalar(AssertSqlSafe(explain))
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    connection.execute("DEALLOCATE explained").await.unwrap();
    plan
}

/// The steps of a plan that read a large table, or an index on one, from end to end.
fn find_scans(plan: &Value, found: &mut impl FnMut(String)) {
    let text = |key| plan.get(key).and_then(Value::as_str).unwrap_or_default();
    let (step, table) = (text("Node Type"), text("Relation Name"));
    if step.ends_with("Scan") && LARGE.contains(&table) && !is_bounded(plan) {
        found(format!("{step} on {table} {}", text("Index Name")));
    }
    match plan {
        Value::Array(steps) => steps.iter().for_each(|step| find_scans(step, found)),
        Value::Object(fields) => fields.values().for_each(|field| find_scans(field, found)),
        _ => {}
    }
}

/// Whether a scan is of a range of an index, its own or that of the step below it.
fn is_bounded(scan: &Value) -> bool {
    let below = scan.get("Plans").and_then(Value::as_array);
    scan.get("Index Cond").is_some() || below.into_iter().flatten().any(is_bounded)
}
