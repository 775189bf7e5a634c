//! Sweeps with results of a size that would take days to train, put into the tables of an empty
//! database while no coordinator has it.

use std::time::Instant;

use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// sqlite:PATH or postgres://..., where a coordinator has made the tables
    #[arg(long)]
    database: String,
    /// Trials in all, in thousands; a fifth of them are in one sweep
    #[arg(long, default_value_t = 1_000)]
    thousands: u32,
    /// Evaluations of each
    #[arg(long, default_value_t = 20)]
    evaluations: u32,
}

/// How it went.
#[derive(Serialize)]
pub(crate) struct Filled {
    seconds: f64,
}

/// Sweeps beside the first one, which is twice as large as each of them.
const SWEEPS: u32 = 9;

pub(crate) async fn run(options: &Options) -> anyhow::Result<Filled> {
    let begin = Instant::now();
    if options.database.starts_with("sqlite:") {
        let mut database = SqliteConnection::connect(&options.database).await?;
        let sql = statements(include_str!("fill/sqlite.sql"), options);
        sqlx::raw_sql(sql).execute(&mut database).await?;
        database.close().await?;
    } else {
        let mut database = PgConnection::connect(&options.database).await?;
        let sql = statements(include_str!("fill/postgres.sql"), options);
        sqlx::raw_sql(sql).execute(&mut database).await?;
        database.close().await?;
    }
    Ok(Filled {
        seconds: begin.elapsed().as_secs_f64(),
    })
}

/// The statements with their numbers.
fn statements(sql: &str, options: &Options) -> AssertSqlSafe<String> {
    let trials = options.thousands * 1_000 / (SWEEPS + 1);
    let sql = sql
        .replace(":sweeps", &SWEEPS.to_string())
        .replace(":trials", &trials.to_string())
        .replace(":evaluations", &options.evaluations.to_string());
    AssertSqlSafe(sql)
}
