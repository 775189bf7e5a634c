//! A worker's report: its leases, then where its lanes are, then its facts in order.
//!
//! What all writers share, the sweeps of the trials, is changed by the facts: last, for it is this
//! report's alone until the commit.

use std::collections::HashSet;

use dwell_domain::TrialId;

use super::{
    dialect::{Connection, id, integer, rows},
    facts, leases, locks, workers,
};
use crate::{
    StoreError,
    records::batch,
    rows::{Fact, Report, Reported},
    statement::statements,
};

statements! {
    /// Notes how far running attempts are: trial, attempt, step.
    PROGRESS = concat!("
        UPDATE trials SET step = ", integer!(2), "
        FROM ", rows!("$1"), "
        WHERE trials.id = ", id!(0), " AND attempt = ", integer!(1), " AND worker = $2
          AND state = 'running' AND step <> ", integer!(2));
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
    let over: HashSet<_> = report
        .facts
        .iter()
        .filter_map(Fact::ended_attempt)
        .collect();
    let held = report.held.iter().copied();
    let held: Vec<_> = held.filter(|attempt| !over.contains(attempt)).collect();
    reported.stop = leases::hold(conn, report, &held).await?;
    progress(conn, report).await?;
    for part in facts::parts(&report.facts) {
        reported.requeued |= facts::take(conn, report, part).await?;
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

/// Notes how far attempts are, as far as they run; of several steps of one the last.
async fn progress(conn: &mut Connection, report: &Report) -> Result<(), StoreError> {
    let steps = report.steps();
    if steps.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = steps
        .into_iter()
        .map(|((trial, attempt), step)| (batch::id(trial.as_uuid()), attempt.0, step.0))
        .collect();
    sqlx::query(PROGRESS)
        .bind(batch::json(&rows))
        .bind(report.worker.as_uuid())
        .execute(conn)
        .await?;
    Ok(())
}
