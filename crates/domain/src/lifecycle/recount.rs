//! Whether an accepted result follows from the evaluations that are kept of its trial.

use crate::{
    evaluation::Evaluation,
    quantity::{Attempt, Step},
    result::MetricsDigest,
};

/// An accepted result, and what is kept of its trial.
#[derive(Clone, Debug)]
pub struct Recount<'a> {
    /// How often the trial is evaluated, in updates.
    pub every: u64,
    /// The attempt that brought the result.
    pub attempt: Attempt,
    /// The step of the result.
    pub step: Step,
    /// The digest of the result.
    pub digest: MetricsDigest,
    /// The kept evaluations in the order of their steps, each with the attempt that brought it.
    pub kept: &'a [(Attempt, Evaluation)],
}

/// What a recount comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recounted {
    /// The evaluations have the digest of the result.
    Same,
    /// They have this one instead.
    Differs(MetricsDigest),
    /// One is not there. A checkpoint goes behind the evaluations before it, so whoever goes on from
    /// one leaves no gap, whichever attempt was to tell of it.
    Missing(Step),
    /// The evaluations do not determine the digest: a younger attempt than the result's evaluated a
    /// step anew.
    Undetermined,
}

impl Recount<'_> {
    /// Chains the evaluations up to the result once more.
    pub fn judge(&self) -> Recounted {
        let kept = || self.kept.iter().filter(|(_, kept)| kept.step <= self.step);
        let is_kept = |step: &Step| kept().any(|(_, kept)| kept.step == *step);
        if let Some(step) = self.expected().find(|step| !is_kept(step)) {
            return Recounted::Missing(step);
        }
        if kept().any(|(attempt, _)| *attempt > self.attempt) {
            return Recounted::Undetermined;
        }
        match MetricsDigest::of(kept().map(|(_, kept)| kept)) {
            same if same == self.digest => Recounted::Same,
            other => Recounted::Differs(other),
        }
    }

    /// The steps at which the trial was evaluated.
    fn expected(&self) -> impl Iterator<Item = Step> {
        let (every, last) = (self.every.max(1), self.step);
        let regular = (1..).map(move |times| Step(times * every));
        regular.take_while(move |step| *step < last).chain([last])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ponder::PonderStatistics;

    const FIRST: Attempt = Attempt(1);
    const SECOND: Attempt = Attempt(2);

    fn evaluation(step: u64) -> Evaluation {
        Evaluation {
            step: Step(step),
            loss: None,
            training_loss: None,
            error: 1.0 / step as f64,
            ponder: PonderStatistics {
                histogram: vec![1],
                mean_remainder: None,
                mean_batch_max: 1.0,
                share_at_cap: 0.0,
                profile: vec![],
            },
        }
    }

    /// Evaluated every 10 updates until 35, where the second attempt brought the result.
    fn judged(kept: &[(Attempt, u64)]) -> Recounted {
        let all = [10, 20, 30, 35].map(evaluation);
        let kept: Vec<_> = kept
            .iter()
            .map(|(attempt, step)| (*attempt, evaluation(*step)))
            .collect();
        let recount = Recount {
            every: 10,
            attempt: SECOND,
            step: Step(35),
            digest: MetricsDigest::of(&all),
            kept: &kept,
        };
        recount.judge()
    }

    #[test]
    fn a_resumed_attempt_goes_on_with_the_digest_of_the_one_before() {
        let whole = [(FIRST, 10), (FIRST, 20), (SECOND, 30), (SECOND, 35)];
        assert_eq!(judged(&whole), Recounted::Same);
        let longer = [&whole[..], &[(FIRST, 40)]].concat();
        assert_eq!(judged(&longer), Recounted::Same);
    }

    #[test]
    fn what_any_attempt_said_is_missed() {
        let gap = [(FIRST, 10), (SECOND, 20), (SECOND, 35)];
        assert_eq!(judged(&gap), Recounted::Missing(Step(30)));
        let before = [(FIRST, 10), (SECOND, 30), (SECOND, 35)];
        assert_eq!(judged(&before), Recounted::Missing(Step(20)));
        assert_eq!(judged(&[]), Recounted::Missing(Step(10)));
    }

    #[test]
    fn what_was_told_anew_leaves_it_open() {
        let anew = [(FIRST, 10), (Attempt(3), 20), (SECOND, 30), (SECOND, 35)];
        assert_eq!(judged(&anew), Recounted::Undetermined);
    }

    #[test]
    fn another_evaluation_has_another_digest() {
        let other = [
            (FIRST, 10),
            (FIRST, 15),
            (FIRST, 20),
            (SECOND, 30),
            (SECOND, 35),
        ];
        assert!(matches!(judged(&other), Recounted::Differs(_)));
    }
}
