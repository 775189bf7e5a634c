//! Queries that people write: each on a connection of its own, in a transaction that can only read.
//!
//! What a query may do is decided by PostgreSQL, not by reading its text. First a view is made of it,
//! and forgotten again: a view can only select, nothing runs while it is made, and what is kept of it
//! names every function that it calls. One that PostgreSQL calls volatile might reach beyond its
//! answer, such as `pg_terminate_backend` or `set_config`, and is refused; so is what reads the table of
//! the tokens, or the statistics that the server keeps of it. Then it is the query of a
//! cursor, sent as the one statement that a message may hold, in a read-only transaction with a time
//! limit; rows that are too large do not leave the server. The connection is closed afterwards,
//! whatever became of it. What may be read is left to the role that the coordinator was given: it needs
//! to own its tables, and should be no superuser.

use std::{sync::Arc, time::Duration};

use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, Column, Connection, Executor, PgConnection, Row, SqlSafeStr, TypeInfo, ValueRef,
    postgres::{PgConnectOptions, PgRow, PgValueRef},
};
use tokio::{sync::Semaphore, time::timeout};

use crate::{
    StoreError,
    rows::{QueryAnswer, QueryLimits, QueryValue},
    statement::statements,
};

statements! {
    /// Ends a query after so many milliseconds, and soon after nobody waits for it any more, where
    /// the server can see that.
    LIMIT_TIME = "
        SELECT set_config(name, CASE name WHEN 'statement_timeout' THEN $1 ELSE '1s' END, true)
        FROM pg_settings WHERE name IN ('statement_timeout', 'client_connection_check_interval')";
    /// A function of the view `question` that does more than to compute: volatile, and none of those
    /// that are only different each time; or one that reads whatever table its argument names.
    DOES_MORE = r"
        SELECT p.proname::TEXT
        FROM pg_rewrite AS r
        CROSS JOIN LATERAL regexp_matches(
            r.ev_action::TEXT, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') AS called (oids)
        JOIN pg_proc AS p ON p.oid = called.oids[1]::OID
        WHERE r.ev_class = to_regclass('pg_temp.question')
          AND (p.provolatile = 'v' OR p.proname ~ '_to_xml(schema|_and_xmlschema)?$')
          AND NOT (p.pronamespace = 'pg_catalog'::REGNAMESPACE AND p.proname IN (
              'random', 'clock_timestamp', 'timeofday', 'gen_random_uuid'))
        LIMIT 1";
    /// A table or view of the view `question` that tells what is kept of tokens: their own, and what the
    /// server keeps of the values in columns.
    READS_SECRETS = r"
        SELECT c.relname::TEXT
        FROM pg_rewrite AS r
        CROSS JOIN LATERAL regexp_matches(r.ev_action::TEXT, ':relid (\d+)', 'g') AS read (oids)
        JOIN pg_class AS c ON c.oid = read.oids[1]::OID
        WHERE r.ev_class = to_regclass('pg_temp.question')
          AND (c.oid = to_regclass('tokens') OR c.relname ~ '^pg_(stats|statistic)')
        LIMIT 1";
}

/// The next rows of the query's cursor: nothing that can be prepared without one.
const FETCH: &str = "FETCH 100 FROM question";

/// How many queries run at the same time; others wait within their own time.
const AT_ONCE: usize = 4;

/// The place where queries run.
#[derive(Clone, Debug)]
pub(super) struct Queries {
    options: PgConnectOptions,
    running: Arc<Semaphore>,
}

impl Queries {
    /// Queries on a database.
    pub(super) fn on(options: PgConnectOptions) -> Self {
        Self {
            options,
            running: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Answers a query. Dropping the future stops it.
    pub(super) async fn answer(
        &self,
        sql: &str,
        limits: QueryLimits,
    ) -> Result<QueryAnswer, StoreError> {
        if sql.len() > QueryLimits::TEXT_BYTES {
            let most = QueryLimits::TEXT_BYTES >> 10;
            return Err(refused(format!("its text is longer than {most} KiB")));
        }
        if sql.contains('\0') {
            return Err(refused("its text holds a NUL".to_owned()));
        }
        let answering = async {
            let _running = self.running.acquire().await.expect("it is never closed");
            let mut connection = PgConnection::connect_with(&self.options).await?;
            let answer = select(&mut connection, sql, limits).await;
            connection.close().await?;
            answer
        };
        match timeout(limits.time, answering).await {
            Ok(answer) => answer.map_err(|error| told(error, limits.time)),
            Err(_) => Err(StoreError::QueryTooSlow { time: limits.time }),
        }
    }
}

/// The rows of the only statement in a text.
async fn select(
    connection: &mut PgConnection,
    sql: &str,
    limits: QueryLimits,
) -> Result<QueryAnswer, StoreError> {
    // The end of a statement is none of its parts.
    let sql = sql.trim_end().trim_end_matches(';');
    begin(connection, "BEGIN", limits.time).await?;
    // First of all: what is a statement by itself stays in the parentheses that are put around it.
    let columns = columns(connection, sql).await?;
    is_harmless(connection, sql).await?;
    connection.execute("ROLLBACK").await?;
    begin(connection, "BEGIN READ ONLY", limits.time).await?;
    run(connection, &cursor(sql)).await?;
    let mut answer = QueryAnswer {
        columns,
        rows: Vec::new(),
        truncated: false,
    };
    let mut bytes = 0;
    loop {
        // Without parameters, values come as text, whatever their type.
        let mut rows = sqlx::raw_sql(FETCH).fetch(&mut *connection);
        let before = answer.rows.len();
        while let Some(row) = rows.try_next().await? {
            if answer.rows.len() == limits.rows as usize {
                answer.truncated = true;
                return Ok(answer);
            }
            let row = values(&row)?;
            bytes += row.iter().map(QueryValue::bytes).sum::<usize>();
            if bytes > QueryLimits::ANSWER_BYTES {
                return Err(too_large());
            }
            answer.rows.push(row);
        }
        if answer.rows.len() == before {
            return Ok(answer);
        }
    }
}

/// Begins a transaction whose statements have so much time.
async fn begin(
    connection: &mut PgConnection,
    begin: &'static str,
    time: Duration,
) -> Result<(), StoreError> {
    connection.execute(begin).await?;
    let milliseconds = time.as_millis().max(1).to_string();
    sqlx::query(LIMIT_TIME)
        .bind(milliseconds)
        .execute(connection)
        .await?;
    Ok(())
}

/// Refuses what calls a function that may do more than to compute, and what reads secrets.
async fn is_harmless(connection: &mut PgConnection, sql: &str) -> Result<(), StoreError> {
    let view =
        format!("CREATE TEMPORARY VIEW question AS SELECT 1 AS one FROM (\n{sql}\n) AS answer");
    run(connection, &view).await?;
    let function: Option<String> = sqlx::query_scalar(DOES_MORE)
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(name) = function {
        let reason = format!("it calls `{name}`, and a query may only call what computes");
        return Err(refused(reason));
    }
    let secret: Option<String> = sqlx::query_scalar(READS_SECRETS)
        .fetch_optional(connection)
        .await?;
    match secret {
        Some(name) => Err(refused(format!("it reads `{name}`, which no query may"))),
        None => Ok(()),
    }
}

/// The cursor of a text that is known to be a query: what is in its parentheses cannot get out of
/// them. A row that is too large becomes an error on the server.
fn cursor(sql: &str) -> String {
    let most = QueryLimits::ANSWER_BYTES;
    format!(
        "DECLARE question NO SCROLL CURSOR FOR SELECT answer.* FROM (\n{sql}\n) AS answer
         WHERE CASE WHEN octet_length(answer::TEXT) <= {most} THEN TRUE
                    ELSE CAST(left(answer::TEXT, 0) || '{TOO_LARGE}' AS BOOLEAN) END"
    )
}

/// What the server says of a row that is too large, among other words.
const TOO_LARGE: &str = "a row that is too large for an answer";

/// Runs a statement with a person's text in it. With parameters, of which there are none, it goes as a
/// message of one statement.
async fn run(connection: &mut PgConnection, statement: &str) -> Result<(), StoreError> {
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .persistent(false)
        .execute(connection)
        .await?;
    Ok(())
}

/// The names of the columns, also where there are no rows.
async fn columns(connection: &mut PgConnection, sql: &str) -> Result<Vec<String>, StoreError> {
    let text = AssertSqlSafe(sql.to_owned()).into_sql_str();
    let statement = connection.prepare(text).await?;
    let columns = sqlx::Statement::columns(&statement).iter();
    Ok(columns.map(|column| column.name().to_owned()).collect())
}

fn values(row: &PgRow) -> Result<Vec<QueryValue>, StoreError> {
    (0..row.len())
        .map(|column| value(&row.try_get_raw(column)?))
        .collect()
}

/// A value as the nearest of those that SQLite has too.
fn value(raw: &PgValueRef<'_>) -> Result<QueryValue, StoreError> {
    if raw.is_null() {
        return Ok(QueryValue::Null);
    }
    let text = raw.as_str().map_err(sqlx::Error::Decode)?;
    let as_text = || QueryValue::Text(text.to_owned());
    let as_real = || text.parse().map_or_else(|_| as_text(), QueryValue::Real);
    Ok(match raw.type_info().name() {
        "BOOL" => QueryValue::Integer(i64::from(text == "t")),
        "FLOAT4" | "FLOAT8" => as_real(),
        // Sums of whole numbers are of this type, too.
        "INT2" | "INT4" | "INT8" | "NUMERIC" => {
            text.parse().map_or_else(|_| as_real(), QueryValue::Integer)
        }
        "BYTEA" => bytes(text).map_or_else(as_text, QueryValue::Blob),
        _ => as_text(),
    })
}

/// Bytes from `\x` and their digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// What is said of a failure: a mistake in the query is the query's, all else the store's.
fn told(error: StoreError, time: Duration) -> StoreError {
    const CANCELLED: &str = "57014";
    let StoreError::Database(sqlx::Error::Database(said)) = error else {
        return error;
    };
    if said.code().as_deref() == Some(CANCELLED) {
        return StoreError::QueryTooSlow { time };
    }
    if said.message().contains(TOO_LARGE) {
        return too_large();
    }
    refused(said.message().to_owned())
}

fn too_large() -> StoreError {
    let most = QueryLimits::ANSWER_BYTES >> 20;
    refused(format!("its answer is larger than {most} MiB"))
}

fn refused(reason: String) -> StoreError {
    StoreError::QueryRefused { reason }
}
