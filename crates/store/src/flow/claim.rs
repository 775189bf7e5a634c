//! The queue, and handing trials out of it.

use dwell_domain::{Micros, PackKey, Pick, QueuedGroup, SweepId, TrialId, TrialState};
use uuid::Uuid;

use super::{
    checkpoints,
    dialect::{Connection, locked, skip_locked},
    events, workers,
};
use crate::{
    StoreError,
    records::{Candidate, Event, Kind},
    rows::{Claim, HandedOut},
    statement::statements,
};

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
        SELECT t.id, t.sweep, t.attempt, t.seed, CAST(c.configuration AS TEXT) AS configuration
        FROM trials AS t JOIN configurations AS c ON c.id = t.configuration
        WHERE t.worker = $1 AND t.slot = $2 AND t.state = 'running'
        ORDER BY t.number", locked!("t"));
    /// The next trials of a group, the longest predicted first, without those that another
    /// coordinator is just handing out.
    NEXT = concat!("
        SELECT t.id, t.sweep, t.attempt, t.seed, CAST(c.configuration AS TEXT) AS configuration
        FROM trials AS t JOIN configurations AS c ON c.id = t.configuration
        WHERE t.state = 'queued' AND t.trial_group = (
            SELECT g.id FROM trial_groups AS g JOIN sweeps AS s ON s.id = g.sweep
            WHERE g.sweep = $1 AND g.pack_key = $2 AND s.state = 'active')
        ORDER BY t.predicted_cost DESC, t.number
        LIMIT $3", skip_locked!("t"));
    /// Hands a trial out: a new attempt, under a lease, going on from a step.
    TAKE = "
        UPDATE trials SET state = 'running', attempt = $2, worker = $3, slot = $4,
                          lease_until = $5, since = $6, step = $7, reason = ''
        WHERE id = $1 AND state = 'queued'";
    /// Begins an attempt.
    BEGIN_ATTEMPT = "
        INSERT INTO attempts (trial, attempt, worker, slot, started_at)
        VALUES ($1, $2, $3, $4, $5)";
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
    let lost = hand_out_again(conn, claim).await?;
    if !lost.is_empty() {
        return Ok(lost);
    }
    let mut handed_out = Vec::new();
    for pick in &claim.picks {
        for candidate in next(conn, pick).await? {
            handed_out.push(take(conn, claim, candidate).await?);
        }
    }
    Ok(handed_out)
}

/// What the slot was handed and does not know of: the answer to an earlier call got lost.
async fn hand_out_again(
    conn: &mut Connection,
    claim: &Claim,
) -> Result<Vec<HandedOut>, StoreError> {
    let held: Vec<Candidate> = sqlx::query_as(HELD)
        .bind(claim.worker.as_uuid())
        .bind(i64::from(claim.slot))
        .fetch_all(&mut *conn)
        .await?;
    let mut again = Vec::new();
    for candidate in held {
        let attempt = candidate.last_attempt();
        if claim.held.contains(&(candidate.trial(), attempt)) {
            continue;
        }
        renew(conn, candidate.trial(), claim.lease_until).await?;
        let checkpoint = checkpoints::to_go_on_from(conn, candidate.trial()).await?;
        again.push(candidate.hand_out(attempt, checkpoint)?);
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

async fn next(conn: &mut Connection, pick: &Pick) -> Result<Vec<Candidate>, StoreError> {
    Ok(sqlx::query_as(NEXT)
        .bind(pick.sweep.as_uuid())
        .bind(pick.pack_key.as_str())
        .bind(i64::from(pick.trials))
        .fetch_all(conn)
        .await?)
}

async fn take(
    conn: &mut Connection,
    claim: &Claim,
    candidate: Candidate,
) -> Result<HandedOut, StoreError> {
    let trial = candidate.trial();
    let attempt = candidate.last_attempt().next();
    let checkpoint = checkpoints::to_go_on_from(conn, trial).await?;
    let step = checkpoint
        .as_ref()
        .map_or(0, |checkpoint| checkpoint.step.0);
    sqlx::query(TAKE)
        .bind(trial.as_uuid())
        .bind(i64::from(attempt.0))
        .bind(claim.worker.as_uuid())
        .bind(i64::from(claim.slot))
        .bind(claim.lease_until.0)
        .bind(claim.now.0)
        .bind(step as i64)
        .execute(&mut *conn)
        .await?;
    sqlx::query(BEGIN_ATTEMPT)
        .bind(trial.as_uuid())
        .bind(i64::from(attempt.0))
        .bind(claim.worker.as_uuid())
        .bind(i64::from(claim.slot))
        .bind(claim.now.0)
        .execute(&mut *conn)
        .await?;
    let claimed = Event {
        at: claim.now,
        sweep: SweepId::from_uuid(candidate.sweep),
        trial,
        attempt,
        worker: claim.worker,
        kind: Kind::Claimed,
        state: TrialState::Running,
        message: "",
    };
    events::record(conn, claimed).await?;
    candidate.hand_out(attempt, checkpoint)
}
