//! What follows from facts about attempts. They are taken many at a time; a failure counts only while
//! the trial is still its attempt's.

use std::collections::HashSet;

use dwell_domain::{Failure, FailureKind, Micros, SweepId, TrialState, lifecycle::TrialEvent};

use super::{
    checkpoints::goes_on,
    completions::{self, Brought, event},
    dialect::{Connection, no, text, yes},
    evaluations::{self, Told},
    events, sweeps, trials,
};
use crate::{
    StoreError,
    records::Known,
    rows::{AttemptOutcome, Fact, FactEvent, Report},
    standing::{self, Standing},
    statement::statements,
};

statements! {
    /// Queues a trial again or gives it up.
    LEAVE = "
        UPDATE trials SET state = $2, since = $3, reason = $4, lease_until = NULL
        WHERE id = $1 AND state IN ('queued', 'running')";
    /// Ends an attempt.
    END_ATTEMPT = "
        UPDATE attempts SET outcome = $3, failure = $4, ended_at = $5, message = $6
        WHERE trial = $1 AND attempt = $2";
    /// How often attempts of a trial failed in one way since it last got further: the attempt that
    /// left the checkpoint to go on from, and those after it.
    FAILURES = concat!("
        SELECT count(*) FROM attempts
        WHERE trial = $1 AND failure = $2 AND attempt >= coalesce(
            (SELECT max(attempt) FROM checkpoints
             WHERE trial = $1 AND ", goes_on!(), "), 0)");
}

/// Cuts facts into parts in which no trial has one after another that ended an attempt of it: what the
/// facts of a part mean can be told from what is known at its beginning.
pub(super) fn parts(facts: &[Fact]) -> Vec<&[Fact]> {
    let mut parts = Vec::new();
    let (mut rest, mut taken) = (facts, 0);
    let mut ended = HashSet::new();
    for fact in facts {
        if ended.contains(&fact.trial) {
            let (part, others) = rest.split_at(taken);
            parts.push(part);
            (rest, taken) = (others, 0);
            ended.clear();
        }
        taken += 1;
        if fact.ended_attempt().is_some() {
            ended.insert(fact.trial);
        }
    }
    parts.push(rest);
    parts
}

/// Takes a part of a report's facts; whether trials are queued again.
pub(super) async fn take(
    conn: &mut Connection,
    report: &Report,
    part: &[Fact],
) -> Result<bool, StoreError> {
    let now = report.now;
    if part.is_empty() {
        return Ok(false);
    }
    let attempts = part.iter().map(|fact| (fact.trial, fact.attempt));
    let known = trials::all_known(conn, attempts).await?;
    let facts: Vec<(&Known, &FactEvent)> = part
        .iter()
        .filter_map(|fact| {
            let known = known.get(&(fact.trial, fact.attempt));
            let own = known.filter(|known| known.worker == report.worker);
            if own.is_none() {
                tell_of_stranger(report, fact);
            }
            Some((own?, &fact.event))
        })
        .collect();
    learn(conn, report, &facts).await?;
    let mut requeued = false;
    for (known, event) in facts {
        requeued |= match event {
            FactEvent::Evaluated(_) | FactEvent::Completed(_) => false,
            FactEvent::Failed(failure) => failed(conn, known, failure, now).await?,
            FactEvent::Released(reason) => released(conn, known, reason, now).await?,
        };
    }
    Ok(requeued)
}

/// Takes evaluations and results. A stale attempt's evaluations only fill gaps: should its result come
/// first, the curve has to be whole.
async fn learn(
    conn: &mut Connection,
    report: &Report,
    facts: &[(&Known, &FactEvent)],
) -> Result<(), StoreError> {
    let (first, late): (Vec<_>, Vec<_>) = brought(facts).partition(Brought::is_first);
    let decided: Vec<_> = first.iter().map(Brought::told).collect();
    let offered: Vec<_> = told(facts).collect();
    evaluations::store(conn, &offered, &decided).await?;
    let errors = offered.iter().chain(&decided).map(Told::error);
    evaluations::lower_best_errors(conn, errors).await?;
    completions::accept(conn, &first, report.now).await?;
    for brought in late {
        completions::keep_aside(conn, brought, report.now).await?;
    }
    let sweeps: HashSet<SweepId> = first.iter().map(|brought| brought.known.sweep).collect();
    for sweep in sweeps {
        sweeps::end_if_done(conn, sweep, report.now).await?;
    }
    Ok(())
}

/// The results among facts.
fn brought<'a>(facts: &[(&'a Known, &'a FactEvent)]) -> impl Iterator<Item = Brought<'a>> {
    facts.iter().filter_map(|&(known, event)| match event {
        FactEvent::Completed(result) => Some(Brought { known, result }),
        _ => None,
    })
}

/// The evaluations among facts, of trials that have not ended.
fn told<'a>(facts: &[(&'a Known, &'a FactEvent)]) -> impl Iterator<Item = Told<'a>> {
    let open = facts
        .iter()
        .filter(|(known, _)| known.standing != Standing::Ended);
    open.filter_map(|&(known, event)| match event {
        FactEvent::Evaluated(evaluation) => Some(Told { known, evaluation }),
        _ => None,
    })
}

fn tell_of_stranger(report: &Report, fact: &Fact) {
    tracing::warn!(
        trial.id = %fact.trial,
        lease.attempt = fact.attempt.0,
        worker.id = %report.worker,
        "ignored a fact about an attempt that this worker never had"
    );
}

/// Queues the trial again or gives it up, after a failure of the attempt that has it; whether it is
/// queued.
async fn failed(
    conn: &mut Connection,
    known: &Known,
    failure: &Failure,
    now: Micros,
) -> Result<bool, StoreError> {
    if !known.standing.may_go_on() {
        return Ok(false);
    }
    let Failure { kind, message } = failure;
    end_attempt(
        conn,
        known,
        AttemptOutcome::Failed,
        Some(*kind),
        message,
        now,
    )
    .await?;
    let failures: i64 = sqlx::query_scalar(FAILURES)
        .bind(known.trial.as_uuid())
        .bind(kind.as_str())
        .fetch_one(&mut *conn)
        .await?;
    let failures = failures as u32;
    let next = standing::after_failure(*kind, failures);
    let reason = standing::why_failed(failure, failures);
    leave(conn, known, next, &reason, now).await?;
    events::record(conn, event(known, TrialEvent::Failed, next, &reason, now)).await?;
    sweeps::end_if_done(conn, known.sweep, now).await?;
    Ok(next == TrialState::Queued)
}

/// Queues the trial again that its worker gives back; whether it was its.
async fn released(
    conn: &mut Connection,
    known: &Known,
    reason: &str,
    now: Micros,
) -> Result<bool, StoreError> {
    if !known.standing.may_go_on() {
        return Ok(false);
    }
    end_attempt(conn, known, AttemptOutcome::Released, None, reason, now).await?;
    leave(conn, known, TrialState::Queued, reason, now).await?;
    let (kind, state) = (TrialEvent::Released, TrialState::Queued);
    events::record(conn, event(known, kind, state, reason, now)).await?;
    Ok(true)
}

/// Moves a trial to a state without a lease.
async fn leave(
    conn: &mut Connection,
    known: &Known,
    next: TrialState,
    reason: &str,
    now: Micros,
) -> Result<(), StoreError> {
    // A lapsed attempt's trial is queued already.
    debug_assert!(known.state == next || known.state.may_become(next));
    sqlx::query(LEAVE)
        .bind(known.trial.as_uuid())
        .bind(next.as_str())
        .bind(now.0)
        .bind(text(reason))
        .execute(conn)
        .await?;
    Ok(())
}

async fn end_attempt(
    conn: &mut Connection,
    known: &Known,
    outcome: AttemptOutcome,
    failure: Option<FailureKind>,
    message: &str,
    now: Micros,
) -> Result<(), StoreError> {
    sqlx::query(END_ATTEMPT)
        .bind(known.trial.as_uuid())
        .bind(i64::from(known.attempt.0))
        .bind(outcome.as_str())
        .bind(failure.map(FailureKind::as_str))
        .bind(now.0)
        .bind(text(message))
        .execute(conn)
        .await?;
    Ok(())
}
