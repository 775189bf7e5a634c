//! The queue, and handing trials out of it.

use dwell_domain::{
    Attempt, Micros, PackKey, Pick, QueuedGroup, SweepId, TrialId, TrialState,
    lifecycle::TrialEvent,
};
use uuid::Uuid;

use super::{
    checkpoints::{self, goes_on},
    dialect::{Connection, id, integer, locked, no, rows, skip_locked, yes},
    events, workers,
};
use crate::{
    StoreError,
    records::{Candidate, Event, apart, batch},
    rows::{CheckpointRow, Claim, HandedOut},
    statement::statements,
};

/// Whether a trainer died with a trial since it last got further: in the attempt that left the
/// checkpoint to go on from, or in one after it.
macro_rules! is_suspect {
    () => {
        concat!(
            "(t.attempt > 0 AND EXISTS (
                SELECT 1 FROM attempts AS a
                WHERE a.trial = t.id AND a.failure = 'crashed' AND a.attempt >= coalesce(
                    (SELECT max(attempt) FROM checkpoints WHERE trial = t.id AND ",
            goes_on!(),
            "), 0)))"
        )
    };
}

statements! {
    /// What waits in active sweeps; the longest of a group is the first in its index.
    QUEUE = "
        SELECT g.sweep, g.pack_key, g.queued,
               (SELECT t.predicted_cost FROM trials AS t
                WHERE t.trial_group = g.id AND t.state = 'queued'
                ORDER BY t.predicted_cost DESC LIMIT 1)
        FROM sweeps AS s JOIN trial_groups AS g ON g.sweep = s.id
        WHERE s.state = 'active' AND g.queued > 0
        ORDER BY g.sweep, g.pack_key";
    /// What a slot was handed and holds by our account.
    HELD = concat!("
        SELECT t.id, t.sweep, t.attempt, t.seed, CAST(c.configuration AS TEXT) AS configuration,
               ", is_suspect!(), " AS is_suspect
        FROM trials AS t JOIN configurations AS c ON c.id = t.configuration
        WHERE t.worker = $1 AND t.slot = $2 AND t.state = 'running'
        ORDER BY t.number", locked!("t"));
    /// The next trials of a group, the longest predicted first, without those that another
    /// coordinator is just handing out.
    NEXT = concat!("
        SELECT t.id, t.sweep, t.attempt, t.seed, CAST(c.configuration AS TEXT) AS configuration,
               ", is_suspect!(), " AS is_suspect
        FROM trials AS t JOIN configurations AS c ON c.id = t.configuration
        WHERE t.state = 'queued' AND t.trial_group = (
            SELECT g.id FROM trial_groups AS g JOIN sweeps AS s ON s.id = g.sweep
            WHERE g.sweep = $1 AND g.pack_key = $2 AND s.state = 'active')
        ORDER BY t.predicted_cost DESC, t.number
        LIMIT $3", skip_locked!("t"));
    /// The same without suspects, for a slot that trains something.
    NEXT_BESIDE = concat!("
        SELECT t.id, t.sweep, t.attempt, t.seed, CAST(c.configuration AS TEXT) AS configuration,
               ", no!(), " AS is_suspect
        FROM trials AS t JOIN configurations AS c ON c.id = t.configuration
        WHERE t.state = 'queued' AND NOT ", is_suspect!(), " AND t.trial_group = (
            SELECT g.id FROM trial_groups AS g JOIN sweeps AS s ON s.id = g.sweep
            WHERE g.sweep = $1 AND g.pack_key = $2 AND s.state = 'active')
        ORDER BY t.predicted_cost DESC, t.number
        LIMIT $3", skip_locked!("t"));
    /// Hands trials out that were found waiting, and are locked since: a new attempt each, under a
    /// lease, going on from a step: trial, attempt, step.
    TAKE = concat!("
        UPDATE trials SET state = 'running', attempt = ", integer!(1), ", worker = $2, slot = $3,
                          lease_until = $4, since = $5, step = ", integer!(2), ", reason = ''
        FROM ", rows!("$1"), "
        WHERE trials.id = ", id!(0));
    /// Begins attempts: trial, attempt.
    BEGIN_ATTEMPTS = concat!("
        INSERT INTO attempts (trial, attempt, worker, slot, started_at)
        SELECT ", id!(0), ", ", integer!(1), ", $2, $3, $4 FROM ", rows!("$1"));
    /// Renews the lease of what is handed out again.
    RENEW = "UPDATE trials SET lease_until = $2 WHERE id = $1 AND state = 'running'";
}

pub(super) async fn queue(conn: &mut Connection) -> Result<Vec<QueuedGroup>, StoreError> {
    let groups: Vec<(Uuid, String, i64, f64)> = sqlx::query_as(QUEUE).fetch_all(conn).await?;
    let group = |(sweep, pack_key, trials, longest): (Uuid, String, i64, f64)| QueuedGroup {
        sweep: SweepId::from_uuid(sweep),
        pack_key: PackKey::from_text(pack_key),
        trials: trials as u64,
        longest,
    };
    Ok(groups.into_iter().map(group).collect())
}

pub(super) async fn claim(
    conn: &mut Connection,
    claim: &Claim,
) -> Result<Vec<HandedOut>, StoreError> {
    workers::seen(conn, claim.worker, claim.now).await?;
    let held: Vec<Candidate> = sqlx::query_as(HELD)
        .bind(claim.worker.as_uuid())
        .bind(i64::from(claim.slot))
        .fetch_all(&mut *conn)
        .await?;
    let has_suspect = held.iter().any(|candidate| candidate.is_suspect);
    let statement = if held.is_empty() { NEXT } else { NEXT_BESIDE };
    let lost = hand_out_again(conn, claim, held).await?;
    if !lost.is_empty() || has_suspect {
        return Ok(lost);
    }
    let mut candidates = Vec::new();
    for pick in &claim.picks {
        candidates.extend(next(conn, statement, pick).await?);
    }
    let candidates = apart(candidates, |candidate: &Candidate| candidate.is_suspect);
    take(conn, claim, candidates).await
}

/// What the slot was handed and does not know of: the answer to an earlier call got lost.
async fn hand_out_again(
    conn: &mut Connection,
    claim: &Claim,
    held: Vec<Candidate>,
) -> Result<Vec<HandedOut>, StoreError> {
    let mut again = Vec::new();
    for candidate in held {
        let attempt = candidate.last_attempt();
        if claim.held.contains(&(candidate.trial(), attempt)) {
            continue;
        }
        renew(conn, candidate.trial(), claim.lease_until).await?;
        let checkpoints = checkpoints::to_go_on_from(conn, candidate.trial()).await?;
        again.push(candidate.hand_out(attempt, checkpoints)?);
    }
    Ok(again)
}

async fn renew(conn: &mut Connection, trial: TrialId, until: Micros) -> Result<(), StoreError> {
    sqlx::query(RENEW)
        .bind(trial.as_uuid())
        .bind(until.0)
        .execute(conn)
        .await?;
    Ok(())
}

async fn next(
    conn: &mut Connection,
    statement: &'static str,
    pick: &Pick,
) -> Result<Vec<Candidate>, StoreError> {
    Ok(sqlx::query_as(statement)
        .bind(pick.sweep.as_uuid())
        .bind(pick.pack_key.as_str())
        .bind(i64::from(pick.trials))
        .fetch_all(conn)
        .await?)
}

/// Hands candidates out. What all claims share, the trials' sweep, is changed last, for it is this
/// claim's alone until the commit.
async fn take(
    conn: &mut Connection,
    claim: &Claim,
    candidates: Vec<Candidate>,
) -> Result<Vec<HandedOut>, StoreError> {
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let attempts: Vec<_> = candidates
        .iter()
        .map(|candidate| (candidate.trial(), candidate.last_attempt().next()))
        .map(batch::attempt)
        .collect();
    sqlx::query(BEGIN_ATTEMPTS)
        .bind(batch::json(&attempts))
        .bind(claim.worker.as_uuid())
        .bind(i64::from(claim.slot))
        .bind(claim.now.0)
        .execute(&mut *conn)
        .await?;
    let claimed: Vec<_> = candidates
        .iter()
        .map(|candidate| claimed(claim, candidate))
        .collect();
    events::record_all(conn, &claimed).await?;
    let mut handed_out = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let checkpoints = left_behind(conn, &candidate).await?;
        let attempt = candidate.last_attempt().next();
        handed_out.push(candidate.hand_out(attempt, checkpoints)?);
    }
    lease(conn, claim, &handed_out).await?;
    Ok(handed_out)
}

fn claimed(claim: &Claim, candidate: &Candidate) -> Event<'static> {
    Event {
        at: claim.now,
        sweep: SweepId::from_uuid(candidate.sweep),
        trial: candidate.trial(),
        attempt: candidate.last_attempt().next(),
        worker: claim.worker,
        kind: TrialEvent::Claimed,
        state: TrialState::Running,
        message: "",
    }
}

/// Where a trial can go on from; one that was never tried begins.
async fn left_behind(
    conn: &mut Connection,
    candidate: &Candidate,
) -> Result<Vec<CheckpointRow>, StoreError> {
    if candidate.last_attempt() == Attempt(0) {
        return Ok(Vec::new());
    }
    checkpoints::to_go_on_from(conn, candidate.trial()).await
}

async fn lease(
    conn: &mut Connection,
    claim: &Claim,
    handed_out: &[HandedOut],
) -> Result<(), StoreError> {
    let rows: Vec<_> = handed_out
        .iter()
        .map(|trial| {
            let step = trial.checkpoints.first().map_or(0, |kept| kept.step.0);
            (batch::id(trial.trial.as_uuid()), trial.attempt.0, step)
        })
        .collect();
    sqlx::query(TAKE)
        .bind(batch::json(&rows))
        .bind(claim.worker.as_uuid())
        .bind(i64::from(claim.slot))
        .bind(claim.lease_until.0)
        .bind(claim.now.0)
        .execute(conn)
        .await?;
    Ok(())
}
