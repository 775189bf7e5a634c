//! An attempt to train a trial: a row of `dwell trial attempts`.

use std::time::Duration;

use dwell_proto::v1;
use serde::Serialize;

use crate::{
    output::{Column, Record},
    wording::{local_time, or_dash, short_id, span, text_or_dash, utc_time},
};

/// An attempt, as plain values.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AttemptView {
    attempt: u32,
    worker_id: String,
    host: String,
    slot: u32,
    started_at: String,
    ended_at: Option<String>,
    outcome: String,
    message: String,
    #[serde(skip)]
    started_micros: i64,
    #[serde(skip)]
    ended_micros: Option<i64>,
}

impl From<v1::AttemptRecord> for AttemptView {
    fn from(record: v1::AttemptRecord) -> Self {
        let outcome = match record.outcome.as_str() {
            "" => "running".to_owned(),
            _ => record.outcome,
        };
        Self {
            attempt: record.attempt,
            worker_id: record.worker_id,
            host: record.host,
            slot: record.slot,
            started_at: utc_time(record.started_at),
            ended_at: record.ended_at.map(utc_time),
            outcome,
            message: record.message,
            started_micros: record.started_at,
            ended_micros: record.ended_at,
        }
    }
}

impl Record for AttemptView {
    const SCHEMA: &'static str = "dwell.attempts.v1";
    const KEY: &'static str = "attempts";
    const COLUMNS: &'static [Column] = &[
        Column::numbers("attempt"),
        Column::words("outcome"),
        Column::words("host"),
        Column::words("worker"),
        Column::words("started"),
        Column::numbers("took"),
        Column::words("message"),
    ];

    fn cells(&self) -> Vec<String> {
        let took = self.ended_micros.map(|ended| {
            let micros = ended.saturating_sub(self.started_micros);
            Duration::from_micros(u64::try_from(micros).unwrap_or(0))
        });
        vec![
            self.attempt.to_string(),
            self.outcome.clone(),
            self.host.clone(),
            short_id(&self.worker_id).to_owned(),
            local_time(self.started_micros),
            or_dash(took, span),
            text_or_dash(&self.message).to_owned(),
        ]
    }
}
