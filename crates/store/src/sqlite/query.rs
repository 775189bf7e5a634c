//! Queries that people write: each on a read-only connection of its own that refuses all else.
//!
//! What a query may do is decided by SQLite, not by reading its text. The file is opened read-only;
//! an authorizer, which SQLite asks while it compiles a statement, admits only selects, functions, and
//! reads of other tables than that of the tokens, so that writes, ATTACH, PRAGMA and extensions do not
//! even compile; and there is one statement per query. Limits bound text, values and patterns, and what takes too long, or
//! what nobody waits for any more, is interrupted. This needs what sqlx does not hand out; so the
//! connection is rusqlite's, on the same SQLite.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{
    Connection, ErrorCode, InterruptHandle, OpenFlags, Row,
    hooks::{AuthAction, AuthContext, Authorization},
    limits::Limit,
    types::ValueRef,
};
use tokio::{
    sync::Semaphore,
    task::spawn_blocking,
    time::{timeout, timeout_at},
};

use crate::{
    StoreError,
    rows::{QueryAnswer, QueryLimits, QueryValue},
};

/// How many queries run at the same time; others wait within their own time.
const AT_ONCE: usize = 4;

/// How many instructions of SQLite's machine run between two looks at the time.
const INSTRUCTIONS: i32 = 10_000;

/// How long to wait for a lock that another program, such as a backup, holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);

/// The table that no query reads, not even to count its rows.
const SECRET: &str = "tokens";

/// The longest pattern of LIKE and GLOB, in bytes: matching one cannot be interrupted.
const PATTERN_BYTES: i32 = 200;

/// The place where queries run.
#[derive(Clone, Debug)]
pub(super) struct Queries {
    path: PathBuf,
    running: Arc<Semaphore>,
}

impl Queries {
    /// Queries on a database file.
    pub(super) fn on(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
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
            return Err(refused(
                "its text holds a NUL, where SQLite would stop reading".to_owned(),
            ));
        }
        let deadline = Instant::now() + limits.time;
        let late = |_| StoreError::QueryTooSlow { time: limits.time };
        let running = Arc::clone(&self.running).acquire_owned();
        let running = timeout(limits.time, running).await.map_err(late)?;
        let guard = StopOnDrop::default();
        let (path, sql, stop) = (self.path.clone(), sql.to_owned(), Arc::clone(&guard.0));
        let answering = spawn_blocking(move || {
            let _running = running;
            let connection = open(&path, deadline, Arc::clone(&stop))?;
            stop.may_interrupt(connection.get_interrupt_handle());
            select(&connection, &sql, limits.rows)
        });
        // Between two instructions of its machine SQLite looks at nothing; whoever waits need not.
        let answer = timeout_at(deadline.into(), answering).await.map_err(late)?;
        let answer = answer.expect("a query does not panic");
        answer.map_err(|error| told(error, limits.time))
    }
}

/// How a query is told that it is over.
#[derive(Default)]
struct Stop {
    is_over: AtomicBool,
    handle: Mutex<Option<InterruptHandle>>,
}

impl Stop {
    /// From now on the query can be interrupted.
    fn may_interrupt(&self, handle: InterruptHandle) {
        let mut kept = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(handle);
    }

    /// It ends at the next instruction that looks, long before the progress handler is asked.
    fn now(&self) {
        self.is_over.store(true, Ordering::Relaxed);
        let handle = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(handle) = &*handle {
            handle.interrupt();
        }
    }
}

/// Tells a query that nobody waits for it any more.
#[derive(Default)]
struct StopOnDrop(Arc<Stop>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.now();
    }
}

/// Why a query has no answer.
enum Failure {
    /// SQLite said so.
    Sqlite(rusqlite::Error),
    /// Rows and values that are too much together.
    TooLarge,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// A connection that can only read, only one statement at a time, and only until the deadline.
fn open(path: &Path, deadline: Instant, stop: Arc<Stop>) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    let limits = [
        (
            Limit::SQLITE_LIMIT_SQL_LENGTH,
            QueryLimits::TEXT_BYTES as i32,
        ),
        (Limit::SQLITE_LIMIT_LENGTH, QueryLimits::VALUE_BYTES as i32),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_BYTES),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
    ];
    for (limit, most) in limits {
        connection.set_limit(limit, most)?;
    }
    connection.authorizer(Some(authorize))?;
    let is_over = move || stop.is_over.load(Ordering::Relaxed) || Instant::now() >= deadline;
    connection.progress_handler(INSTRUCTIONS, Some(is_over))?;
    Ok(connection)
}

/// Whether a statement may do this: select, read what is no secret, and call what computes.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Read { table_name, .. } if !table_name.eq_ignore_ascii_case(SECRET) => {
            Authorization::Allow
        }
        AuthAction::Function { function_name } if function_name != "load_extension" => {
            Authorization::Allow
        }
        _ => Authorization::Deny,
    }
}

/// The rows of the only statement in a text.
fn select(connection: &Connection, sql: &str, most: u32) -> Result<QueryAnswer, Failure> {
    let mut statement = connection.prepare(sql)?;
    let columns: Vec<String> = statement
        .column_names()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let mut answer = QueryAnswer {
        rows: Vec::new(),
        truncated: false,
        columns,
    };
    let mut bytes = 0;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        if answer.rows.len() == most as usize {
            answer.truncated = true;
            break;
        }
        let row = values(row, answer.columns.len())?;
        bytes += row.iter().map(QueryValue::bytes).sum::<usize>();
        if bytes > QueryLimits::ANSWER_BYTES {
            return Err(Failure::TooLarge);
        }
        answer.rows.push(row);
    }
    Ok(answer)
}

fn values(row: &Row<'_>, columns: usize) -> Result<Vec<QueryValue>, rusqlite::Error> {
    let value = |column| {
        Ok(match row.get_ref(column)? {
            ValueRef::Null => QueryValue::Null,
            ValueRef::Integer(number) => QueryValue::Integer(number),
            ValueRef::Real(number) => QueryValue::Real(number),
            ValueRef::Text(text) => QueryValue::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => QueryValue::Blob(bytes.to_owned()),
        })
    };
    (0..columns).map(value).collect()
}

/// What is said of a failure: a mistake in the query is the query's, all else the store's.
fn told(failure: Failure, time: Duration) -> StoreError {
    let error = match failure {
        Failure::Sqlite(error) => error,
        Failure::TooLarge => {
            let most = QueryLimits::ANSWER_BYTES >> 20;
            return refused(format!("its answer is larger than {most} MiB"));
        }
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => StoreError::QueryTooSlow { time },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            refused("another program holds the database".to_owned())
        }
        _ => refused(error.to_string()),
    }
}

fn refused(reason: String) -> StoreError {
    StoreError::QueryRefused { reason }
}
