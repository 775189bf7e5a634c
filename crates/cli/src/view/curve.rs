//! The learning curve of a trial, and the histogram of how long it thought.

use std::io::{self, Write};

use dwell_domain::{Evaluation, PonderStatistics};
use serde::Serialize;

use crate::{
    output::Column,
    wording::{NOTHING, decimal, percent},
};

/// An evaluation as plain values: a point of the learning curve.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CurvePoint {
    step: u64,
    loss: Option<f64>,
    error: f64,
    ponder: f64,
    ponder_p50: u64,
    ponder_p95: u64,
    ponder_max: u64,
    share_at_cap: f64,
    mean_remainder: Option<f64>,
    mean_batch_max: f64,
}

impl From<&Evaluation> for CurvePoint {
    fn from(evaluation: &Evaluation) -> Self {
        let ponder = &evaluation.ponder;
        Self {
            step: evaluation.step.0,
            loss: evaluation.loss,
            error: evaluation.error,
            ponder: ponder.mean(),
            ponder_p50: ponder.percentile(0.5),
            ponder_p95: ponder.percentile(0.95),
            ponder_max: ponder.max(),
            share_at_cap: ponder.share_at_cap,
            mean_remainder: ponder.mean_remainder,
            mean_batch_max: ponder.mean_batch_max,
        }
    }
}

/// The columns of a curve.
pub(super) const CURVE_COLUMNS: &[Column] = &[
    Column::numbers("step"),
    Column::numbers("loss"),
    Column::numbers("error"),
    Column::numbers("ponder"),
    Column::numbers("median"),
    Column::numbers("p95"),
    Column::numbers("max"),
    Column::numbers("at the cap"),
];

impl CurvePoint {
    /// The cells below [`CURVE_COLUMNS`].
    pub(super) fn cells(&self) -> Vec<String> {
        vec![
            self.step.to_string(),
            self.loss
                .map_or_else(|| "not finite".to_owned(), |loss| format!("{loss:.4}")),
            percent(self.error),
            decimal(self.ponder),
            self.ponder_p50.to_string(),
            self.ponder_p95.to_string(),
            self.ponder_max.to_string(),
            percent(self.share_at_cap),
        ]
    }
}

/// The width of the longest bar, in columns.
const BAR: f64 = 40.0;

/// One line for each N that occurs, with a bar as long as its share of the most frequent one's.
pub(super) fn write_histogram(out: &mut impl Write, ponder: &PonderStatistics) -> io::Result<()> {
    let most = ponder.histogram.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return writeln!(out, "{NOTHING}");
    }
    for (n, count) in ponder.counts().filter(|(_, count)| *count > 0) {
        let length = (BAR * count as f64 / most as f64).ceil() as usize;
        let share = percent(count as f64 / ponder.samples() as f64);
        writeln!(out, "{n:>4}  {share:>8}  {}", "#".repeat(length))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_histogram_leaves_out_what_never_occurs() {
        let ponder = PonderStatistics {
            histogram: vec![10, 0, 80, 10],
            mean_remainder: Some(0.25),
            mean_batch_max: 4.0,
            share_at_cap: 0.0,
            profile: Vec::new(),
        };
        let mut out = Vec::new();
        write_histogram(&mut out, &ponder).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
           1   10.00 %  #####
           3   80.00 %  ########################################
           4   10.00 %  #####
        ");
    }
}
