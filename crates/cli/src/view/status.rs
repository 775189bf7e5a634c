//! The cluster in numbers: `dwell coordinator status`.

use std::io::{self, Write};

use dwell_proto::v1;
use serde::Serialize;

use super::write_facts;
use crate::{
    output::Document,
    wording::{grouped, local_time, utc_time},
};

/// A coordinator and what it has to do.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StatusView {
    address: String,
    version: String,
    database: String,
    started_at: String,
    active_sweeps: u64,
    queued: u64,
    running: u64,
    workers: u32,
    #[serde(skip)]
    started_micros: i64,
}

impl StatusView {
    /// What the coordinator at an address says of itself.
    pub(crate) fn new(address: &str, status: v1::StatusResponse) -> Self {
        Self {
            address: address.to_owned(),
            version: status.version,
            database: status.database,
            started_at: utc_time(status.started_at),
            active_sweeps: status.active_sweeps,
            queued: status.queued,
            running: status.running,
            workers: status.workers,
            started_micros: status.started_at,
        }
    }
}

impl Document for StatusView {
    const SCHEMA: &'static str = "dwell.status.v1";

    fn json(&self) -> impl Serialize {
        self
    }

    fn rows(&self) -> Vec<impl Serialize> {
        vec![self]
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let facts = [
            ("coordinator", self.address.clone()),
            ("version", self.version.clone()),
            ("database", self.database.clone()),
            ("started", local_time(self.started_micros)),
            ("active sweeps", grouped(self.active_sweeps)),
            ("queued trials", grouped(self.queued)),
            ("running trials", grouped(self.running)),
            ("workers", self.workers.to_string()),
        ];
        write_facts(out, &facts)
    }
}
