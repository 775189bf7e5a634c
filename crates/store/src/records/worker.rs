//! A worker as columns, and what it holds.

use dwell_domain::{Attempt, Micros, Step, SweepId, TrialId, WorkerId};
use uuid::Uuid;

use crate::rows::{HeldRow, SlotOffer, WorkerRow};

/// A row of `workers`, with the count of what it runs.
#[derive(sqlx::FromRow)]
pub(crate) struct WorkerRecord {
    pub(crate) id: Uuid,
    host: String,
    pid: i64,
    version: String,
    updates_per_second: f64,
    registered_at: i64,
    seen_at: i64,
    running: i64,
}

impl WorkerRecord {
    /// The worker with its slots.
    pub(crate) fn with(self, slots: Vec<SlotOffer>) -> WorkerRow {
        WorkerRow {
            id: WorkerId::from_uuid(self.id),
            host: self.host,
            pid: self.pid as u32,
            version: self.version,
            slots,
            running: self.running as u32,
            updates_per_second: self.updates_per_second,
            registered_at: Micros(self.registered_at),
            seen_at: Micros(self.seen_at),
        }
    }
}

/// A running trial and its sweep's name.
#[derive(sqlx::FromRow)]
pub(crate) struct HeldRecord {
    slot: i64,
    trial: Uuid,
    sweep: Uuid,
    sweep_name: String,
    number: i64,
    attempt: i64,
    step: i64,
    updates: i64,
    since: i64,
    lease_until: i64,
}

impl From<HeldRecord> for HeldRow {
    fn from(record: HeldRecord) -> Self {
        Self {
            slot: record.slot as u32,
            trial: TrialId::from_uuid(record.trial),
            sweep: SweepId::from_uuid(record.sweep),
            sweep_name: record.sweep_name,
            number: record.number as u64,
            attempt: Attempt(record.attempt as u32),
            step: Step(record.step as u64),
            updates: record.updates as u64,
            since: Micros(record.since),
            lease_until: Micros(record.lease_until),
        }
    }
}
