//! Whether what is written down of a trial can have come about: its events, gone through with the
//! state machine, have to lead to the state, the attempts and the one result that it has.
//!
//! What decides a life is [`Situation::after`]; here it is asked once more, long afterwards.

#[cfg(test)]
mod tests;

use super::{
    AttemptChange, AttemptOutcome, Decision, Happening, Situation, SweepState, TrialEvent,
    TrialState,
};
use crate::{
    quantity::Attempt,
    result::{Failure, FailureKind, Verdict},
};

/// What is written down of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Its state.
    pub state: TrialState,
    /// Its last attempt; 0 before the first.
    pub last: Attempt,
    /// Whether somebody has a lease on it.
    pub is_leased: bool,
    /// Its attempts in ascending order, each with how it ended.
    pub attempts: Vec<(Attempt, Option<AttemptOutcome>)>,
    /// Its events, in order.
    pub events: Vec<Entry>,
    /// The attempts that brought the results that it has.
    pub results: Vec<Attempt>,
}

/// An entry of the event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub what: Happened,
    /// To which attempt; the trial's last one where it happened to the trial.
    pub attempt: Attempt,
    /// The trial's state afterwards.
    pub state: TrialState,
}

/// What the event log says happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Something to an attempt.
    ToAttempt(TrialEvent),
    /// The sweep was cancelled, and the trial with it.
    Cancelled,
}

/// Something that cannot have come about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// A lease on a trial that does not run.
    #[error("it is {0} and has a lease")]
    Leased(TrialState),
    /// A trial that runs for nobody.
    #[error("it is running without a lease")]
    NotLeased,
    /// A completed trial whose result is gone.
    #[error("it is completed and has no result")]
    NoResult,
    /// A result of a trial that is not completed.
    #[error("it is {0} and has a result")]
    ResultOf(TrialState),
    /// More results than one.
    #[error("it has {0} results")]
    Results(usize),
    /// It was completed more than once.
    #[error("it was completed {0} times")]
    Completions(usize),
    /// An event that cannot follow those before it.
    #[error(
        "event {place}, `{event}` of attempt {attempt} to {state}, cannot follow those before it"
    )]
    Event {
        /// Its place among the trial's events, from 1.
        place: usize,
        /// What is said to have happened.
        event: &'static str,
        /// To which attempt.
        attempt: Attempt,
        /// The state that is said to have followed.
        state: TrialState,
    },
    /// The events lead elsewhere.
    #[error("it is {is}, but its events lead to {told}")]
    State {
        /// The trial's state.
        is: TrialState,
        /// What its events lead to.
        told: TrialState,
    },
    /// The events know another last attempt.
    #[error("its last attempt is {is}, but its events lead to {told}")]
    Last {
        /// The trial's last attempt.
        is: Attempt,
        /// What its events lead to.
        told: Attempt,
    },
    /// An attempt ended otherwise than the events say, or is not written down.
    #[error("attempt {attempt} is {is}, but its events lead to {told}")]
    Outcome {
        /// Which attempt.
        attempt: Attempt,
        /// How it ended, in a word.
        is: &'static str,
        /// What its events lead to.
        told: &'static str,
    },
    /// The accepted result is of an attempt that did not complete.
    #[error("its result is of attempt {0}, which did not complete")]
    ResultOfAnother(Attempt),
    /// A sweep that has ended before its trials.
    #[error("it is {state}, but {unfinished} of its trials have not ended")]
    EndedEarly {
        /// The sweep's state.
        state: SweepState,
        /// How many trials are queued or running.
        unfinished: u64,
    },
    /// A sweep that goes on with nothing to do.
    #[error("it is {0}, but all its trials have ended")]
    NotEnded(SweepState),
}

impl Happened {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ToAttempt(event) => event.as_str(),
            Self::Cancelled => "cancelled",
        }
    }
}

impl SweepState {
    /// What contradicts this state, given how many of the sweep's trials have not ended.
    pub const fn contradiction(self, unfinished: u64) -> Option<Contradiction> {
        match (self.is_terminal(), unfinished) {
            (true, 1..) => Some(Contradiction::EndedEarly {
                state: self,
                unfinished,
            }),
            (false, 0) => Some(Contradiction::NotEnded(self)),
            _ => None,
        }
    }
}

impl History {
    /// Everything that cannot have come about.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found = self.of_leases_and_results();
        match Replay::of(&self.events) {
            Ok(replay) => found.extend(replay.differs_from(self)),
            Err(impossible) => found.push(impossible),
        }
        found
    }

    /// How an attempt ended, in a word.
    fn known(&self, attempt: Attempt) -> &'static str {
        let mut attempts = self.attempts.iter();
        let known = attempts.find(|(number, _)| *number == attempt);
        known.map_or(UNKNOWN, |(_, outcome)| word(*outcome))
    }

    fn of_leases_and_results(&self) -> Vec<Contradiction> {
        let completed = |outcome| outcome == Some(AttemptOutcome::Completed);
        let completions = self
            .attempts
            .iter()
            .filter(|(_, how)| completed(*how))
            .count();
        let told = self.events.iter().filter(|entry| entry.completes()).count();
        let is_completed = self.state == TrialState::Completed;
        let of_another = self.results.first().filter(|attempt| {
            let mut attempts = self.attempts.iter();
            !attempts.any(|(number, how)| number == *attempt && completed(*how))
        });
        [
            match (self.state == TrialState::Running, self.is_leased) {
                (true, false) => Some(Contradiction::NotLeased),
                (false, true) => Some(Contradiction::Leased(self.state)),
                _ => None,
            },
            match self.results.len() {
                0 if is_completed => Some(Contradiction::NoResult),
                1.. if !is_completed => Some(Contradiction::ResultOf(self.state)),
                results @ 2.. => Some(Contradiction::Results(results)),
                _ => None,
            },
            (completions.max(told) > 1).then(|| Contradiction::Completions(completions.max(told))),
            of_another.copied().map(Contradiction::ResultOfAnother),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Entry {
    fn completes(self) -> bool {
        self.what == Happened::ToAttempt(TrialEvent::Completed)
    }
}

/// The word for an attempt that is not written down.
const UNKNOWN: &str = "unknown";

/// The word for how an attempt ended.
fn word(outcome: Option<AttemptOutcome>) -> &'static str {
    outcome.map_or("open", AttemptOutcome::as_str)
}

/// A trial as its events tell it.
#[derive(Debug)]
struct Replay {
    state: TrialState,
    /// How each attempt ended; the first one first.
    outcomes: Vec<Option<AttemptOutcome>>,
}

impl Replay {
    /// Goes through the events, up to one that cannot follow those before it.
    fn of(events: &[Entry]) -> Result<Self, Contradiction> {
        let mut replay = Self {
            state: TrialState::Queued,
            outcomes: Vec::new(),
        };
        for (place, entry) in (1..).zip(events) {
            replay.follow(*entry).ok_or(Contradiction::Event {
                place,
                event: entry.what.as_str(),
                attempt: entry.attempt,
                state: entry.state,
            })?;
        }
        Ok(replay)
    }

    fn last(&self) -> Attempt {
        Attempt(self.outcomes.len() as u32)
    }

    /// Takes one event; `None` where it cannot be.
    fn follow(&mut self, entry: Entry) -> Option<()> {
        let Happened::ToAttempt(event) = entry.what else {
            return self.is_cancelled(entry);
        };
        if event == TrialEvent::Claimed {
            return self.is_claimed(entry);
        }
        let outcome = *self
            .outcomes
            .get((entry.attempt.0 as usize).checked_sub(1)?)?;
        match event {
            TrialEvent::Superseded => self.is_superseded(entry, outcome),
            // It changes nothing, and nothing else comes after the end.
            TrialEvent::Repeated => {
                (self.state.is_terminal() && entry.state == self.state).then_some(())
            }
            _ => self.moves(entry, event, outcome),
        }
    }

    fn is_claimed(&mut self, entry: Entry) -> Option<()> {
        let is_next = self.state == TrialState::Queued && entry.attempt == self.last().next();
        (is_next && entry.state == TrialState::Running).then(|| {
            self.state = TrialState::Running;
            self.outcomes.push(None);
        })
    }

    fn is_cancelled(&mut self, entry: Entry) -> Option<()> {
        let is_open = !self.state.is_terminal() && entry.attempt == self.last();
        (is_open && entry.state == TrialState::Cancelled).then(|| {
            self.state = TrialState::Cancelled;
            for outcome in &mut self.outcomes {
                outcome.get_or_insert(AttemptOutcome::Cancelled);
            }
        })
    }

    fn is_superseded(&mut self, entry: Entry, outcome: Option<AttemptOutcome>) -> Option<()> {
        let is_left = self.state == TrialState::Completed && outcome.is_none();
        (is_left && entry.state == self.state)
            .then(|| self.ends(entry.attempt, Some(AttemptOutcome::Cancelled)))
    }

    /// What the state machine decides about, asked again.
    fn moves(
        &mut self,
        entry: Entry,
        event: TrialEvent,
        outcome: Option<AttemptOutcome>,
    ) -> Option<()> {
        let situation = Situation {
            state: self.state,
            reason: String::new(),
            last: self.last(),
            attempt: entry.attempt,
            outcome,
        };
        // How often it had failed is not told; what followed tells which of both it was.
        let failure = Failure {
            kind: match entry.state {
                TrialState::Failed => FailureKind::Invalid,
                _ => FailureKind::Crashed,
            },
            message: String::new(),
        };
        let happening = match event {
            TrialEvent::Expired => Happening::RanOut,
            TrialEvent::Reattached => Happening::Held,
            TrialEvent::Released => Happening::Released(""),
            TrialEvent::Completed => Happening::Completed(Verdict::Learned),
            TrialEvent::Failed => Happening::Failed {
                failure: &failure,
                before: 0,
            },
            TrialEvent::Claimed | TrialEvent::Repeated | TrialEvent::Superseded => return None,
        };
        let Decision::Move(next) = situation.after(happening) else {
            return None;
        };
        if next.event != event || next.state != entry.state {
            return None;
        }
        self.state = next.state;
        let outcome = match next.attempt {
            AttemptChange::Ends { outcome, .. } => Some(outcome),
            AttemptChange::Reopens => None,
        };
        self.ends(entry.attempt, outcome);
        Some(())
    }

    fn ends(&mut self, attempt: Attempt, outcome: Option<AttemptOutcome>) {
        self.outcomes[attempt.0 as usize - 1] = outcome;
    }

    /// How an attempt ended, in a word.
    fn told(&self, attempt: Attempt) -> &'static str {
        let place = (attempt.0 as usize).checked_sub(1);
        let outcome = place.and_then(|place| self.outcomes.get(place));
        outcome.map_or(UNKNOWN, |outcome| word(*outcome))
    }

    /// Where a trial is not what its events lead to.
    fn differs_from(&self, history: &History) -> Vec<Contradiction> {
        let mut found = Vec::new();
        if self.state != history.state {
            found.push(Contradiction::State {
                is: history.state,
                told: self.state,
            });
        }
        if self.last() != history.last {
            found.push(Contradiction::Last {
                is: history.last,
                told: self.last(),
            });
        }
        let numbers = (1..=self.last().0).map(Attempt);
        let further = history.attempts.iter().map(|(number, _)| *number);
        let further = further.filter(|number| self.told(*number) == UNKNOWN);
        for attempt in numbers.chain(further) {
            let (is, told) = (history.known(attempt), self.told(attempt));
            if is != told {
                found.push(Contradiction::Outcome { attempt, is, told });
            }
        }
        found
    }
}
