//! Whole sweeps, page by page.

use std::ops::Range;

use dwell_domain::{Attempt, Evaluation, Step, SweepId, TraceStep};

use super::tables::{Tables, Trial};
use crate::rows::{ConfigurationOutcomes, EvaluationRow, TraceStepRow};

impl Tables {
    pub(super) fn outcomes_at(
        &self,
        sweep: SweepId,
        places: Range<u64>,
    ) -> Vec<ConfigurationOutcomes> {
        let all = (0..).zip(self.outcomes(sweep));
        let wanted = all.filter(|(place, _)| places.contains(place));
        wanted.map(|(_, outcomes)| outcomes).collect()
    }

    pub(super) fn evaluations_after(
        &self,
        sweep: SweepId,
        after: (u64, Step),
        limit: u32,
    ) -> Vec<EvaluationRow> {
        let told = self.trials_of(sweep).flat_map(|trial| {
            let told = trial.evaluations.values();
            told.map(|(attempt, evaluation)| evaluation_row(trial, *attempt, evaluation))
        });
        told.filter(|row| (row.number, row.step) > after)
            .take(limit as usize)
            .collect()
    }

    pub(super) fn trace_steps_after(
        &self,
        sweep: SweepId,
        after: (u64, u32, u32),
        limit: u32,
    ) -> Vec<TraceStepRow> {
        let steps = self.trials_of(sweep).flat_map(trace_steps);
        steps
            .filter(|row| (row.number, row.row, row.step) > after)
            .take(limit as usize)
            .collect()
    }
}

fn evaluation_row(trial: &Trial, attempt: Attempt, evaluation: &Evaluation) -> EvaluationRow {
    let ponder = &evaluation.ponder;
    EvaluationRow {
        number: trial.number,
        step: evaluation.step,
        trial: trial.id,
        attempt,
        loss: evaluation.loss,
        training_loss: evaluation.training_loss,
        error: evaluation.error,
        mean_ponder: ponder.mean(),
        p50_ponder: ponder.percentile(0.5),
        p90_ponder: ponder.percentile(0.9),
        p99_ponder: ponder.percentile(0.99),
        max_ponder: ponder.max(),
        share_at_one: ponder.share_at_one(),
        share_at_cap: ponder.share_at_cap,
        mean_batch_max: ponder.mean_batch_max,
        mean_remainder: ponder.mean_remainder,
    }
}

/// The steps of a trial's traces, in the order of their rows.
fn trace_steps(trial: &Trial) -> Vec<TraceStepRow> {
    let traces = trial.result.iter().flat_map(|(_, result)| &result.traces);
    let row = |row: u32, step: u32, content: &TraceStep| TraceStepRow {
        number: trial.number,
        row,
        step,
        trial: trial.id,
        content: content.clone(),
    };
    let steps = traces.flat_map(|trace| {
        let steps = (1..).zip(&trace.steps);
        steps.map(|(step, content)| row(trace.row, step, content))
    });
    let mut steps: Vec<_> = steps.collect();
    steps.sort_by_key(|step| (step.row, step.step));
    steps
}
