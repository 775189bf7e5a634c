//! A page of an export costs its own rows, not those of its sweep.

use sqlx::{AssertSqlSafe, Row};

use super::open;
use crate::sqlite::flow;

#[tokio::test]
async fn pages_are_read_along_an_index_in_their_order() {
    let opened = open().await;
    let mut steps = Vec::new();
    for (name, sql) in flow::PAGES_OF_EXPORTS {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let plan = sqlx::query(explain).fetch_all(&opened.store.readers).await;
        for step in plan.unwrap() {
            steps.push(format!("{name}: {}", step.get::<String, _>("detail")));
        }
    }
    // No step that sorts: `USE TEMP B-TREE`.
    insta::assert_snapshot!(steps.join("\n"), @r"
    EVALUATIONS: SEARCH t USING INDEX sqlite_autoindex_trials_2 (sweep=? AND number>? AND number<?)
    EVALUATIONS: SEARCH e USING INDEX sqlite_autoindex_evaluations_1 (trial=? AND step>?)
    TRACE_STEPS: SEARCH t USING INDEX sqlite_autoindex_trials_2 (sweep=? AND number>? AND number<?)
    TRACE_STEPS: SEARCH p USING PRIMARY KEY (trial=?)
    NEXT_WINDOW: SEARCH trials USING COVERING INDEX sqlite_autoindex_trials_2 (sweep=? AND number>?)
    ");
}
