//! All that is known of a trial: `dwell trial show`.

use std::io::{self, Write};

use dwell_domain::{Configuration, Evaluation, Milliseconds, Numerics, Trace};
use dwell_proto::{Malformed, v1};
use dwell_report::unit::amount;
use serde::Serialize;

use super::{
    attempt::AttemptView,
    curve::{CURVE_COLUMNS, CurvePoint, write_histogram},
    profile::write_profile,
    trace::write_traces,
    trial::{TrialView, parts},
    write_facts,
};
use crate::{
    output::{Document, Record, Table},
    wording::{grouped, local_time, or_dash},
};

/// A trial with its configuration, attempts and evaluations.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TrialDetailView {
    trial: TrialView,
    configuration: Configuration,
    numerics: Option<Numerics>,
    attempts: Vec<AttemptView>,
    evaluations: Vec<Evaluation>,
    traces: Vec<Trace>,
    #[serde(skip)]
    since_micros: i64,
    #[serde(skip)]
    colour: bool,
}

impl TrialDetailView {
    /// What is known of a trial; `colour` says whether people get to see it in colours.
    pub(crate) fn new(detail: v1::TrialDetail, colour: bool) -> Result<Self, Malformed> {
        let trial = detail.trial.ok_or(Malformed::Missing("detail.trial"))?;
        let since_micros = trial.since;
        let (configuration, result) = parts(&trial)?;
        let evaluations = detail.evaluations.into_iter().map(TryInto::try_into);
        let trial = TrialView::of(trial, &configuration, result.as_ref())?;
        let (numerics, traces) = result
            .map(|result| (result.numerics, result.traces))
            .unzip();
        Ok(Self {
            trial,
            configuration,
            numerics,
            traces: traces.unwrap_or_default(),
            attempts: detail.attempts.into_iter().map(AttemptView::from).collect(),
            evaluations: evaluations.collect::<Result<_, Malformed>>()?,
            since_micros,
            colour,
        })
    }
}

impl Document for TrialDetailView {
    const SCHEMA: &'static str = "dwell.trial.v1";

    fn json(&self) -> impl Serialize {
        self
    }

    fn rows(&self) -> Vec<impl Serialize> {
        self.curve().collect()
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        write_facts(out, &self.facts())?;
        if !self.attempts.is_empty() {
            writeln!(out, "\nattempts")?;
            let cells = self.attempts.iter().map(AttemptView::cells);
            Table::new(AttemptView::COLUMNS).write(out, cells)?;
        }
        let Some(last) = self.evaluations.last() else {
            return Ok(());
        };
        writeln!(out, "\nevaluations, with losses in nats per sequence")?;
        let cells = self.curve().map(|point| point.cells());
        Table::new(CURVE_COLUMNS).write(out, cells)?;
        writeln!(
            out,
            "\nponder at step {}, over {} input steps",
            last.step,
            grouped(last.ponder.samples())
        )?;
        write_histogram(out, &last.ponder)?;
        let task = &self.configuration.task;
        write_profile(out, task, task.difficulty(), &last.ponder)?;
        write_traces(out, task, &self.traces, self.colour)
    }
}

impl TrialDetailView {
    fn curve(&self) -> impl Iterator<Item = CurvePoint> {
        let metric = self.configuration.task.metric();
        self.evaluations
            .iter()
            .map(move |evaluation| CurvePoint::of(evaluation, metric))
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let Configuration { task, model, train } = &self.configuration;
        let state = format!(
            "{} since {}",
            self.trial.state,
            local_time(self.since_micros)
        );
        let halting = match model.halting.ponder_cost() {
            Some(cost) => format!("{} with ponder cost {cost}", model.halting),
            None => model.halting.to_string(),
        };
        let mut facts = vec![
            ("trial", self.trial.trial_id.clone()),
            ("sweep", self.trial.sweep_id.clone()),
            ("number", self.trial.number.to_string()),
            ("state", state),
            ("outcome", self.trial.outcome().to_owned()),
            ("task", task.to_string()),
            (
                "model",
                format!(
                    "{}({}), M = {}",
                    model.cell.name(),
                    model.hidden,
                    model.max_ponder
                ),
            ),
            ("halting", halting),
            ("learning rate", train.learning_rate.to_string()),
            ("batch", train.batch.to_string()),
            ("seed", self.trial.seed.to_string()),
            (
                "step",
                format!("{} of {}", self.trial.step, self.trial.updates),
            ),
        ];
        if let Some(most) = train.gradient_clip {
            facts.push(("gradient clip", most.to_string()));
        }
        if let Some(numerics) = &self.numerics {
            let Numerics {
                device,
                libtorch,
                cpu_capability,
            } = numerics;
            let numerics = format!("{device}, libtorch {libtorch}, {cpu_capability}");
            facts.push(("numerics", numerics));
        }
        let TrialView {
            latency_1_ms,
            latency_128_ms,
            ..
        } = self.trial;
        if latency_1_ms.is_some() || latency_128_ms.is_some() {
            let [one, batch] = [latency_1_ms, latency_128_ms].map(milliseconds);
            let latency = format!("{one} per input step, {batch} with 128 sequences at a time");
            facts.push(("latency", latency));
        }
        if let Some(digest) = &self.trial.digest {
            facts.push(("digest", digest.clone()));
        }
        facts
    }
}

/// A latency in three digits that count.
fn milliseconds(latency: Option<Milliseconds>) -> String {
    let write = |latency: Milliseconds| format!("{} ms", amount(latency.get()));
    or_dash(latency, write)
}
