//! Looks at one state of the database from end to end, and tells what cannot have come about.
//!
//! What follows from what is left to the domain; here rows are read and compared. It is made for a
//! person who waits, and reads every row: nothing here is for a call that others wait for.

mod rows;
mod trials;

use dwell_domain::{Attempt, Step, SweepId, SweepState, TrialId};
use uuid::Uuid;

use super::dialect::{Connection, no, yes};
use crate::{
    Contents, Finding, Inspection, StoreError, Subject, Wrong, decode, rows::CheckpointRow,
    statement::statements,
};

statements! {
    /// The number of the last migration.
    SCHEMA = "SELECT coalesce(max(version), 0) FROM _sqlx_migrations";
    /// How much there is.
    COUNTS = "
        SELECT (SELECT count(*) FROM sweeps), (SELECT count(*) FROM trials),
               (SELECT count(*) FROM results)";
    /// Sweeps, and how many of their trials have not ended.
    SWEEPS = "
        SELECT s.id, s.state, (SELECT count(*) FROM trials AS t
                               WHERE t.sweep = s.id AND t.state IN ('queued', 'running'))
        FROM sweeps AS s";
    /// The objects that are needed.
    NEEDED = concat!("
        SELECT trial, attempt, is_final, is_best, step, content_hash, size FROM checkpoints
        WHERE needed = ", yes!(), " ORDER BY content_hash, trial");
    /// The objects that were.
    UNNEEDED = concat!("SELECT content_hash FROM checkpoints WHERE needed = ", no!());
}

/// Every statement of a check.
#[cfg(test)]
pub(in super::super) const CHECKS: [&[(&str, &str)]; 3] =
    [STATEMENTS, rows::STATEMENTS, trials::STATEMENTS];

/// The number of the last migration.
pub(in super::super) async fn schema(conn: &mut Connection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(SCHEMA).fetch_one(conn).await?)
}

/// What there is, in the caller's transaction.
pub(in super::super) async fn contents(conn: &mut Connection) -> Result<Contents, StoreError> {
    let (sweeps, trials, results): (i64, i64, i64) =
        sqlx::query_as(COUNTS).fetch_one(&mut *conn).await?;
    Ok(Contents {
        schema: schema(conn).await?,
        sweeps: sweeps as u64,
        trials: trials as u64,
        results: results as u64,
        needed: needed(conn).await?,
        unneeded: sqlx::query_scalar(UNNEEDED).fetch_all(conn).await?,
    })
}

/// Looks at everything, in the caller's transaction.
pub(in super::super) async fn inspect(conn: &mut Connection) -> Result<Inspection, StoreError> {
    let mut inspection = Inspection {
        contents: contents(conn).await?,
        digests: 0,
        findings: Vec::new(),
    };
    rows::orphans(conn, &mut inspection.findings).await?;
    rows::tallies(conn, &mut inspection.findings).await?;
    sweeps(conn, &mut inspection.findings).await?;
    let mut after = Uuid::nil();
    while let Some(last) = trials::look(conn, after, &mut inspection).await? {
        after = last;
    }
    Ok(inspection)
}

/// The objects that trials need.
async fn needed(conn: &mut Connection) -> Result<Vec<CheckpointRow>, StoreError> {
    let found: Vec<(Uuid, i64, bool, bool, i64, String, i64)> =
        sqlx::query_as(NEEDED).fetch_all(conn).await?;
    let row = |(trial, attempt, is_final, is_best, step, content_hash, size)| CheckpointRow {
        trial: TrialId::from_uuid(trial),
        attempt: Attempt(attempt as u32),
        step: Step(step as u64),
        content_hash,
        size: size as u64,
        is_final,
        is_best,
    };
    Ok(found.into_iter().map(row).collect())
}

async fn sweeps(conn: &mut Connection, findings: &mut Vec<Finding>) -> Result<(), StoreError> {
    let found: Vec<(Uuid, String, i64)> = sqlx::query_as(SWEEPS).fetch_all(conn).await?;
    for (id, state, unfinished) in found {
        let state: SweepState = decode::sweep_state(&state)?;
        let contradiction = state.contradiction(unfinished as u64);
        findings.extend(contradiction.map(|contradiction| Finding {
            wrong: Wrong::Sweep,
            subject: sweep(id),
            detail: contradiction.to_string(),
        }));
    }
    Ok(())
}

fn sweep(id: Uuid) -> Subject {
    Subject::Sweep(SweepId::from_uuid(id))
}

fn trial(id: Uuid) -> Subject {
    Subject::Trial {
        id: TrialId::from_uuid(id),
        place: None,
    }
}

fn configuration(id: Uuid) -> Subject {
    let kind = "configuration";
    Subject::Row { kind, id }
}

fn worker(id: Uuid) -> Subject {
    Subject::Row { kind: "worker", id }
}
