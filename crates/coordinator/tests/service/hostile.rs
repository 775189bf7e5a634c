//! Queries that want to do harm, or to know secrets, on both engines: each is refused or stopped, and
//! the coordinator goes on with every table as it was.

use std::{
    fs,
    time::{Duration, Instant},
};

use dwell_coordinator::{Database, Place, check};
use dwell_proto::v1::{self, fact::What};
use dwell_testkit::PostgresDatabase;
use tonic::{Code, Status};

use crate::{
    cluster::{Cluster, LONG, SPEC},
    fake_worker::{attempt, honest_result},
};

/// Refused by every engine.
const BY_EVERY_ENGINE: &[&str] = &[
    // Writes.
    "DELETE FROM trials",
    "UPDATE trials SET state = 'completed'",
    "INSERT INTO events SELECT * FROM events",
    "DELETE FROM trials RETURNING id",
    "WITH gone AS (DELETE FROM trials RETURNING id) SELECT * FROM gone",
    "SELECT * FROM (DELETE FROM trials RETURNING id) AS gone",
    // Tables.
    "DROP TABLE trials",
    "DROP VIEW v_trials",
    "CREATE TABLE mine (id INTEGER)",
    "CREATE TEMPORARY TABLE mine AS SELECT * FROM trials",
    "CREATE VIEW v_mine AS SELECT 1",
    "CREATE INDEX mine ON trials (seed)",
    "ALTER TABLE trials ADD COLUMN mine INTEGER",
    "ALTER TABLE trials RENAME TO mine",
    "VACUUM",
    "ANALYZE",
    "REINDEX",
    // More than one statement.
    "SELECT 1; DELETE FROM trials",
    "SELECT 1;;; DROP TABLE trials --",
    "SELECT 1 /* ; */ ; /* */ DELETE FROM trials",
    "SELECT ';' ; DELETE FROM trials; --'",
    "-- nothing\nDELETE FROM trials",
    "/* SELECT 1 */ DELETE FROM trials",
    // Out of the transaction.
    "COMMIT",
    "ROLLBACK",
    "END",
    "BEGIN",
    "SAVEPOINT mine",
    "COMMIT; DROP TABLE trials",
    "ROLLBACK; BEGIN; DROP TABLE trials; COMMIT",
    // Out of parentheses and quotes that somebody might put around it.
    "SELECT 1) AS answer; DROP TABLE trials; --",
    "SELECT 1 AS a) AS answer UNION ALL SELECT 2 UNION ALL SELECT a FROM (SELECT 3 AS a",
    "SELECT 1) AS answer, (SELECT 2",
    "'; DROP TABLE trials; --",
    "\"; DROP TABLE trials; --",
    "SELECT 'and never ends",
    "",
    ";",
    "--",
    "SELECT 1\0; DELETE FROM trials",
    "SELECT '\0'",
    // What is kept of tokens.
    "SELECT * FROM tokens",
    "SELECT count(*) FROM TOKENS",
    "SELECT 1 FROM \"tokens\" WHERE hash IS NOT NULL",
    "SELECT (SELECT max(hash) FROM tokens) AS h FROM v_sweeps",
    "WITH t AS (SELECT * FROM tokens) SELECT 1 FROM t",
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM tokens WHERE scope = 'read')",
    "SELECT name FROM v_sweeps UNION ALL SELECT name FROM tokens",
    "SELECT s.name FROM v_sweeps AS s LEFT JOIN tokens ON tokens.name = s.name",
];

const BY_SQLITE: &[&str] = &[
    "ATTACH '/tmp/elsewhere.db' AS other",
    "VACUUM INTO '/tmp/elsewhere.db'",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA hard_heap_limit = 1",
    "SELECT * FROM pragma_database_list",
    "SELECT load_extension('evil')",
    "SELECT writefile('/tmp/elsewhere', 'x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT fts3_tokenizer('simple', x'00')",
    "SELECT * FROM sqlite_dbpage",
    "REPLACE INTO sweeps SELECT * FROM sweeps",
    "EXPLAIN PRAGMA hard_heap_limit = 1",
    "SELECT rowid FROM main.[tokens]",
    "SELECT 1 FROM main.tokens INDEXED BY sqlite_autoindex_tokens_2",
    "SELECT * FROM sqlite_stat1",
];

const LARGE_ON_SQLITE: &[&str] = &[
    "SELECT zeroblob(2000000000)",
    "SELECT hex(randomblob(900000))",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
     SELECT group_concat(hex(zeroblob(1000))) FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT zeroblob(900000) FROM n",
];

const BY_POSTGRES: &[&str] = &[
    "TRUNCATE trials",
    "SELECT * INTO mine FROM trials",
    "COPY trials TO '/tmp/elsewhere'",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY trials FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT * FROM pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_from_bytea(0, 'x')",
    "SET ROLE postgres",
    "RESET ALL",
    "SET SESSION AUTHORIZATION postgres",
    "SET transaction_read_only = off",
    "SELECT set_config('transaction_read_only', 'off', false)",
    "SELECT set_config('statement_timeout', '0', false)",
    "SELECT set_config('work_mem', '2000GB', false)",
    "SELECT number FROM v_trials WHERE set_config('role', 'postgres', false) <> ''",
    "SELECT pg_sleep(3600)",
    "SELECT 1 ORDER BY pg_sleep(3600)",
    "SELECT 1 LIMIT length(pg_sleep(3600)::TEXT)",
    "VALUES (pg_sleep(1)), (pg_sleep(3600))",
    "SELECT U&\"pg\\005fsleep\"(3600)",
    "SELECT * FROM pg_sleep(3600)",
    "SELECT (SELECT array_agg(x) FROM (SELECT pg_catalog.pg_sleep(3600) AS x) AS y)",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity",
    "SELECT pg_advisory_lock(1)",
    "SELECT query_to_xml('DELETE FROM trials', true, true, '')",
    "SELECT * FROM ts_stat('SELECT pg_sleep(3600)::TEXT::TSVECTOR')",
    "SELECT nextval('trial_groups_id_seq')",
    "SELECT setval('trial_groups_id_seq', 1)",
    "SELECT pg_notify('dwell', 'x')",
    "NOTIFY dwell",
    "LISTEN dwell",
    "DO $$ BEGIN PERFORM pg_sleep(3600); END $$",
    "PREPARE mine AS DELETE FROM trials",
    "DISCARD ALL",
    "LOCK TABLE trials",
    "SELECT * FROM trials FOR UPDATE",
    "EXPLAIN ANALYZE DELETE FROM trials",
    "SELECT $1",
    "SELECT 1 /* and never ends",
    "TABLE tokens",
    "SELECT tokens FROM public.tokens",
    "SELECT t.* FROM ONLY tokens AS t",
    "SELECT U&\"h\\0061sh\" FROM U&\"t\\006fkens\"",
    "SELECT row_to_json(tokens) FROM tokens",
    "SELECT table_to_xml('tokens', true, false, '')",
    "SELECT schema_to_xml('public', true, false, '')",
    "SELECT database_to_xml_and_xmlschema(true, false, '')",
    "SELECT query_to_xml('SELECT * FROM tokens', true, false, '')",
    "SELECT most_common_vals FROM pg_stats WHERE tablename = 'tokens'",
    "SELECT stavalues1 FROM pg_statistic",
    "SELECT count(*) FROM pg_stats_ext",
];

/// Refused, or stopped where the server needs longer to make them.
const LARGE_ON_POSTGRES: &[&str] = &[
    "SELECT repeat('x', 50000000)",
    "SELECT repeat('x', 2000000000)",
    "SELECT string_agg(repeat('x', 1000000), '') FROM generate_series(1, 50)",
    "SELECT repeat('x', 1000000) FROM generate_series(1, 1000000)",
];

/// Stopped by every engine.
const ENDLESS: &[&str] = &[
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n WHERE i < 0",
    "SELECT count(*) FROM trials a, trials b, trials c, trials d, trials e, trials f, trials g, trials h,
                          trials i, trials j, trials k, trials l, trials m, trials n, trials o",
];

const ENDLESS_ON_SQLITE: &[&str] = &[
    // Each row takes long, and few instructions of SQLite's machine.
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
     SELECT sum(instr(hex(zeroblob(200000 + i % 2)), hex(zeroblob(100000)) || 'b')) FROM n",
];

const ENDLESS_ON_POSTGRES: &[&str] = &[
    "SELECT count(*) FROM generate_series(1, 1000000000000)",
    "SELECT max(random()) FROM generate_series(1, 1000000) AS a, generate_series(1, 1000000) AS b",
];

/// Odd, and harmless.
const ANSWERED: &[&str] = &[
    "SELECT '''; DROP TABLE trials; --' AS \"a \"\" b\"",
    "SELECT 1 -- and a remark",
    "SELECT 1;",
    "SELECT number AS a, seed AS a FROM v_trials ORDER BY 1",
    "VALUES (1, 2), (3, 4)",
    "WITH a AS (SELECT 1 AS b) SELECT * FROM a",
    "SELECT random()",
];

async fn ask(cluster: &Cluster, sql: &str) -> Result<v1::QueryResponse, Status> {
    let query = v1::QueryRequest {
        sql: sql.to_owned(),
        max_rows: 100_000,
        timeout_ms: 1_000,
    };
    let mut client = cluster.results().await;
    let answer = client.query(query).await;
    answer.map(tonic::Response::into_inner)
}

/// The largest that this process, and the coordinator in it, ever was.
fn largest() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kibibytes = line.unwrap().split_whitespace().nth(1).unwrap();
    kibibytes.parse::<u64>().unwrap() << 10
}

/// What is tried on one engine alone.
struct Attacks {
    refused: &'static [&'static str],
    large: &'static [&'static str],
    endless: &'static [&'static str],
}

async fn nothing_comes_of(attacks: Attacks, database: Database) {
    let cluster = Cluster::start_on(&database, LONG).await;
    cluster.submit(SPEC).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let before = cluster.last().await;

    for sql in BY_EVERY_ENGINE.iter().chain(attacks.refused) {
        let status = ask(&cluster, sql).await.expect_err(sql);
        assert_eq!(status.code(), Code::InvalidArgument, "{sql}: {status}");
    }
    for sql in attacks.large {
        let status = ask(&cluster, sql).await.expect_err(sql);
        let codes = [Code::InvalidArgument, Code::DeadlineExceeded];
        assert!(codes.contains(&status.code()), "{sql}: {status}");
    }
    for sql in ENDLESS.iter().chain(attacks.endless) {
        let began = Instant::now();
        let status = ask(&cluster, sql).await.expect_err(sql);
        assert_eq!(status.code(), Code::DeadlineExceeded, "{sql}: {status}");
        assert!(began.elapsed() < Duration::from_secs(8), "{sql}");
    }
    for sql in ANSWERED {
        let answer = ask(&cluster, sql).await;
        assert!(answer.is_ok_and(|answer| !answer.rows.is_empty()), "{sql}");
    }
    let text = format!("SELECT '{}'", "x".repeat(10 << 20));
    let status = ask(&cluster, &text).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange, "{status}");

    assert_eq!(cluster.last().await, before);
    worker
        .tell(&held, What::Completed(honest_result(0.5)))
        .await;
    assert_eq!(
        cluster.last().await.trials.unwrap().completed,
        1,
        "it goes on"
    );
    let checked = check(&database, vec![Place::Own(cluster.folder().checkpoints())]).await;
    assert_eq!(checked.unwrap().findings, []);
    assert!(largest() < 300 << 20, "{} bytes", largest());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_of_hostile_queries_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::Sqlite(folder.path().join("dwell.db"));
    let attacks = Attacks {
        refused: BY_SQLITE,
        large: LARGE_ON_SQLITE,
        endless: ENDLESS_ON_SQLITE,
    };
    nothing_comes_of(attacks, database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_comes_of_hostile_queries_on_postgres() {
    let database = PostgresDatabase::new();
    let attacks = Attacks {
        refused: BY_POSTGRES,
        large: LARGE_ON_POSTGRES,
        endless: ENDLESS_ON_POSTGRES,
    };
    nothing_comes_of(attacks, Database::Postgres(database.url())).await;
}
