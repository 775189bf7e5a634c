//! Why a trial is where it is: `dwell explain`.

use std::io::{self, Write};

use dwell_proto::{Malformed, v1};
use serde::Serialize;

use super::write_facts;
use crate::{
    output::{Column, Document, Table},
    wording::{local_time, short_id, text_or_dash, utc_time},
};

/// A trial's state with its reason, and what happened to it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ExplainedView {
    trial_id: String,
    sweep_id: String,
    number: u64,
    state: String,
    since: String,
    why: String,
    /// What is kept with the state; may be empty.
    reason: String,
    events: Vec<EventView>,
    #[serde(skip)]
    since_micros: i64,
}

#[derive(Clone, Debug, Serialize)]
struct EventView {
    at: String,
    event: String,
    attempt: u32,
    state: String,
    worker_id: String,
    message: String,
    #[serde(skip)]
    at_micros: i64,
}

impl TryFrom<v1::ExplainResponse> for ExplainedView {
    type Error = Malformed;

    fn try_from(answer: v1::ExplainResponse) -> Result<Self, Malformed> {
        let trial = answer.trial.ok_or(Malformed::Missing("trial"))?;
        let events = answer.events.into_iter().map(EventView::try_from);
        Ok(Self {
            state: word(trial.state())?,
            trial_id: trial.trial_id,
            sweep_id: trial.sweep_id,
            number: trial.number,
            since: utc_time(trial.since),
            why: answer.why,
            reason: trial.reason,
            events: events.collect::<Result<_, _>>()?,
            since_micros: trial.since,
        })
    }
}

impl TryFrom<v1::Event> for EventView {
    type Error = Malformed;

    fn try_from(event: v1::Event) -> Result<Self, Malformed> {
        Ok(Self {
            at: utc_time(event.at),
            state: word(event.state())?,
            event: event.kind,
            attempt: event.attempt,
            worker_id: event.worker_id,
            message: event.message,
            at_micros: event.at,
        })
    }
}

fn word(state: v1::TrialState) -> Result<String, Malformed> {
    let state: dwell_domain::TrialState = state.try_into()?;
    Ok(state.to_string())
}

const COLUMNS: &[Column] = &[
    Column::words("at"),
    Column::words("event"),
    Column::numbers("attempt"),
    Column::words("then"),
    Column::words("worker"),
    Column::words("message"),
];

impl EventView {
    fn cells(&self) -> Vec<String> {
        vec![
            local_time(self.at_micros),
            self.event.clone(),
            self.attempt.to_string(),
            self.state.clone(),
            text_or_dash(short_id(&self.worker_id)).to_owned(),
            text_or_dash(&self.message).to_owned(),
        ]
    }
}

impl Document for ExplainedView {
    const SCHEMA: &'static str = "dwell.explained.v1";

    fn json(&self) -> impl Serialize {
        self
    }

    fn rows(&self) -> Vec<impl Serialize> {
        self.events.iter().collect()
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let state = format!("{} since {}", self.state, local_time(self.since_micros));
        let mut facts = vec![
            ("trial", self.trial_id.clone()),
            ("number", self.number.to_string()),
            ("state", state),
            ("why", self.why.clone()),
        ];
        // How a trial ended is part of the sentence; why it waits again is not.
        if self.state == "queued" && !self.reason.is_empty() {
            facts.push(("again because", self.reason.clone()));
        }
        write_facts(out, &facts)?;
        if self.events.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nwhat happened")?;
        Table::new(COLUMNS).write(out, self.events.iter().map(EventView::cells))
    }
}
