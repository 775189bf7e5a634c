//! All that is known of a worker: `dwell worker show`.

use std::io::{self, Write};

use dwell_proto::{Malformed, v1};
use serde::Serialize;

use super::{worker::WorkerView, write_facts};
use crate::{
    output::{Column, Document, Table},
    wording::{grouped, local_time, utc_time},
};

/// A worker with its slots, and the trials that it holds.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WorkerDetailView {
    worker: WorkerView,
    slots: Vec<SlotView>,
    held: Vec<HeldView>,
}

#[derive(Clone, Debug, Serialize)]
struct SlotView {
    slot: u32,
    device: String,
    lanes: u32,
}

#[derive(Clone, Debug, Serialize)]
struct HeldView {
    slot: u32,
    trial_id: String,
    sweep_id: String,
    sweep: String,
    number: u64,
    attempt: u32,
    step: u64,
    updates: u64,
    since: String,
    lease_until: String,
    #[serde(skip)]
    since_micros: i64,
    #[serde(skip)]
    lease_micros: i64,
}

impl TryFrom<v1::WorkerDetail> for WorkerDetailView {
    type Error = Malformed;

    fn try_from(detail: v1::WorkerDetail) -> Result<Self, Malformed> {
        let worker = detail.worker.ok_or(Malformed::Missing("detail.worker"))?;
        Ok(Self {
            worker: worker.into(),
            slots: detail.slots.into_iter().map(SlotView::from).collect(),
            held: detail.held.into_iter().map(HeldView::from).collect(),
        })
    }
}

impl From<v1::Slot> for SlotView {
    fn from(slot: v1::Slot) -> Self {
        Self {
            slot: slot.index,
            device: slot.device,
            lanes: slot.lanes,
        }
    }
}

impl From<v1::HeldTrial> for HeldView {
    fn from(held: v1::HeldTrial) -> Self {
        Self {
            slot: held.slot,
            trial_id: held.trial_id,
            sweep_id: held.sweep_id,
            sweep: held.sweep_name,
            number: held.number,
            attempt: held.attempt,
            step: held.step,
            updates: held.updates,
            since: utc_time(held.since),
            lease_until: utc_time(held.lease_until),
            since_micros: held.since,
            lease_micros: held.lease_until,
        }
    }
}

const SLOT_COLUMNS: &[Column] = &[
    Column::numbers("slot"),
    Column::words("device"),
    Column::numbers("lanes"),
];

const HELD_COLUMNS: &[Column] = &[
    Column::numbers("slot"),
    Column::words("trial"),
    Column::numbers("attempt"),
    Column::numbers("step"),
    Column::numbers("of"),
    Column::words("since"),
    Column::words("lease until"),
];

impl SlotView {
    fn cells(&self) -> Vec<String> {
        vec![
            self.slot.to_string(),
            self.device.clone(),
            self.lanes.to_string(),
        ]
    }
}

impl HeldView {
    fn cells(&self) -> Vec<String> {
        vec![
            self.slot.to_string(),
            format!("{}/{}", self.sweep, self.number),
            self.attempt.to_string(),
            grouped(self.step),
            grouped(self.updates),
            local_time(self.since_micros),
            local_time(self.lease_micros),
        ]
    }
}

impl Document for WorkerDetailView {
    const SCHEMA: &'static str = "dwell.worker.v1";

    fn json(&self) -> impl Serialize {
        self
    }

    fn rows(&self) -> Vec<impl Serialize> {
        self.held.iter().collect()
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        write_facts(out, &self.worker.facts())?;
        if !self.slots.is_empty() {
            writeln!(out, "\nslots")?;
            Table::new(SLOT_COLUMNS).write(out, self.slots.iter().map(SlotView::cells))?;
        }
        if !self.held.is_empty() {
            writeln!(out, "\nholds")?;
            Table::new(HELD_COLUMNS).write(out, self.held.iter().map(HeldView::cells))?;
        }
        Ok(())
    }
}
