//! Workers: who is there, with which slots, and when each was last heard of.

use std::collections::HashMap;

use dwell_domain::{Micros, WorkerId};
use uuid::Uuid;

use super::{dialect::Connection, named};
use crate::{
    StoreError,
    records::{HeldRecord, WorkerRecord},
    rows::{HeldRow, NewWorker, SlotOffer, WorkerRow},
    statement::statements,
};

/// Reads [`WorkerRecord`]s.
macro_rules! select_workers {
    ($rest:literal) => {
        concat!(
            "SELECT id, host, pid, version, updates_per_second, registered_at, seen_at,
                    (SELECT count(*) FROM trials
                     WHERE trials.worker = workers.id AND trials.state = 'running') AS running
             FROM workers ",
            $rest
        )
    };
}

statements! {
    /// A worker, new or known already.
    REGISTER = "
        INSERT INTO workers (id, host, pid, version, registered_at, seen_at)
        VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (id) DO UPDATE SET
            host = excluded.host, pid = excluded.pid, version = excluded.version,
            seen_at = excluded.seen_at";
    /// Forgets what a worker offered.
    CLEAR_SLOTS = "DELETE FROM slots WHERE worker = $1";
    /// One slot of a worker.
    INSERT_SLOT = "INSERT INTO slots (worker, slot, device, lanes) VALUES ($1, $2, $3, $4)";
    /// Notes that a worker was heard of.
    SEEN = "UPDATE workers SET seen_at = $2 WHERE id = $1";
    /// Notes that a worker reported, and how fast it trains.
    REPORTED = "UPDATE workers SET seen_at = $2, updates_per_second = $3 WHERE id = $1";
    /// Every worker, the latest seen first.
    LIST = select_workers!("ORDER BY seen_at DESC, id DESC");
    /// One worker.
    GET = select_workers!("WHERE id = $1");
    /// The workers in a range of ids, two at most.
    IN_RANGE = "SELECT id FROM workers WHERE id BETWEEN $1 AND $2 LIMIT 2";
    /// What a worker holds.
    HELD = "
        SELECT t.slot, t.id AS trial, t.sweep, s.name AS sweep_name, t.number, t.attempt, t.step,
               t.updates, t.since, t.lease_until
        FROM trials AS t JOIN sweeps AS s ON s.id = t.sweep
        WHERE t.worker = $1 AND t.state = 'running'
        ORDER BY t.slot, t.sweep, t.number";
    /// The slots of every worker.
    SLOTS = "SELECT worker, slot, device, lanes FROM slots ORDER BY worker, slot";
    /// How many slots there are of workers that were seen since a time.
    SLOTS_SEEN = "
        SELECT count(*) FROM workers AS w JOIN slots AS s ON s.worker = w.id
        WHERE w.seen_at >= $1";
}

pub(super) async fn register(conn: &mut Connection, worker: &NewWorker) -> Result<(), StoreError> {
    let id = worker.id.as_uuid();
    sqlx::query(REGISTER)
        .bind(id)
        .bind(&worker.host)
        .bind(i64::from(worker.pid))
        .bind(&worker.version)
        .bind(worker.now.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query(CLEAR_SLOTS)
        .bind(id)
        .execute(&mut *conn)
        .await?;
    for slot in &worker.slots {
        sqlx::query(INSERT_SLOT)
            .bind(id)
            .bind(i64::from(slot.index))
            .bind(&slot.device)
            .bind(i64::from(slot.lanes))
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Notes that a worker was heard of; an error when nobody knows it.
pub(super) async fn seen(
    conn: &mut Connection,
    worker: WorkerId,
    now: Micros,
) -> Result<(), StoreError> {
    let known = sqlx::query(SEEN)
        .bind(worker.as_uuid())
        .bind(now.0)
        .execute(conn)
        .await?
        .rows_affected();
    match known {
        0 => Err(StoreError::not_found("worker", worker.to_string())),
        _ => Ok(()),
    }
}

/// Notes that a worker reported; `false` when nobody knows it.
pub(super) async fn reported(
    conn: &mut Connection,
    worker: WorkerId,
    updates_per_second: f64,
    now: Micros,
) -> Result<bool, StoreError> {
    // A rate over no time at all is no number; it is shown to people and decides nothing.
    let rate = if updates_per_second.is_finite() {
        updates_per_second
    } else {
        0.0
    };
    let known = sqlx::query(REPORTED)
        .bind(worker.as_uuid())
        .bind(now.0)
        .bind(rate)
        .execute(conn)
        .await?;
    Ok(known.rows_affected() > 0)
}

pub(super) async fn list(conn: &mut Connection) -> Result<Vec<WorkerRow>, StoreError> {
    let mut slots = slots(conn).await?;
    let records: Vec<WorkerRecord> = sqlx::query_as(LIST).fetch_all(conn).await?;
    let workers = records.into_iter().map(|record| {
        let slots = slots.remove(&record.id).unwrap_or_default();
        record.with(slots)
    });
    Ok(workers.collect())
}

/// The id that a unique prefix of it stands for.
pub(super) async fn resolve(conn: &mut Connection, selector: &str) -> Result<WorkerId, StoreError> {
    let id = named::id_of(conn, IN_RANGE, "worker", selector).await?;
    Ok(WorkerId::from_uuid(id))
}

/// One worker.
pub(super) async fn get(conn: &mut Connection, id: WorkerId) -> Result<WorkerRow, StoreError> {
    let record: Option<WorkerRecord> = sqlx::query_as(GET)
        .bind(id.as_uuid())
        .fetch_optional(&mut *conn)
        .await?;
    let record = record.ok_or_else(|| StoreError::not_found("worker", id.to_string()))?;
    let slots = slots(conn).await?.remove(&record.id);
    Ok(record.with(slots.unwrap_or_default()))
}

/// What a worker holds now.
pub(super) async fn held_by(
    conn: &mut Connection,
    id: WorkerId,
) -> Result<Vec<HeldRow>, StoreError> {
    let held: Vec<HeldRecord> = sqlx::query_as(HELD)
        .bind(id.as_uuid())
        .fetch_all(conn)
        .await?;
    Ok(held.into_iter().map(HeldRow::from).collect())
}

/// The slots of every worker, in their order.
async fn slots(conn: &mut Connection) -> Result<HashMap<Uuid, Vec<SlotOffer>>, StoreError> {
    let rows: Vec<(Uuid, i64, String, i64)> = sqlx::query_as(SLOTS).fetch_all(conn).await?;
    let mut slots: HashMap<_, Vec<_>> = HashMap::new();
    for (worker, index, device, lanes) in rows {
        slots.entry(worker).or_default().push(SlotOffer {
            index: index as u32,
            device,
            lanes: lanes as u32,
        });
    }
    Ok(slots)
}

pub(super) async fn slots_seen(conn: &mut Connection, since: Micros) -> Result<u32, StoreError> {
    let slots: i64 = sqlx::query_scalar(SLOTS_SEEN)
        .bind(since.0)
        .fetch_one(conn)
        .await?;
    Ok(slots as u32)
}
