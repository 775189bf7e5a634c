//! What follows from what happened to an attempt.

use super::{AttemptOutcome, TrialEvent, TrialState};
use crate::result::FailureKind;

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing: it came too late to matter.
    Ignore,
    /// The attempt goes on under a new lease.
    GoOn,
    /// The worker is to stop the attempt, and is told why.
    Stop(String),
    /// The evaluation belongs to the trial's curve.
    KeepEvaluation,
    /// The result is kept aside and compared with the accepted one.
    KeepAside,
    /// The trial changes.
    Move(Move),
}

/// A change of a trial and of the attempt that caused it. It goes to the event log as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The trial's state afterwards: with a lease if it is `running`, else without.
    pub state: TrialState,
    /// Why it is in that state, for people; may be empty.
    pub reason: String,
    /// What becomes of the attempt.
    pub attempt: AttemptChange,
    /// What the event log calls it.
    pub event: TrialEvent,
    /// What the event log says about it; may be empty.
    pub message: String,
}

/// What becomes of an attempt when its trial moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptChange {
    /// It ends.
    Ends {
        /// How.
        outcome: AttemptOutcome,
        /// In which way it failed, if it did.
        failure: Option<FailureKind>,
        /// What is said of it; may be empty.
        message: String,
    },
    /// It had ended, and goes on.
    Reopens,
}
