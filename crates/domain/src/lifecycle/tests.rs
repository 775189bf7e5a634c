//! Lives at random: whatever happens to attempts in whatever order, the promises hold.

use proptest::prelude::*;

use super::{
    AttemptChange, AttemptOutcome, Decision, Happening, Move, Situation, Standing, TrialState,
};
use crate::{
    quantity::Attempt,
    result::{Failure, FailureKind, Verdict},
};

/// A trial as plain data, which obeys each decision: the least that a store has to be.
#[derive(Clone, Debug)]
struct Life {
    state: TrialState,
    reason: String,
    /// How each attempt ended, and in which way it failed.
    attempts: Vec<(Option<AttemptOutcome>, Option<FailureKind>)>,
    results: u32,
}

impl Life {
    fn new() -> Self {
        Self {
            state: TrialState::Queued,
            reason: String::new(),
            attempts: vec![],
            results: 0,
        }
    }

    fn last(&self) -> Attempt {
        Attempt(self.attempts.len() as u32)
    }

    fn situation(&self, attempt: Attempt) -> Situation {
        Situation {
            state: self.state,
            reason: self.reason.clone(),
            last: self.last(),
            attempt,
            outcome: self.attempts[attempt.0 as usize - 1].0,
        }
    }

    fn is_claimed(&mut self) {
        if self.state == TrialState::Queued {
            self.state = TrialState::Running;
            self.attempts.push((None, None));
        }
    }

    fn failures(&self, attempt: Attempt, kind: FailureKind) -> u32 {
        let others = self.attempts.iter().zip(1..);
        let alike =
            others.filter(|((_, failure), number)| *number != attempt.0 && *failure == Some(kind));
        alike.count() as u32
    }

    fn happens(&mut self, attempt: Attempt, what: What) -> Decision {
        let failure = |kind| Failure {
            kind,
            message: "signal 9".to_owned(),
        };
        let situation = self.situation(attempt);
        let decision = match what {
            What::Held => situation.after(Happening::Held),
            What::Evaluated => situation.after(Happening::Evaluated),
            What::Completed => situation.after(Happening::Completed(Verdict::Learned)),
            What::Failed(kind) => situation.after(Happening::Failed {
                failure: &failure(kind),
                before: self.failures(attempt, kind),
            }),
            What::Released => situation.after(Happening::Released("drained")),
            What::RanOut => situation.after(Happening::RanOut),
        };
        if let Decision::Move(next) = &decision {
            self.obeys(attempt, next);
        }
        decision
    }

    fn obeys(&mut self, attempt: Attempt, next: &Move) {
        self.state = next.state;
        self.reason.clone_from(&next.reason);
        self.results += u32::from(next.state == TrialState::Completed);
        self.attempts[attempt.0 as usize - 1] = match &next.attempt {
            AttemptChange::Ends {
                outcome, failure, ..
            } => (Some(*outcome), *failure),
            AttemptChange::Reopens => (None, None),
        };
        if next.state.is_terminal() {
            for (outcome, _) in self.attempts.iter_mut().filter(|(o, _)| o.is_none()) {
                *outcome = Some(AttemptOutcome::Cancelled);
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum What {
    Held,
    Evaluated,
    Completed,
    Failed(FailureKind),
    Released,
    RanOut,
}

/// What happens next: a claim, or something to one of the attempts so far.
fn next() -> impl Strategy<Value = Option<(usize, What)>> {
    let what = prop_oneof![
        3 => Just(What::Held),
        3 => Just(What::Evaluated),
        1 => Just(What::Completed),
        3 => prop::sample::select(&FailureKind::ALL[..]).prop_map(What::Failed),
        2 => Just(What::Released),
        4 => Just(What::RanOut),
    ];
    prop_oneof![
        1 => Just(None),
        2 => (0..8_usize, what).prop_map(Some),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_the_promises_hold(history in prop::collection::vec(next(), 1..60)) {
        let mut life = Life::new();
        for next in history {
            let before = life.clone();
            match next {
                None => life.is_claimed(),
                Some(_) if life.attempts.is_empty() => continue,
                Some((attempt, what)) => {
                    let attempt = Attempt((attempt % life.attempts.len()) as u32 + 1);
                    life.happens(attempt, what);
                }
            }
            prop_assert!(life.results <= 1, "one accepted result");
            prop_assert_eq!(life.results == 1, life.state == TrialState::Completed);
            if before.state.is_terminal() {
                prop_assert_eq!(life.state, before.state, "an end is final");
                prop_assert_eq!(&life.attempts, &before.attempts);
            }
            for ((outcome, failure), number) in life.attempts.iter().zip(1..) {
                let runs = life.state == TrialState::Running && number == life.last().0;
                prop_assert_eq!(outcome.is_none(), runs, "only what runs is open");
                prop_assert_eq!(failure.is_some(), *outcome == Some(AttemptOutcome::Failed));
            }
        }
    }

    #[test]
    fn what_is_told_twice_changes_nothing_the_second_time(
        history in prop::collection::vec(next(), 1..30),
        what in next(),
    ) {
        let mut life = Life::new();
        life.is_claimed();
        for (attempt, what) in history.into_iter().flatten() {
            let attempt = Attempt((attempt % life.attempts.len()) as u32 + 1);
            life.happens(attempt, what);
            life.is_claimed();
        }
        if let Some((attempt, what)) = what {
            let attempt = Attempt((attempt % life.attempts.len()) as u32 + 1);
            life.happens(attempt, what);
            let once = life.clone();
            life.happens(attempt, what);
            prop_assert_eq!(life.state, once.state);
            prop_assert_eq!(life.attempts, once.attempts);
        }
    }
}

/// A trial whose first attempt ended so, and which is in this state since.
fn after(outcome: AttemptOutcome, state: TrialState) -> Situation {
    Situation {
        state,
        reason: "enough".to_owned(),
        last: Attempt(1),
        attempt: Attempt(1),
        outcome: Some(outcome),
    }
}

#[test]
fn a_lapsed_attempt_may_go_on_until_another_has_the_trial() {
    let lapsed = after(AttemptOutcome::Expired, TrialState::Queued);
    assert_eq!(lapsed.standing(), Standing::Lapsed);
    let Decision::Move(next) = lapsed.after(Happening::Held) else {
        panic!("it takes the trial up again");
    };
    assert_eq!(
        (next.state, next.attempt),
        (TrialState::Running, AttemptChange::Reopens)
    );

    let taken = Situation {
        state: TrialState::Running,
        last: Attempt(2),
        ..lapsed
    };
    assert_eq!(taken.standing(), Standing::Stale);
    let stop = Decision::Stop("attempt 2 took its place".to_owned());
    assert_eq!(taken.after(Happening::Held), stop);
}

#[test]
fn an_attempt_that_gave_its_trial_back_does_not_get_it_again() {
    let released = after(AttemptOutcome::Released, TrialState::Queued);
    let stop = Decision::Stop("the attempt ended already".to_owned());
    assert_eq!(released.after(Happening::Held), stop);
}

#[test]
fn a_stale_attempt_may_bring_the_result() {
    let stale = Situation {
        state: TrialState::Running,
        last: Attempt(2),
        ..after(AttemptOutcome::Expired, TrialState::Running)
    };
    let Decision::Move(next) = stale.after(Happening::Completed(Verdict::Solved)) else {
        panic!("the first result counts");
    };
    assert_eq!(
        (next.state, next.message.as_str()),
        (TrialState::Completed, "solved")
    );
}

#[test]
fn every_end_is_explained_to_who_goes_on_in_spite_of_it() {
    let expected = [
        (TrialState::Completed, "the trial has its result already"),
        (TrialState::Failed, "the trial was given up: enough"),
        (TrialState::Cancelled, "the trial was cancelled: enough"),
        (TrialState::Pruned, "the trial was pruned: enough"),
    ];
    for (state, reason) in expected {
        let ended = after(AttemptOutcome::Cancelled, state);
        assert_eq!(
            ended.after(Happening::Held),
            Decision::Stop(reason.to_owned())
        );
        assert_eq!(ended.after(Happening::Evaluated), Decision::Ignore);
        let result = Happening::Completed(Verdict::Learned);
        assert_eq!(ended.after(result), Decision::KeepAside);
    }
}

#[test]
fn an_invalid_trial_is_given_up_at_once_and_others_after_three_failures() {
    let running = Situation {
        outcome: None,
        ..after(AttemptOutcome::Failed, TrialState::Running)
    };
    let state_after = |kind, before| {
        let failure = &Failure {
            kind,
            message: String::new(),
        };
        match running.after(Happening::Failed { failure, before }) {
            Decision::Move(next) => next.state,
            other => panic!("a failure moves a running trial, not {other:?}"),
        }
    };
    assert_eq!(state_after(FailureKind::Invalid, 0), TrialState::Failed);
    for kind in [FailureKind::Crashed, FailureKind::OutOfMemory] {
        assert_eq!(state_after(kind, 1), TrialState::Queued);
        assert_eq!(state_after(kind, 2), TrialState::Failed);
    }
}
