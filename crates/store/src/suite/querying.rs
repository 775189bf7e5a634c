//! Queries that people write.

use std::time::Duration;

use super::story::Story;
use crate::{
    Store, StoreError,
    rows::{QueryLimits, QueryValue},
};

const LIMITS: QueryLimits = QueryLimits {
    rows: 3,
    time: Duration::from_secs(30),
};

pub(crate) async fn a_query_reads_the_views(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3, 1e-1], 1).await;
    let sql = "SELECT number, seed AS s, ponder_cost, sweep, verdict FROM v_trials ORDER BY number";
    let answer = store.query(sql, LIMITS).await.unwrap();
    assert_eq!(
        answer.columns,
        ["number", "s", "ponder_cost", "sweep", "verdict"]
    );
    assert_eq!((answer.rows.len(), answer.truncated), (2, false));
    let expected = [
        QueryValue::Integer(1),
        QueryValue::Integer(1),
        QueryValue::Real(1e-3),
        QueryValue::Text(sweep.id.to_string()),
        QueryValue::Null,
    ];
    assert_eq!(answer.rows[0], expected);
}

pub(crate) async fn rows_beyond_the_limit_are_left_out(store: &dyn Store) {
    let story = Story::on(store);
    story.sweep(&[1e-3], 5).await;
    let few = store
        .query("SELECT seed FROM v_trials", LIMITS)
        .await
        .unwrap();
    assert_eq!((few.rows.len(), few.truncated), (3, true));
    let all = QueryLimits { rows: 5, ..LIMITS };
    let all = store.query("SELECT seed FROM v_trials", all).await.unwrap();
    assert_eq!((all.rows.len(), all.truncated), (5, false));
}

pub(crate) async fn a_query_cannot_change_anything(store: &dyn Store) {
    let story = Story::on(store);
    let sweep = story.sweep(&[1e-3], 2).await;
    for sql in [
        "UPDATE trials SET state = 'cancelled'",
        "DELETE FROM sweeps",
        "DROP TABLE events",
        "CREATE TABLE mine (id INTEGER)",
        "CREATE TEMPORARY TABLE mine (id INTEGER)",
        "SELECT 1; DELETE FROM sweeps",
        "WITH gone AS (SELECT 1) DELETE FROM sweeps",
        "BEGIN",
        "",
    ] {
        let refused = store.query(sql, LIMITS).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::QueryRefused { .. }),
            "{sql}: {refused}"
        );
    }
    let now = story.sweep_now(sweep.id).await;
    assert_eq!((now.state, now.trials.queued), (sweep.state, 2));
}

pub(crate) async fn an_endless_query_is_stopped(store: &dyn Store) {
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                   SELECT count(*) FROM n";
    let time = Duration::from_millis(200);
    let stopped = store.query(endless, QueryLimits { time, ..LIMITS }).await;
    let stopped = stopped.unwrap_err();
    assert!(
        matches!(stopped, StoreError::QueryTooSlow { .. }),
        "{stopped}"
    );
    let next = store.query("SELECT 1 AS one", LIMITS).await.unwrap();
    assert_eq!(next.rows, [[QueryValue::Integer(1)]]);
}

pub(crate) async fn a_text_of_ten_mebibytes_is_refused(store: &dyn Store) {
    let sql = format!("SELECT '{}'", "x".repeat(10 << 20));
    let refused = store.query(&sql, LIMITS).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the query is refused: its text is longer than 64 KiB"
    );
}
