//! Submitting a sweep: once, whatever is repeated, and quickly, however large it is.

use std::collections::HashMap;

use dwell_domain::{Metric, PackKey, PricePerHour, SweepId, SweepState};
use uuid::Uuid;

use super::{
    bulk,
    dialect::{Connection, bytes, id, integer, json, rows},
    events, locks, sweeps,
};
use crate::{
    StoreError,
    records::{batch, submission},
    rows::{NewSweep, NewTrial, Submitted},
    statement::statements,
};

/// Rows of one batch.
const CHUNK: usize = 5_000;

statements! {
    /// The sweep of a request.
    BY_REQUEST = "SELECT id FROM sweeps WHERE request_id = $1";
    /// The newest sweep of a spec that was not cancelled.
    BY_SPEC = "
        SELECT id FROM sweeps WHERE spec_hash = $1 AND state <> 'cancelled'
        ORDER BY id DESC LIMIT 1";
    /// A sweep, with all its trials queued.
    INSERT_SWEEP = "
        INSERT INTO sweeps (id, request_id, name, spec, spec_hash, state, submitted_at,
                            configurations, queued, updates_total, metric, price_per_hour)
        VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, $8, $9, $10, $11)";
    /// Gives a sweep another price.
    PRICE = "UPDATE sweeps SET price_per_hour = $2 WHERE id = $1";
    /// A group of trials.
    INSERT_GROUP = "
        INSERT INTO trial_groups (sweep, pack_key, queued) VALUES ($1, $2, $3) RETURNING id";
    /// Configurations: id, place, hash, JSON, seeds, halting, metric.
    INSERT_CONFIGURATIONS = concat!("
        INSERT INTO configurations (id, sweep, place, hash, configuration, seeds, halting,
                                    metric)
        SELECT ", id!(0), ", $2, ", integer!(1), ", ", bytes!(2), ", ", json!(3), ", ", integer!(4), ",
               new.value ->> 5, new.value ->> 6
        FROM ", rows!("$1"));
}

pub(super) async fn submit(
    conn: &mut Connection,
    sweep: &NewSweep,
) -> Result<Submitted, StoreError> {
    locks::spec(conn, sweep.spec_hash).await?;
    if let Some(id) = find(conn, sweep).await? {
        let sweep = sweeps::get(conn, id).await?;
        let attached = true;
        return Ok(Submitted { sweep, attached });
    }
    submission::check(sweep)?;
    insert_sweep(conn, sweep).await?;
    insert_configurations(conn, sweep).await?;
    insert_trials(conn, sweep).await?;
    let state = SweepState::Active.as_str();
    events::record_sweep(conn, sweep.now, sweep.id, "submitted", state, "").await?;
    // A sweep without trials has nothing to wait for.
    sweeps::end_if_done(conn, sweep.id, sweep.now).await?;
    Ok(Submitted {
        sweep: sweeps::get(conn, sweep.id).await?,
        attached: false,
    })
}

/// The sweep that this submission is of, if it is there already. An equal spec may say another price.
async fn find(conn: &mut Connection, sweep: &NewSweep) -> Result<Option<SweepId>, StoreError> {
    let by_request: Option<Uuid> = sqlx::query_scalar(BY_REQUEST)
        .bind(sweep.request_id)
        .fetch_optional(&mut *conn)
        .await?;
    if by_request.is_some() || sweep.fresh {
        return Ok(by_request.map(SweepId::from_uuid));
    }
    let by_spec: Option<Uuid> = sqlx::query_scalar(BY_SPEC)
        .bind(&sweep.spec_hash[..])
        .fetch_optional(&mut *conn)
        .await?;
    if let (Some(id), Some(price)) = (by_spec, sweep.price_per_hour) {
        price_again(conn, id, price).await?;
    }
    Ok(by_spec.map(SweepId::from_uuid))
}

async fn price_again(
    conn: &mut Connection,
    sweep: Uuid,
    price: PricePerHour,
) -> Result<(), StoreError> {
    sqlx::query(PRICE)
        .bind(sweep)
        .bind(price.get())
        .execute(conn)
        .await?;
    Ok(())
}

async fn insert_sweep(conn: &mut Connection, sweep: &NewSweep) -> Result<(), StoreError> {
    sqlx::query(INSERT_SWEEP)
        .bind(sweep.id.as_uuid())
        .bind(sweep.request_id)
        .bind(&sweep.name)
        .bind(&sweep.spec)
        .bind(&sweep.spec_hash[..])
        .bind(sweep.now.0)
        .bind(sweep.configurations.len() as i64)
        .bind(sweep.trials.len() as i64)
        .bind(submission::updates(sweep) as i64)
        .bind(submission::metric(sweep).map(Metric::as_str))
        .bind(sweep.price_per_hour.map(PricePerHour::get))
        .execute(conn)
        .await?;
    Ok(())
}

async fn insert_configurations(conn: &mut Connection, sweep: &NewSweep) -> Result<(), StoreError> {
    let seeds = submission::seeds(sweep);
    let chunks = sweep.configurations.chunks(CHUNK).zip(seeds.chunks(CHUNK));
    for ((chunk, seeds), first) in chunks.zip((0..).step_by(CHUNK)) {
        let rows = submission::configurations(chunk, first, seeds);
        sqlx::query(INSERT_CONFIGURATIONS)
            .bind(batch::json(&rows))
            .bind(sweep.id.as_uuid())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

async fn insert_trials(conn: &mut Connection, sweep: &NewSweep) -> Result<(), StoreError> {
    let pack_keys = submission::pack_keys(sweep);
    let groups = insert_groups(conn, sweep, &pack_keys).await?;
    let group = |trial: &NewTrial| groups[&pack_keys[trial.configuration]];
    let mut trials = submission::trials(sweep, group);
    loop {
        let batch: Vec<_> = trials.by_ref().take(CHUNK).collect();
        if batch.is_empty() {
            return Ok(());
        }
        bulk::insert_trials(conn, sweep, &batch).await?;
    }
}

/// The groups of the sweep's trials, by what they share.
async fn insert_groups<'a>(
    conn: &mut Connection,
    sweep: &NewSweep,
    pack_keys: &'a [PackKey],
) -> Result<HashMap<&'a PackKey, i64>, StoreError> {
    let mut groups = HashMap::new();
    for (pack_key, size) in submission::group_sizes(sweep, pack_keys) {
        let group = sqlx::query_scalar(INSERT_GROUP)
            .bind(sweep.id.as_uuid())
            .bind(pack_key.as_str())
            .bind(size)
            .fetch_one(&mut *conn)
            .await?;
        groups.insert(pack_key, group);
    }
    Ok(groups)
}
