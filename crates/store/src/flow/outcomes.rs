//! The configurations of a sweep with the accepted results over their seeds.

use std::{collections::HashMap, ops::Range};

use dwell_domain::{ConfigurationId, Latency, Seed, Step, SweepId, Verdict, tradeoff::SeedResult};
use sqlx::FromRow;
use uuid::Uuid;

use super::{dialect::Connection, named};
use crate::{
    StoreError,
    decode::{self, corrupt},
    rows::ConfigurationOutcomes,
    statement::statements,
};

/// Reads [`SeedRecord`]s: what a trade-off needs of accepted results.
macro_rules! select_results {
    ($where:literal) => {
        concat!(
            "SELECT t.configuration, t.seed, r.error, r.mean_ponder, r.low_error_step, r.verdict,
                    r.digest, r.device, r.seconds, r.latency_1_ms, r.latency_128_ms
             FROM trials AS t JOIN results AS r ON r.trial = t.id
             WHERE ",
            $where
        )
    };
}

statements! {
    /// The configurations of a sweep, in the order of its plan.
    CONFIGURATIONS = "
        SELECT id, CAST(configuration AS TEXT), seeds FROM configurations
        WHERE sweep = $1 ORDER BY place";
    /// The accepted results of a sweep.
    OF_SWEEP = select_results!("t.sweep = $1 AND t.state = 'completed'");
    /// The configurations of a sweep at places of its plan.
    CONFIGURATIONS_AT = "
        SELECT id, CAST(configuration AS TEXT), seeds FROM configurations
        WHERE sweep = $1 AND place >= $2 AND place < $3 ORDER BY place";
    /// The accepted results of the configurations at places of a sweep's plan.
    AT = select_results!("t.state = 'completed' AND t.configuration IN (
        SELECT id FROM configurations WHERE sweep = $1 AND place >= $2 AND place < $3)");
    /// The configurations in a range of ids, two at most.
    IN_RANGE = "SELECT id FROM configurations WHERE id BETWEEN $1 AND $2 LIMIT 2";
    /// One configuration and its sweep.
    CONFIGURATION = "
        SELECT sweep, CAST(configuration AS TEXT), seeds FROM configurations WHERE id = $1";
    /// The accepted results of a configuration.
    OF_CONFIGURATION = select_results!("t.configuration = $1 AND t.state = 'completed'");
}

#[derive(FromRow)]
struct SeedRecord {
    configuration: Uuid,
    seed: i64,
    error: f64,
    mean_ponder: f64,
    low_error_step: Option<i64>,
    verdict: String,
    digest: Vec<u8>,
    device: String,
    seconds: f64,
    latency_1_ms: Option<f64>,
    latency_128_ms: Option<f64>,
}

/// A configuration: its id, what it is, how many seeds it has.
type ConfigurationRecord = (Uuid, String, i64);

pub(super) async fn of_sweep(
    conn: &mut Connection,
    sweep: SweepId,
) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
    let results = results(conn, OF_SWEEP, sweep.as_uuid()).await?;
    let configurations: Vec<ConfigurationRecord> = sqlx::query_as(CONFIGURATIONS)
        .bind(sweep.as_uuid())
        .fetch_all(conn)
        .await?;
    with_results(configurations, results)
}

pub(super) async fn at(
    conn: &mut Connection,
    sweep: SweepId,
    places: Range<u64>,
) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
    let records: Vec<SeedRecord> = sqlx::query_as(AT)
        .bind(sweep.as_uuid())
        .bind(places.start as i64)
        .bind(places.end as i64)
        .fetch_all(&mut *conn)
        .await?;
    let configurations: Vec<ConfigurationRecord> = sqlx::query_as(CONFIGURATIONS_AT)
        .bind(sweep.as_uuid())
        .bind(places.start as i64)
        .bind(places.end as i64)
        .fetch_all(conn)
        .await?;
    with_results(configurations, by_configuration(records)?)
}

pub(super) async fn of_configuration(
    conn: &mut Connection,
    selector: &str,
) -> Result<(SweepId, ConfigurationOutcomes), StoreError> {
    let id = named::id_of(conn, IN_RANGE, "configuration", selector).await?;
    let mut results = results(conn, OF_CONFIGURATION, &id).await?;
    let (sweep, configuration, seeds): (Uuid, String, i64) = sqlx::query_as(CONFIGURATION)
        .bind(id)
        .fetch_one(conn)
        .await?;
    let outcomes = outcomes(&mut results, id, &configuration, seeds)?;
    Ok((SweepId::from_uuid(sweep), outcomes))
}

/// The configurations with their results, in their order.
fn with_results(
    configurations: Vec<ConfigurationRecord>,
    mut results: HashMap<Uuid, Vec<SeedResult>>,
) -> Result<Vec<ConfigurationOutcomes>, StoreError> {
    configurations
        .into_iter()
        .map(|(id, configuration, seeds)| outcomes(&mut results, id, &configuration, seeds))
        .collect()
}

/// A configuration with its part of the results.
fn outcomes(
    results: &mut HashMap<Uuid, Vec<SeedResult>>,
    id: Uuid,
    configuration: &str,
    seeds: i64,
) -> Result<ConfigurationOutcomes, StoreError> {
    let mut results = results.remove(&id).unwrap_or_default();
    results.sort_by_key(|result| result.seed);
    Ok(ConfigurationOutcomes {
        id: ConfigurationId::from_uuid(id),
        configuration: decode::configuration(configuration)?,
        seeds: seeds as u32,
        results,
    })
}

/// The accepted results that a statement finds, by configuration.
async fn results(
    conn: &mut Connection,
    statement: &'static str,
    of: &Uuid,
) -> Result<HashMap<Uuid, Vec<SeedResult>>, StoreError> {
    let records: Vec<SeedRecord> = sqlx::query_as(statement).bind(of).fetch_all(conn).await?;
    by_configuration(records)
}

fn by_configuration(
    records: Vec<SeedRecord>,
) -> Result<HashMap<Uuid, Vec<SeedResult>>, StoreError> {
    let mut results: HashMap<_, Vec<_>> = HashMap::new();
    for record in records {
        let of = results.entry(record.configuration).or_default();
        of.push(record.try_into()?);
    }
    Ok(results)
}

impl TryFrom<SeedRecord> for SeedResult {
    type Error = StoreError;

    fn try_from(record: SeedRecord) -> Result<Self, StoreError> {
        Ok(Self {
            seed: Seed(record.seed as u64),
            error: record.error,
            ponder: record.mean_ponder,
            low_error_at: record.low_error_step.map(|step| Step(step as u64)),
            verdict: Verdict::from_word(&record.verdict)
                .ok_or_else(|| corrupt("verdict", record.verdict))?,
            digest: decode::digest(&record.digest)?,
            device: record.device,
            seconds: record.seconds,
            latency: Latency {
                batch_1: decode::quantity(record.latency_1_ms, "latency")?,
                batch_128: decode::quantity(record.latency_128_ms, "latency")?,
            },
        })
    }
}
