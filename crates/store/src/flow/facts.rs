//! What follows from facts about attempts, many at a time. What follows from one is decided by
//! `dwell_domain::lifecycle`.

use std::collections::HashSet;

use dwell_domain::{
    FailureKind, SweepId, TrialResult, TrialState,
    lifecycle::{Decision, Happening},
};

use super::{
    checkpoints::goes_on,
    completions::{self, FirstResult},
    dialect::{Connection, no, yes},
    evaluations::{self, Told},
    moves, sweeps, trials,
};
use crate::{
    StoreError,
    records::Known,
    rows::{Fact, FactEvent, Report},
    statement::statements,
};

statements! {
    /// How often attempts of a trial failed in one way, one not counted, since it last got further: the
    /// attempt that left the checkpoint to go on from, and those after it.
    FAILURES = concat!("
        SELECT count(*) FROM attempts
        WHERE trial = $1 AND failure = $2 AND attempt <> $3 AND attempt >= coalesce(
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
        let happening = match event {
            FactEvent::Evaluated(_) | FactEvent::Completed(_) => continue,
            FactEvent::Failed(failure) => Happening::Failed {
                failure,
                before: failures(conn, known, failure.kind).await?,
            },
            FactEvent::Released(reason) => Happening::Released(reason),
        };
        if let Decision::Move(next) = known.situation.after(happening) {
            moves::make(conn, known, &next, None, report.now).await?;
            requeued |= next.state == TrialState::Queued;
        }
    }
    Ok(requeued)
}

/// Takes evaluations and results.
async fn learn(
    conn: &mut Connection,
    report: &Report,
    facts: &[(&Known, &FactEvent)],
) -> Result<(), StoreError> {
    let Results { first, late } = results(facts);
    let decided: Vec<_> = first.iter().map(FirstResult::told).collect();
    let offered: Vec<_> = told(facts).collect();
    evaluations::store(conn, &offered, &decided).await?;
    let errors = offered.iter().chain(&decided).map(Told::error);
    evaluations::lower_best_errors(conn, errors).await?;
    completions::accept(conn, &first, report.now).await?;
    for (known, result) in late {
        completions::keep_aside(conn, known, result, report.now).await?;
    }
    let sweeps: HashSet<SweepId> = first.iter().map(|first| first.known.sweep).collect();
    for sweep in sweeps {
        sweeps::end_if_done(conn, sweep, report.now).await?;
    }
    Ok(())
}

/// Results, each with the attempt that brought it.
#[derive(Default)]
struct Results<'a> {
    /// Those that their trials are completed with.
    first: Vec<FirstResult<'a>>,
    /// Those of trials that have ended.
    late: Vec<(&'a Known, &'a TrialResult)>,
}

/// The results among facts.
fn results<'a>(facts: &[(&'a Known, &'a FactEvent)]) -> Results<'a> {
    let mut results = Results::default();
    for &(known, event) in facts {
        let FactEvent::Completed(result) = event else {
            continue;
        };
        match known.situation.after(Happening::Completed(result.verdict)) {
            Decision::Move(next) => results.first.push(FirstResult {
                known,
                result,
                next,
            }),
            Decision::KeepAside => results.late.push((known, result)),
            _ => {}
        }
    }
    results
}

/// The evaluations among facts that belong to their trials' curves.
fn told<'a>(facts: &[(&'a Known, &'a FactEvent)]) -> impl Iterator<Item = Told<'a>> {
    facts.iter().filter_map(|&(known, event)| match event {
        FactEvent::Evaluated(evaluation)
            if known.situation.after(Happening::Evaluated) == Decision::KeepEvaluation =>
        {
            Some(Told { known, evaluation })
        }
        _ => None,
    })
}

/// How often other attempts of the trial failed in this way since it last got further.
async fn failures(
    conn: &mut Connection,
    known: &Known,
    kind: FailureKind,
) -> Result<u32, StoreError> {
    let failures: i64 = sqlx::query_scalar(FAILURES)
        .bind(known.trial.as_uuid())
        .bind(kind.as_str())
        .bind(i64::from(known.attempt().0))
        .fetch_one(conn)
        .await?;
    Ok(failures as u32)
}

fn tell_of_stranger(report: &Report, fact: &Fact) {
    tracing::warn!(
        trial.id = %fact.trial,
        lease.attempt = fact.attempt.0,
        worker.id = %report.worker,
        "ignored a fact about an attempt that this worker never had"
    );
}
