//! What a check has found: `dwell coordinator check`.

use std::io::{self, Write};

use dwell_coordinator::{Checked, Finding};
use serde::Serialize;

use crate::{
    output::Document,
    wording::{counted, grouped},
};

/// How much was looked at, and what is wrong with it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CheckedView {
    sweeps: u64,
    trials: u64,
    results: u64,
    /// The results whose digest was made again from the kept evaluations, and is the same.
    digests: u64,
    /// Checkpoints and weights whose bytes were read.
    objects: u64,
    findings: Vec<FindingView>,
}

#[derive(Clone, Debug, Serialize)]
struct FindingView {
    kind: &'static str,
    subject: String,
    trial_id: Option<String>,
    sweep_id: Option<String>,
    detail: String,
    advice: &'static str,
}

impl From<&Checked> for CheckedView {
    fn from(checked: &Checked) -> Self {
        Self {
            sweeps: checked.contents.sweeps,
            trials: checked.contents.trials,
            results: checked.contents.results,
            digests: checked.digests,
            objects: checked.objects,
            findings: checked.findings.iter().map(FindingView::from).collect(),
        }
    }
}

impl From<&Finding> for FindingView {
    fn from(finding: &Finding) -> Self {
        Self {
            kind: finding.kind,
            subject: finding.subject.clone(),
            trial_id: finding.trial.map(|id| id.to_string()),
            sweep_id: finding.sweep.map(|id| id.to_string()),
            detail: finding.detail.clone(),
            advice: finding.advice,
        }
    }
}

impl Document for CheckedView {
    const SCHEMA: &'static str = "dwell.check.v1";

    fn json(&self) -> impl Serialize {
        self
    }

    fn rows(&self) -> Vec<impl Serialize> {
        self.findings.iter().collect()
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "checked {}, {}, {} ({} made again from their evaluations), {}",
            counted(self.sweeps, "sweep"),
            counted(self.trials, "trial"),
            counted(self.results, "result"),
            grouped(self.digests),
            counted(self.objects, "checkpoint"),
        )?;
        for finding in &self.findings {
            writeln!(out, "\n{}: {}", finding.kind, finding.subject)?;
            writeln!(out, "  {}", finding.detail)?;
            writeln!(out, "  to do: {}", finding.advice)?;
        }
        match self.findings.len() as u64 {
            0 => writeln!(out, "nothing is wrong"),
            findings => writeln!(out, "\n{}", counted(findings, "finding")),
        }
    }
}
