//! A sweep as it stands: a row of `dwell sweep list`, and all of `dwell sweep show`.

use std::io::{self, Write};

use dwell_domain::{Metric, SweepState};
use dwell_proto::{Malformed, v1};
use dwell_report::unit::ErrorUnit;
use serde::Serialize;

use super::write_facts;
use crate::{
    output::{Column, Document, Record},
    wording::{NOTHING, grouped, local_time, or_dash, short_id, utc_time},
};

/// A sweep with its trials counted by state.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SweepView {
    sweep_id: String,
    name: String,
    state: SweepState,
    reason: String,
    configurations: u64,
    queued: u64,
    running: u64,
    completed: u64,
    failed: u64,
    cancelled: u64,
    pruned: u64,
    updates_done: u64,
    updates_total: u64,
    metric: Option<Metric>,
    best_error: Option<f64>,
    submitted_at: String,
    ended_at: Option<String>,
    price_per_hour: Option<f64>,
    #[serde(skip)]
    submitted_micros: i64,
    #[serde(skip)]
    ended_micros: Option<i64>,
}

impl TryFrom<v1::Sweep> for SweepView {
    type Error = Malformed;

    fn try_from(sweep: v1::Sweep) -> Result<Self, Malformed> {
        let state = sweep.state().try_into()?;
        let metric = metric(&sweep);
        let trials = sweep.trials.unwrap_or_default();
        Ok(Self {
            sweep_id: sweep.sweep_id,
            name: sweep.name,
            state,
            reason: sweep.reason,
            configurations: sweep.configurations,
            queued: trials.queued,
            running: trials.running,
            completed: trials.completed,
            failed: trials.failed,
            cancelled: trials.cancelled,
            pruned: trials.pruned,
            updates_done: sweep.updates_done,
            updates_total: sweep.updates_total,
            metric,
            best_error: sweep.best_error,
            submitted_at: utc_time(sweep.submitted_at),
            ended_at: sweep.ended_at.map(utc_time),
            price_per_hour: sweep.price_per_hour,
            submitted_micros: sweep.submitted_at,
            ended_micros: sweep.ended_at,
        })
    }
}

/// The lowest error of a sweep with its unit, where it has one.
pub(crate) fn best_error(sweep: &v1::Sweep) -> Option<String> {
    in_unit(metric(sweep), sweep.best_error)
}

fn in_unit(metric: Option<Metric>, error: Option<f64>) -> Option<String> {
    Some(ErrorUnit::of(metric?).write(error?))
}

/// The metric of all configurations of a sweep, if they have the same one.
fn metric(sweep: &v1::Sweep) -> Option<Metric> {
    sweep.metric().try_into().ok()
}

/// Trials that have not ended.
pub(crate) fn unfinished(trials: v1::TrialCounts) -> u64 {
    trials.queued + trials.running
}

impl SweepView {
    fn trials(&self) -> u64 {
        self.queued + self.running + self.completed + self.failed + self.cancelled + self.pruned
    }

    /// The lowest error with its unit.
    fn best_error(&self) -> Option<String> {
        in_unit(self.metric, self.best_error)
    }

    /// Trials by state, without the states that no trial is in.
    fn states(&self) -> String {
        let states = [
            (self.queued, "queued"),
            (self.running, "running"),
            (self.completed, "completed"),
            (self.failed, "failed"),
            (self.cancelled, "cancelled"),
            (self.pruned, "pruned"),
        ];
        let present: Vec<String> = states
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, state)| format!("{} {state}", grouped(*count)))
            .collect();
        present.join(", ")
    }
}

impl Record for SweepView {
    const SCHEMA: &'static str = "dwell.sweeps.v1";
    const KEY: &'static str = "sweeps";
    const COLUMNS: &'static [Column] = &[
        Column::words("sweep"),
        Column::words("name"),
        Column::words("state"),
        Column::numbers("done"),
        Column::numbers("failed"),
        Column::numbers("best error"),
        Column::words("submitted"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            short_id(&self.sweep_id).to_owned(),
            self.name.clone(),
            self.state.to_string(),
            format!("{}/{}", self.completed, self.trials()),
            self.failed.to_string(),
            self.best_error().unwrap_or_else(|| NOTHING.to_owned()),
            local_time(self.submitted_micros),
        ]
    }
}

impl Document for SweepView {
    const SCHEMA: &'static str = "dwell.sweep.v1";

    fn json(&self) -> impl Serialize {
        self
    }

    fn rows(&self) -> Vec<impl Serialize> {
        vec![self]
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let state = match self.reason.as_str() {
            "" => self.state.to_string(),
            reason => format!("{}: {reason}", self.state),
        };
        let trials = format!("{} ({})", grouped(self.trials()), self.states());
        let updates = format!(
            "{} of {}",
            grouped(self.updates_done),
            grouped(self.updates_total)
        );
        let mut facts = vec![
            ("sweep", self.sweep_id.clone()),
            ("name", self.name.clone()),
            ("state", state),
            ("trials", trials),
            ("configurations", grouped(self.configurations)),
            ("updates", updates),
            (
                "best error",
                self.best_error().unwrap_or_else(|| NOTHING.to_owned()),
            ),
            ("submitted", local_time(self.submitted_micros)),
            ("ended", or_dash(self.ended_micros, local_time)),
        ];
        if let Some(price) = self.price_per_hour {
            facts.push(("price", format!("{price} for an hour of one device")));
        }
        write_facts(out, &facts)
    }
}
