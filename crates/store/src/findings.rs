//! What a check of a database finds: rows that cannot have come about.

use dwell_domain::{SweepId, TrialId, lifecycle::Recounted};

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
    /// An evaluation before the result is not there.
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
    /// What a recount finds, and how it shows.
    pub(crate) fn of_recount(recounted: Recounted) -> Option<(Self, String)> {
        match recounted {
            Recounted::Same | Recounted::Undetermined => None,
            Recounted::Missing(step) => Some((
                Self::Evaluation,
                format!("its evaluation at step {step} is missing"),
            )),
            Recounted::Differs(digest) => Some((
                Self::Digest,
                format!("its evaluations have the digest {digest}, its result another"),
            )),
        }
    }

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
