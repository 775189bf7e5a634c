//! Every statement is valid on the tables, and none reads a large table from end to end.

use sqlx::{AssertSqlSafe, Executor, Row, SqlStr};

use super::open;
use crate::sqlite::{bulk, flow};

/// Tables that grow with the number of trials.
const LARGE: [&str; 17] = [
    "trials",
    "t",
    "configurations",
    "attempts",
    "a",
    "evaluations",
    "e",
    "results",
    "checkpoints",
    "events",
    "repeated_results",
    "ponder_histogram",
    "ponder_profile",
    "ponder_traces",
    "p",
    "k",
    "r",
];

fn all_statements() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = [bulk::STATEMENTS];
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
    let mut scans = Vec::new();
    for (name, sql) in all_statements() {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let plan = sqlx::query(explain)
            .fetch_all(&opened.store.readers)
            .await
            .unwrap();
        for step in plan {
            let detail: String = step.get("detail");
            let scanned = detail
                .strip_prefix("SCAN ")
                .and_then(|rest| rest.split(' ').next());
            if scanned.is_some_and(|table| LARGE.contains(&table)) {
                scans.push(format!("{name}: {detail}"));
            }
        }
    }
    // They go through partial indexes, which hold the rows that they are about and no others; trials
    // are scanned for a new group only while references are open, and none ever is.
    insta::assert_snapshot!(scans.join("\n"), @r"
    FORGET: SCAN k USING COVERING INDEX checkpoints_unneeded
    REARM: SCAN trials USING INDEX trials_leased
    INSERT_GROUP: SCAN trials
    ");
}
