//! The weights of a trial's best evaluation so far.

use dwell_domain::{Evaluation, Step};
use serde::{Deserialize, Serialize};

use crate::layout::Matrix;

/// How well an evaluation went: the less, the better. Of equal errors the one with less thinking is
/// better, and of equal evaluations the first.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub(crate) struct Score {
    error: f64,
    mean_ponder: f64,
}

impl Score {
    /// That of an evaluation; one without a loss has none.
    pub(crate) fn of(evaluation: &Evaluation) -> Option<Self> {
        evaluation.loss?;
        Some(Self {
            error: evaluation.error,
            mean_ponder: evaluation.ponder.mean(),
        })
    }

    /// The numbers, in order.
    pub(crate) const fn parts(self) -> [f64; 2] {
        [self.error, self.mean_ponder]
    }
}

/// The weights at an evaluation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Best {
    /// After how many updates.
    pub(crate) step: Step,
    pub(crate) score: Score,
    pub(crate) weights: Vec<Matrix>,
}

#[cfg(test)]
mod tests {
    use dwell_domain::PonderStatistics;

    use super::*;

    /// An evaluation of four inputs, of which some took two updates and the others one.
    fn score(error: f64, twice: u64, loss: Option<f64>) -> Option<Score> {
        Score::of(&Evaluation {
            step: Step(1),
            loss,
            training_loss: None,
            error,
            ponder: PonderStatistics {
                histogram: vec![4 - twice, twice],
                ..PonderStatistics::none()
            },
        })
    }

    #[test]
    fn error_decides_and_then_thinking() {
        let of = |error, twice| score(error, twice, Some(0.1));
        assert!(of(0.1, 3) < of(0.2, 1));
        assert!(of(0.1, 1) < of(0.1, 3));
        assert!((of(0.1, 1) >= of(0.1, 1)));
    }

    #[test]
    fn a_diverged_network_has_no_score() {
        assert_eq!(score(0.0, 0, None), None);
    }
}
