//! `dwell query "SQL"`: any question that the views can answer.

use std::{io::Read as _, time::Duration};

use dwell_coordinator::limits;
use dwell_proto::v1;

use crate::{
    args,
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    output::{self, OutputArgs, write_document},
    view::QueryView,
    wording::counted,
};

/// Ask in SQL, read-only
///
/// The views whose names begin with "v_" are made for this and stay as they are. The statement runs
/// on a connection that can only read.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell query --views
  dwell query \"SELECT halting, median_error, median_ponder FROM v_tradeoff WHERE on_frontier = 1\"
  dwell query - -o csv < question.sql > answer.csv")]
pub(crate) struct Args {
    /// One statement of SQL; "-" reads it from stdin
    #[arg(value_name = "SQL", required_unless_present = "views")]
    sql: Option<String>,

    /// List the views, their columns, and what each says
    #[arg(long, conflicts_with = "sql")]
    views: bool,

    /// The most rows
    #[arg(
        long,
        value_name = "ROWS",
        default_value_t = limits::DEFAULT_QUERY_ROWS,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::QUERY_ROWS))
    )]
    limit: u32,

    /// Stop the query after this long, such as 500ms or 2m; at most 5m
    #[arg(long, value_name = "SPAN", default_value = "10s", value_parser = time)]
    timeout: Duration,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Asks.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let request = args.sql.map(|sql| request(sql, args.limit, args.timeout));
    let request = request.transpose()?;
    let connection = args.connect.any().await?;
    let mut results = connection.results();
    let answer = match request {
        Some(request) => results.query(request).await?,
        None => results.views(v1::ViewsRequest {}).await?,
    };
    connection.close().await?;
    let view = QueryView::from(answer.into_inner());
    write_document(&view, args.output.format, &mut output::data())?;
    if view.is_truncated() {
        let rows = counted(args.limit.into(), "row");
        anstream::eprintln!("there is more than {rows}; `--limit` allows more");
    }
    Ok(Exit::Ok)
}

fn request(sql: String, max_rows: u32, time: Duration) -> Result<v1::QueryRequest, CliError> {
    let sql = match sql.as_str() {
        "-" => stdin()?,
        _ => sql,
    };
    if sql.len() > limits::QUERY_BYTES {
        return Err(CliError::Usage {
            message: format!("a query has at most {} KiB", limits::QUERY_BYTES >> 10),
            hint: "`dwell query --views` lists what it can be shortened to".to_owned(),
        });
    }
    Ok(v1::QueryRequest {
        sql,
        max_rows,
        timeout_ms: time.as_millis() as u32,
    })
}

/// What stands on stdin, as far as a query may be long.
fn stdin() -> Result<String, CliError> {
    let most = limits::QUERY_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
    read.map_err(CliError::system("stdin"))?;
    String::from_utf8(bytes).map_err(|_| CliError::Usage {
        message: "what stands on stdin is no UTF-8".to_owned(),
        hint: "`dwell query --help` shows what it takes".to_owned(),
    })
}

/// Reads the time of a query.
fn time(text: &str) -> Result<Duration, String> {
    let time = args::duration(text)?;
    if time < Duration::from_millis(1) || time > limits::QUERY_TIME {
        return Err("expected between 1ms and 5m".to_owned());
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_query_has_an_end() {
        assert_eq!(time("500ms"), Ok(Duration::from_millis(500)));
        for wrong in ["0s", "1us", "6m", "10"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}
