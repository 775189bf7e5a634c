//! Histories that are in order, and one of each kind that is not.

use super::*;

const FIRST: Attempt = Attempt(1);
const SECOND: Attempt = Attempt(2);

fn entry(event: TrialEvent, attempt: Attempt, state: TrialState) -> Entry {
    Entry {
        what: Happened::ToAttempt(event),
        attempt,
        state,
    }
}

/// The first attempt lost its lease, the second one failed after all, and the first one came back
/// with the result while the third one ran.
fn eventful() -> History {
    use AttemptOutcome as How;
    use TrialEvent::{Claimed, Completed, Expired, Failed, Reattached, Repeated, Superseded};
    use TrialState::{Completed as Done, Queued, Running};
    let third = Attempt(3);
    History {
        state: Done,
        last: third,
        is_leased: false,
        attempts: vec![
            (FIRST, Some(How::Completed)),
            (SECOND, Some(How::Failed)),
            (third, Some(How::Cancelled)),
        ],
        events: vec![
            entry(Claimed, FIRST, Running),
            entry(Expired, FIRST, Queued),
            entry(Reattached, FIRST, Running),
            entry(Expired, FIRST, Queued),
            entry(Claimed, SECOND, Running),
            entry(Failed, SECOND, Queued),
            entry(Claimed, third, Running),
            entry(Completed, FIRST, Done),
            entry(Superseded, third, Done),
            entry(Repeated, third, Done),
        ],
        results: vec![FIRST],
    }
}

fn told(history: &History) -> Vec<String> {
    let found = history.contradictions();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn what_can_have_come_about_is_not_contradicted() {
    assert_eq!(told(&eventful()), [""; 0]);
    let waiting = History {
        state: TrialState::Queued,
        last: Attempt(0),
        is_leased: false,
        attempts: vec![],
        events: vec![],
        results: vec![],
    };
    assert_eq!(told(&waiting), [""; 0]);
    let cancelled = History {
        state: TrialState::Cancelled,
        events: vec![Entry {
            what: Happened::Cancelled,
            attempt: Attempt(0),
            state: TrialState::Cancelled,
        }],
        ..waiting
    };
    assert_eq!(told(&cancelled), [""; 0]);
}

#[test]
fn each_thing_that_cannot_be_is_told() {
    type Damage = fn(&mut History);
    let damages: [(Damage, &[&str]); 10] = [
        (|h| h.is_leased = true, &["it is completed and has a lease"]),
        (
            |h| h.results.clear(),
            &["it is completed and has no result"],
        ),
        (|h| h.results.push(FIRST), &["it has 2 results"]),
        (
            |h| h.results = vec![SECOND],
            &["its result is of attempt 2, which did not complete"],
        ),
        (
            |h| h.attempts[1].1 = Some(AttemptOutcome::Completed),
            &[
                "it was completed 2 times",
                "attempt 2 is completed, but its events lead to failed",
            ],
        ),
        (
            |h| h.state = TrialState::Queued,
            &[
                "it is queued and has a result",
                "it is queued, but its events lead to completed",
            ],
        ),
        (
            |h| h.last = SECOND,
            &["its last attempt is 2, but its events lead to 3"],
        ),
        (
            |h| {
                h.attempts.remove(1);
            },
            &["attempt 2 is unknown, but its events lead to failed"],
        ),
        (
            |h| {
                h.events.remove(1);
            },
            &["event 2, `reattached` of attempt 1 to running, cannot follow those before it"],
        ),
        (
            |h| {
                let again = entry(TrialEvent::Completed, SECOND, TrialState::Completed);
                h.events.push(again);
            },
            &[
                "it was completed 2 times",
                "event 11, `completed` of attempt 2 to completed, cannot follow those before it",
            ],
        ),
    ];
    for (damage, expected) in damages {
        let mut history = eventful();
        damage(&mut history);
        assert_eq!(told(&history), expected);
    }
}

#[test]
fn a_running_trial_has_a_lease() {
    let running = History {
        state: TrialState::Running,
        last: FIRST,
        is_leased: false,
        attempts: vec![(FIRST, None)],
        events: vec![entry(TrialEvent::Claimed, FIRST, TrialState::Running)],
        results: vec![],
    };
    assert_eq!(told(&running), ["it is running without a lease"]);
}

#[test]
fn a_sweep_ends_with_its_trials() {
    assert_eq!(SweepState::Completed.contradiction(0), None);
    assert_eq!(SweepState::Active.contradiction(1), None);
    let early = SweepState::Cancelled.contradiction(2).unwrap();
    assert_eq!(
        early.to_string(),
        "it is cancelled, but 2 of its trials have not ended"
    );
    let late = SweepState::Active.contradiction(0).unwrap();
    assert_eq!(
        late.to_string(),
        "it is active, but all its trials have ended"
    );
}
