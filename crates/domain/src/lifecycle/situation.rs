//! The state machine of a trial: where an attempt and its trial stand, and what follows when
//! something happens to the attempt.
//!
//! Exactly one result of a trial is accepted: the first valid one, whichever attempt brings it. A
//! failure counts only while the trial is still its attempt's, and a lost lease is no fault of the
//! trial. Repeating anything that happened changes nothing more.

use super::{AttemptChange, AttemptOutcome, Decision, Move, TrialEvent, TrialState};
use crate::{
    quantity::Attempt,
    result::{Failure, FailureKind, Verdict},
};

/// Attempts that may end in one kind of failure, without the trial getting further in between,
/// before it is given up.
const TRIES_PER_FAILURE: u32 = 3;

/// An attempt that was handed out, and its trial, as far as it decides what may follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation {
    /// The trial's state.
    pub state: TrialState,
    /// Why the trial is in it; may be empty.
    pub reason: String,
    /// The trial's last attempt.
    pub last: Attempt,
    /// The attempt that something happens to: the last one or one before it.
    pub attempt: Attempt,
    /// How that attempt ended, if it did.
    pub outcome: Option<AttemptOutcome>,
}

/// What an attempt is to its trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The trial runs under its lease.
    Holds,
    /// Its lease ran out, but nobody else got the trial since: it may take it up again.
    Lapsed,
    /// It was over before: it failed, was given back, or a younger attempt has the trial.
    Stale,
    /// The trial has ended.
    Ended,
}

/// What can happen to an attempt.
#[derive(Clone, Copy, Debug)]
pub enum Happening<'a> {
    /// Its worker says that it holds it.
    Held,
    /// It was evaluated.
    Evaluated,
    /// It brought a result.
    Completed(Verdict),
    /// It failed.
    Failed {
        /// How.
        failure: &'a Failure,
        /// How many other attempts failed in the same way since the trial last got further.
        before: u32,
    },
    /// Its worker gives it back, for this reason.
    Released(&'a str),
    /// Its lease ran out.
    RanOut,
}

impl Standing {
    /// Whether the trial is still this attempt's to go on with.
    pub const fn may_go_on(self) -> bool {
        matches!(self, Self::Holds | Self::Lapsed)
    }
}

impl Situation {
    /// What the attempt is to its trial.
    pub fn standing(&self) -> Standing {
        if self.state.is_terminal() {
            return Standing::Ended;
        }
        match (self.state, self.outcome) {
            _ if self.attempt != self.last => Standing::Stale,
            (TrialState::Running, _) => Standing::Holds,
            (_, Some(AttemptOutcome::Expired)) => Standing::Lapsed,
            _ => Standing::Stale,
        }
    }

    /// What follows.
    pub fn after(&self, happening: Happening<'_>) -> Decision {
        let decision = match happening {
            Happening::Held => self.after_a_word(),
            Happening::Evaluated => self.after_an_evaluation(),
            Happening::Completed(verdict) => self.after_a_result(verdict),
            Happening::Failed { failure, before } => self.after_a_failure(failure, before + 1),
            Happening::Released(reason) => self.after_a_release(reason),
            Happening::RanOut => self.after_the_lease(),
        };
        if let Decision::Move(next) = &decision {
            // The trial of a lapsed attempt is queued already, and may be left so.
            debug_assert!(self.state == next.state || self.state.may_become(next.state));
        }
        decision
    }

    fn after_a_word(&self) -> Decision {
        match self.standing() {
            Standing::Holds => Decision::GoOn,
            Standing::Lapsed => Decision::Move(Move {
                state: TrialState::Running,
                reason: String::new(),
                attempt: AttemptChange::Reopens,
                event: TrialEvent::Reattached,
                message: String::new(),
            }),
            Standing::Stale | Standing::Ended => Decision::Stop(self.why_stop()),
        }
    }

    /// A stale attempt's evaluations are kept too: should its result come first, the curve has to
    /// be whole.
    fn after_an_evaluation(&self) -> Decision {
        match self.standing() {
            Standing::Holds | Standing::Lapsed | Standing::Stale => Decision::KeepEvaluation,
            Standing::Ended => Decision::Ignore,
        }
    }

    fn after_a_result(&self, verdict: Verdict) -> Decision {
        if self.standing() == Standing::Ended {
            return Decision::KeepAside;
        }
        Decision::Move(Move {
            state: TrialState::Completed,
            reason: String::new(),
            attempt: AttemptChange::Ends {
                outcome: AttemptOutcome::Completed,
                failure: None,
                message: String::new(),
            },
            event: TrialEvent::Completed,
            message: verdict.as_str().to_owned(),
        })
    }

    /// `failures` of the trial's attempts, this one included, failed in the same way since it last
    /// got further.
    fn after_a_failure(&self, failure: &Failure, failures: u32) -> Decision {
        if !self.standing().may_go_on() {
            return Decision::Ignore;
        }
        let reason = why_failed(failure, failures);
        Decision::Move(Move {
            state: state_after(failure.kind, failures),
            message: reason.clone(),
            reason,
            attempt: AttemptChange::Ends {
                outcome: AttemptOutcome::Failed,
                failure: Some(failure.kind),
                message: failure.message.clone(),
            },
            event: TrialEvent::Failed,
        })
    }

    fn after_a_release(&self, reason: &str) -> Decision {
        if !self.standing().may_go_on() {
            return Decision::Ignore;
        }
        queued_again(AttemptOutcome::Released, TrialEvent::Released, reason)
    }

    fn after_the_lease(&self) -> Decision {
        if self.standing() != Standing::Holds {
            return Decision::Ignore;
        }
        let reason = format!("the lease of attempt {} ran out", self.attempt);
        queued_again(AttemptOutcome::Expired, TrialEvent::Expired, &reason)
    }

    /// The reason that a person reads in the log of a worker that may not go on.
    fn why_stop(&self) -> String {
        let Self { reason, last, .. } = self;
        match self.state {
            TrialState::Completed => "the trial has its result already".to_owned(),
            TrialState::Failed => format!("the trial was given up: {reason}"),
            TrialState::Cancelled => format!("the trial was cancelled: {reason}"),
            TrialState::Pruned => format!("the trial was pruned: {reason}"),
            TrialState::Queued | TrialState::Running if self.attempt == *last => {
                "the attempt ended already".to_owned()
            }
            TrialState::Queued | TrialState::Running => format!("attempt {last} took its place"),
        }
    }
}

fn queued_again(outcome: AttemptOutcome, event: TrialEvent, reason: &str) -> Decision {
    Decision::Move(Move {
        state: TrialState::Queued,
        reason: reason.to_owned(),
        attempt: AttemptChange::Ends {
            outcome,
            failure: None,
            message: reason.to_owned(),
        },
        event,
        message: reason.to_owned(),
    })
}

/// The state of a trial after a failure, the `failures`th of its kind since it last got further.
const fn state_after(kind: FailureKind, failures: u32) -> TrialState {
    match kind {
        FailureKind::Crashed | FailureKind::OutOfMemory if failures < TRIES_PER_FAILURE => {
            TrialState::Queued
        }
        FailureKind::Crashed | FailureKind::OutOfMemory | FailureKind::Invalid => {
            TrialState::Failed
        }
    }
}

/// Why a trial is queued again or given up, for people.
fn why_failed(failure: &Failure, failures: u32) -> String {
    let Failure { kind, message } = failure;
    match kind {
        FailureKind::Crashed => {
            format!("crashed {failures} of {TRIES_PER_FAILURE} times: {message}")
        }
        FailureKind::OutOfMemory => {
            format!("out of memory {failures} of {TRIES_PER_FAILURE} times: {message}")
        }
        FailureKind::Invalid => format!("cannot be trained: {message}"),
    }
}
