//! A sweep as columns.

use dwell_domain::{Micros, SweepId};
use uuid::Uuid;

use crate::{
    StoreError, decode,
    rows::{SweepRow, TrialCounts},
};

/// A row of `sweeps`.
#[derive(sqlx::FromRow)]
pub(crate) struct SweepRecord {
    id: Uuid,
    name: String,
    state: String,
    reason: String,
    configurations: i64,
    queued: i64,
    running: i64,
    completed: i64,
    failed: i64,
    cancelled: i64,
    pruned: i64,
    updates_done: i64,
    updates_total: i64,
    metric: Option<String>,
    best_error: Option<f64>,
    submitted_at: i64,
    ended_at: Option<i64>,
    price_per_hour: Option<f64>,
}

impl TryFrom<SweepRecord> for SweepRow {
    type Error = StoreError;

    fn try_from(record: SweepRecord) -> Result<Self, StoreError> {
        Ok(Self {
            id: SweepId::from_uuid(record.id),
            name: record.name,
            state: decode::sweep_state(&record.state)?,
            reason: record.reason,
            configurations: record.configurations as u64,
            trials: TrialCounts {
                queued: record.queued as u64,
                running: record.running as u64,
                completed: record.completed as u64,
                failed: record.failed as u64,
                cancelled: record.cancelled as u64,
                pruned: record.pruned as u64,
            },
            updates_done: record.updates_done as u64,
            updates_total: record.updates_total as u64,
            metric: decode::metric(record.metric.as_deref())?,
            best_error: record.best_error,
            submitted_at: Micros(record.submitted_at),
            ended_at: record.ended_at.map(Micros),
            price_per_hour: decode::quantity(record.price_per_hour, "price per hour")?,
        })
    }
}
