//! A worker as it was last seen: a row of `dwell worker list`.

use dwell_proto::v1;
use serde::Serialize;

use crate::{
    output::{Column, Record},
    wording::{local_time, short_id, utc_time},
};

/// A worker daemon, as plain values.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WorkerView {
    worker_id: String,
    host: String,
    pid: u32,
    version: String,
    state: &'static str,
    slots: u32,
    lanes: u32,
    running: u32,
    updates_per_second: f64,
    /// One per slot, separated by spaces.
    devices: String,
    registered_at: String,
    seen_at: String,
    #[serde(skip)]
    registered_micros: i64,
    #[serde(skip)]
    seen_micros: i64,
}

impl From<v1::Worker> for WorkerView {
    fn from(worker: v1::Worker) -> Self {
        let state = match (worker.lost, worker.running) {
            (true, _) => "lost",
            (false, 0) => "idle",
            (false, _) => "busy",
        };
        Self {
            worker_id: worker.worker_id,
            host: worker.host,
            pid: worker.pid,
            version: worker.version,
            state,
            slots: worker.slots,
            lanes: worker.lanes,
            running: worker.running,
            updates_per_second: worker.updates_per_second,
            devices: worker.devices.join(" "),
            registered_at: utc_time(worker.registered_at),
            seen_at: utc_time(worker.seen_at),
            registered_micros: worker.registered_at,
            seen_micros: worker.seen_at,
        }
    }
}

impl WorkerView {
    /// What there is to say of it alone.
    pub(super) fn facts(&self) -> [(&'static str, String); 7] {
        let state = match self.state {
            "busy" => format!("busy with {} of {} lanes", self.running, self.lanes),
            state => state.to_owned(),
        };
        [
            ("worker", self.worker_id.clone()),
            ("host", self.host.clone()),
            ("process", self.pid.to_string()),
            ("version", self.version.clone()),
            (
                "state",
                format!("{state}, last seen {}", local_time(self.seen_micros)),
            ),
            ("registered", local_time(self.registered_micros)),
            ("updates/s", format!("{:.0}", self.updates_per_second)),
        ]
    }
}

impl Record for WorkerView {
    const SCHEMA: &'static str = "dwell.workers.v1";
    const KEY: &'static str = "workers";
    const COLUMNS: &'static [Column] = &[
        Column::words("worker"),
        Column::words("host"),
        Column::numbers("pid"),
        Column::words("state"),
        Column::numbers("slots"),
        Column::numbers("lanes"),
        Column::numbers("running"),
        Column::numbers("updates/s"),
        Column::words("seen"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            short_id(&self.worker_id).to_owned(),
            self.host.clone(),
            self.pid.to_string(),
            self.state.to_owned(),
            self.slots.to_string(),
            self.lanes.to_string(),
            self.running.to_string(),
            format!("{:.0}", self.updates_per_second),
            local_time(self.seen_micros),
        ]
    }
}
