//! What a check of a database finds: rows that cannot have come about.

use dwell_domain::{MetricsDigest, SweepId, TrialId};

use crate::rows::CheckpointRow;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wrong {
    /// A row names another one that is not there.
    Orphan,
    /// A state, the event log, the attempts and the results of a trial contradict one another.
    History,
    /// An accepted result does not follow from the evaluations that are kept.
    Digest,
    /// An evaluation of the attempt that brought the result is not there.
    Evaluation,
    /// A count that is kept is not what there is.
    Tally,
    /// A sweep's state does not fit its trials.
    Sweep,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A trial: its id, and its sweep and number where its row is there.
    Trial {
        /// Its id.
        id: TrialId,
        /// Its place.
        place: Option<(SweepId, u64)>,
    },
    /// A sweep.
    Sweep(SweepId),
    /// A row of another kind, by its id.
    Row {
        /// What it is: `configuration` or `worker`.
        kind: &'static str,
        /// Its id.
        id: uuid::Uuid,
    },
}

/// Something that is wrong in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub wrong: Wrong,
    /// With what.
    pub subject: Subject,
    /// How it shows.
    pub detail: String,
}

/// What one state of a database has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The number of the last migration.
    pub schema: i64,
    /// How many sweeps.
    pub sweeps: u64,
    /// How many trials.
    pub trials: u64,
    /// How many accepted results.
    pub results: u64,
    /// The objects that its trials need, by their names.
    pub needed: Vec<CheckpointRow>,
    /// The names of those that they did need, and that are to be removed.
    pub unneeded: Vec<String>,
}

/// One state of a database, looked at from end to end.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// What there is.
    pub contents: Contents,
    /// The results whose digest was made again from the kept evaluations, and is the same.
    pub digests: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Wrong {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Orphan => "orphan",
            Self::History => "history",
            Self::Digest => "digest",
            Self::Evaluation => "evaluation",
            Self::Tally => "tally",
            Self::Sweep => "sweep",
        }
    }

    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Orphan | Self::History => {
                "restore a backup that has no findings; without one, train the sweep again: `dwell submit --new`"
            }
            Self::Digest | Self::Evaluation => {
                "do not rely on this trial's curve and result; train the sweep again: `dwell submit --new`"
            }
            Self::Tally => {
                "progress and scheduling go by this count, results do not; restore a backup that has no findings"
            }
            Self::Sweep => {
                "`dwell sweep cancel SWEEP` ends one that goes on with nothing to do; else restore a backup"
            }
        }
    }
}

/// An accepted result, and the evaluations that it is to follow from.
#[derive(Clone, Debug)]
pub(crate) struct Recount {
    /// How often the trial is evaluated.
    pub(crate) every: u64,
    /// The attempt that brought the result.
    pub(crate) attempt: i64,
    /// The step of the result.
    pub(crate) step: u64,
    /// What the result says.
    pub(crate) digest: MetricsDigest,
    /// The kept evaluations up to that step: their attempts and steps.
    pub(crate) kept: Vec<(i64, u64)>,
    /// The digest of these evaluations.
    pub(crate) recomputed: MetricsDigest,
}

impl Recount {
    /// Whether the evaluations determine the digest, or what is wrong.
    ///
    /// They do not where a younger attempt than the result's evaluated a step anew, nor where one of
    /// an older attempt got lost with its worker: its checkpoint may have arrived before it.
    pub(crate) fn judge(&self) -> Result<bool, (Wrong, String)> {
        let own = self
            .kept
            .iter()
            .filter(|(attempt, _)| *attempt == self.attempt);
        let first = own.map(|(_, step)| *step).min().unwrap_or(self.step);
        let missing: Vec<String> = self
            .expected()
            .filter(|step| !self.kept.iter().any(|(_, kept)| kept == step))
            .map(|step| step.to_string())
            .collect();
        let lost = |step: &String| step.parse().is_ok_and(|step: u64| step < first);
        if let Some(step) = missing.iter().find(|step| !lost(step)) {
            let detail = format!("its evaluation at step {step} is missing");
            return Err((Wrong::Evaluation, detail));
        }
        let is_mixed = self.kept.iter().any(|(attempt, _)| *attempt > self.attempt);
        if !missing.is_empty() || is_mixed {
            return Ok(false);
        }
        if self.digest == self.recomputed {
            return Ok(true);
        }
        let detail = format!(
            "its result has the digest {:.12}.., its evaluations have {:.12}..",
            self.digest.to_string(),
            self.recomputed.to_string()
        );
        Err((Wrong::Digest, detail))
    }

    /// The steps at which it was evaluated.
    fn expected(&self) -> impl Iterator<Item = u64> {
        let regular = (1..).map(|times| times * self.every.max(1));
        let last = self.step;
        regular.take_while(move |step| *step < last).chain([last])
    }
}
