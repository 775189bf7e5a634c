//! A trial and its attempts as columns.

use dwell_domain::{
    Attempt, ConfigurationId, Micros, Seed, Step, SweepId, TrialId, TrialResult, WorkerId,
};
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};
use uuid::Uuid;

use super::ResultRecord;
use crate::{
    StoreError, decode,
    rows::{AttemptRow, TrialRow},
};

/// A row of `trials`, with its configuration and its result.
#[derive(FromRow)]
pub(crate) struct TrialRecord {
    id: Uuid,
    sweep: Uuid,
    pub(crate) number: i64,
    configuration_id: Uuid,
    configuration: String,
    seed: i64,
    state: String,
    attempt: i64,
    reason: String,
    since: i64,
    trial_step: i64,
    worker: Option<Uuid>,
    #[sqlx(flatten)]
    result: MaybeResult,
}

impl TryFrom<TrialRecord> for TrialRow {
    type Error = StoreError;

    fn try_from(record: TrialRecord) -> Result<Self, StoreError> {
        Ok(Self {
            id: TrialId::from_uuid(record.id),
            sweep: SweepId::from_uuid(record.sweep),
            number: record.number as u64,
            configuration_id: ConfigurationId::from_uuid(record.configuration_id),
            configuration: decode::configuration(&record.configuration)?,
            seed: Seed(record.seed as u64),
            state: decode::trial_state(&record.state)?,
            attempt: Attempt(record.attempt as u32),
            reason: record.reason,
            since: Micros(record.since),
            step: Step(record.trial_step as u64),
            worker: record.worker.map(WorkerId::from_uuid),
            result: record.result.0.map(TrialResult::try_from).transpose()?,
        })
    }
}

/// A row of `attempts`.
#[derive(FromRow)]
pub(crate) struct AttemptRecord {
    attempt: i64,
    worker: Uuid,
    host: String,
    slot: i64,
    started_at: i64,
    ended_at: Option<i64>,
    outcome: Option<String>,
    message: String,
}

impl TryFrom<AttemptRecord> for AttemptRow {
    type Error = StoreError;

    fn try_from(record: AttemptRecord) -> Result<Self, StoreError> {
        Ok(Self {
            attempt: Attempt(record.attempt as u32),
            worker: WorkerId::from_uuid(record.worker),
            host: record.host,
            slot: record.slot as u32,
            started_at: Micros(record.started_at),
            ended_at: record.ended_at.map(Micros),
            outcome: decode::outcome(record.outcome.as_deref())?,
            message: record.message,
        })
    }
}

/// The result of a trial that has one.
struct MaybeResult(Option<ResultRecord>);

impl<'r, R> FromRow<'r, R> for MaybeResult
where
    R: Row,
    &'static str: ColumnIndex<R>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    ResultRecord: FromRow<'r, R>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let verdict: Option<String> = row.try_get("verdict")?;
        let result = verdict.map(|_| ResultRecord::from_row(row));
        Ok(Self(result.transpose()?))
    }
}
