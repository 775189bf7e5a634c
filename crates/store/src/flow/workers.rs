//! Workers: who is there, with which slots, and when each was last heard of.

use dwell_domain::{Micros, WorkerId};
use uuid::Uuid;

use super::dialect::Connection;
use crate::{
    StoreError,
    records::WorkerRecord,
    rows::{NewWorker, SlotOffer, WorkerRow},
    statement::statements,
};

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
    LIST = "
        SELECT id, host, pid, version, updates_per_second, registered_at, seen_at,
               (SELECT count(*) FROM trials
                WHERE trials.worker = workers.id AND trials.state = 'running') AS running
        FROM workers ORDER BY seen_at DESC, id DESC";
    /// The slots of a worker.
    SLOTS = "SELECT slot, device, lanes FROM slots WHERE worker = $1 ORDER BY slot";
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
    let records: Vec<WorkerRecord> = sqlx::query_as(LIST).fetch_all(&mut *conn).await?;
    let mut workers = Vec::with_capacity(records.len());
    for record in records {
        let slots = slots(conn, record.id).await?;
        workers.push(record.with(slots));
    }
    Ok(workers)
}

async fn slots(conn: &mut Connection, worker: Uuid) -> Result<Vec<SlotOffer>, StoreError> {
    let slots: Vec<(i64, String, i64)> = sqlx::query_as(SLOTS).bind(worker).fetch_all(conn).await?;
    let offer = |(index, device, lanes)| SlotOffer {
        index: index as u32,
        device,
        lanes: lanes as u32,
    };
    Ok(slots.into_iter().map(offer).collect())
}
