//! A worker's report: its facts in order, then its leases, then where its lanes are.

use std::collections::HashSet;

use dwell_domain::{Attempt, Micros, Step, TrialId, WorkerId};

use super::{dialect::Connection, facts, leases, locks, trials, workers};
use crate::{
    StoreError,
    rows::{Fact, FactEvent, Report, Reported},
    statement::statements,
};

statements! {
    /// Notes how far a running attempt is.
    PROGRESS = "
        UPDATE trials SET step = $4
        WHERE id = $1 AND attempt = $2 AND worker = $3 AND state = 'running' AND step <> $4";
}

/// A report of an unknown worker changes nothing: it is to register and report again.
pub(super) async fn report(conn: &mut Connection, report: &Report) -> Result<Reported, StoreError> {
    let mut reported = Reported::default();
    let Report { worker, now, .. } = *report;
    if !workers::reported(conn, worker, report.updates_per_second, now).await? {
        reported.unknown_worker = true;
        return Ok(reported);
    }
    locks::trials(conn, &named(report)).await?;
    for fact in &report.facts {
        reported.changed |= take_fact(conn, worker, now, fact).await?;
    }
    let over: HashSet<_> = report
        .facts
        .iter()
        .filter_map(Fact::ended_attempt)
        .collect();
    for &(trial, attempt) in &report.held {
        if over.contains(&(trial, attempt)) {
            continue;
        }
        if let Some(reason) = leases::hold(conn, report, trial, attempt).await? {
            reported.stop.push((trial, attempt, reason));
        }
    }
    for &(trial, attempt, step) in &report.progress {
        progress(conn, worker, trial, attempt, step).await?;
    }
    Ok(reported)
}

/// Every trial that a report says something of.
fn named(report: &Report) -> Vec<TrialId> {
    let facts = report.facts.iter().map(|fact| fact.trial);
    let held = report.held.iter().map(|(trial, _)| *trial);
    let progress = report.progress.iter().map(|(trial, ..)| *trial);
    facts.chain(held).chain(progress).collect()
}

/// Takes one fact; whether something became free for others, or a sweep ended.
async fn take_fact(
    conn: &mut Connection,
    worker: WorkerId,
    now: Micros,
    fact: &Fact,
) -> Result<bool, StoreError> {
    let known = trials::known(conn, fact.trial, fact.attempt).await?;
    let Some(known) = known.filter(|known| known.worker == worker) else {
        tracing::warn!(
            trial.id = %fact.trial,
            lease.attempt = fact.attempt.0,
            worker.id = %worker,
            "ignored a fact about an attempt that this worker never had"
        );
        return Ok(false);
    };
    match &fact.event {
        FactEvent::Evaluated(evaluation) => {
            facts::evaluated(conn, &known, evaluation).await?;
            progress(conn, worker, fact.trial, fact.attempt, evaluation.step).await?;
            Ok(false)
        }
        FactEvent::Completed(result) => facts::completed(conn, &known, result, now).await,
        FactEvent::Failed(failure) => facts::failed(conn, &known, failure, now).await,
        FactEvent::Released(reason) => facts::released(conn, &known, reason, now).await,
    }
}

async fn progress(
    conn: &mut Connection,
    worker: WorkerId,
    trial: TrialId,
    attempt: Attempt,
    step: Step,
) -> Result<(), StoreError> {
    sqlx::query(PROGRESS)
        .bind(trial.as_uuid())
        .bind(i64::from(attempt.0))
        .bind(worker.as_uuid())
        .bind(step.0 as i64)
        .execute(conn)
        .await?;
    Ok(())
}
