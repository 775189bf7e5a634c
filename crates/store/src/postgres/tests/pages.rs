//! A page of an export costs its window of trials, not its sweep.

use dwell_domain::SweepId;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgPool};

use super::open;
use crate::{
    postgres::flow,
    suite::story::{Story, evaluation, result},
};

/// Trials of the sweep, more than twice those of a window, and further evaluations of each.
const TRIALS: u64 = 300;
const STEPS: i64 = 20;

/// The most rows that belong to a window: its trials with all their evaluations.
const OF_A_WINDOW: f64 = 128.0 * (2.0 + STEPS as f64);

/// Each trial's evaluation on the way, once more at many other steps.
const MORE_EVALUATIONS: &str = "
    INSERT INTO evaluations (
        trial, step, attempt, loss, training_loss, error, mean_ponder, p50_ponder, p90_ponder,
        p99_ponder, max_ponder, share_at_one, share_at_cap, mean_batch_max, mean_remainder,
        histogram, profile)
    SELECT e.trial, more.step, e.attempt, e.loss, e.training_loss, e.error, e.mean_ponder,
           e.p50_ponder, e.p90_ponder, e.p99_ponder, e.max_ponder, e.share_at_one,
           e.share_at_cap, e.mean_batch_max, e.mean_remainder, e.histogram, e.profile
    FROM evaluations AS e, generate_series(101, 100 + $1) AS more (step)
    WHERE e.step = 100";

#[tokio::test]
async fn a_page_touches_no_more_than_a_window_of_trials() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    let sweep = story.sweep(&[1e-3], TRIALS).await;
    let worker = story.worker().await;
    for held in story.takes(worker, TRIALS as u32, &[]).await {
        let report = story.says(worker).evaluated(&held, evaluation(100, 0.5));
        report.completed(&held, result(0.1)).sends().await;
    }
    sqlx::query(MORE_EVALUATIONS)
        .bind(STEPS)
        .execute(&opened.store.writers)
        .await
        .unwrap();

    for analysed in [false, true] {
        if analysed {
            let analyse = sqlx::query("ANALYZE");
            analyse.execute(&opened.store.writers).await.unwrap();
        }
        for (name, sql) in flow::PAGES_OF_EXPORTS {
            let most = most_rows(&opened.store.writers, sql, sweep.id).await;
            assert!(
                most <= OF_A_WINDOW,
                "{name}: {most} rows, analysed: {analysed}"
            );
        }
    }
}

/// The most rows that any step of the plan of a page in the middle gives.
async fn most_rows(pool: &PgPool, sql: &str, sweep: SweepId) -> f64 {
    let sql = sql.replace("$1", &format!("'{sweep}'"));
    let sql = sql.replace("$2", "10").replace("$3", "7");
    // The last parameter is the limit; of traces there is a step before it.
    let sql = sql
        .replace("LIMIT $5", "LIMIT 20")
        .replace("LIMIT $4", "LIMIT 20");
    let explain = format!("EXPLAIN (ANALYZE, FORMAT JSON) {}", sql.replace("$4", "1"));
    let plan: Value = sqlx::query_scalar(AssertSqlSafe(explain))
        .fetch_one(pool)
        .await
        .unwrap();
    most_rows_of(&plan)
}

fn most_rows_of(plan: &Value) -> f64 {
    let number = |key| plan.get(key).and_then(Value::as_f64).unwrap_or(0.0);
    let own = number("Actual Rows") * number("Actual Loops");
    let below: Box<dyn Iterator<Item = &Value>> = match plan {
        Value::Array(steps) => Box::new(steps.iter()),
        Value::Object(fields) => Box::new(fields.values()),
        _ => Box::new(std::iter::empty()),
    };
    below.map(most_rows_of).fold(own, f64::max)
}
