//! The trade-off of sweeps, kept until one of them has another result.
//!
//! A trial has one accepted result, which never changes: a sweep with as many results as before has the
//! same outcomes, and its tally tells how many there are. Its price may be another one.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use dwell_domain::{
    PricePerHour, SweepId,
    tradeoff::{Outcomes, tradeoff},
};
use dwell_proto::v1;
use dwell_store::{
    Store, StoreError,
    rows::{ConfigurationOutcomes, SweepRow},
};
use tonic::Status;

use crate::{offload::offload, refusal, service::outcomes};

/// So many trade-offs are kept, the last asked for.
const KEPT: usize = 8;

/// Sweeps, each with the number of its results and its price.
type Key = Vec<(SweepId, u64, Option<PricePerHour>)>;

type Rows = Arc<Vec<v1::TradeoffRow>>;

/// Trade-offs that were asked for lately.
#[derive(Default)]
pub(crate) struct KeptTradeoffs(Mutex<VecDeque<(Key, Rows)>>);

impl KeptTradeoffs {
    /// The rows of everything that is named, in this order.
    pub(crate) async fn of(&self, store: &dyn Store, selectors: &[String]) -> Result<Rows, Status> {
        // What is counted first is there when it is read.
        let key = key(store, selectors).await.map_err(refusal::of_store)?;
        if let Some(rows) = key.as_ref().and_then(|key| self.find(key)) {
            return Ok(rows);
        }
        let rows = Arc::new(aggregate(read(store, selectors).await?).await?);
        if let Some(key) = key {
            self.keep(key, Arc::clone(&rows));
        }
        Ok(rows)
    }

    fn find(&self, key: &Key) -> Option<Rows> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|(of, _)| of == key)?;
        Some(Arc::clone(&found.1))
    }

    /// Keeps rows, and forgets what they take the place of.
    fn keep(&self, key: Key, rows: Rows) {
        let sweeps = |key: &Key| key.iter().map(|(sweep, ..)| *sweep).collect::<Vec<_>>();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, _)| sweeps(of) != sweeps(&key));
        kept.truncate(KEPT - 1);
        kept.push_front((key, rows));
    }
}

/// The key of the sweeps that are named; `None` where anything else is named.
async fn key(store: &dyn Store, selectors: &[String]) -> Result<Option<Key>, StoreError> {
    let mut key = Key::new();
    for selector in selectors {
        match store.sweep(selector).await {
            Ok(sweep) => key.push((sweep.id, sweep.trials.completed, sweep.price_per_hour)),
            Err(StoreError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(Some(key))
}

/// The configurations that are named, each with its sweep.
async fn read(
    store: &dyn Store,
    selectors: &[String],
) -> Result<Vec<(SweepRow, ConfigurationOutcomes)>, Status> {
    let mut found = Vec::new();
    for selector in selectors {
        let outcomes = outcomes::named(store, selector).await;
        let (sweep, rows) = outcomes.map_err(refusal::of_store)?;
        found.extend(rows.into_iter().map(|row| (sweep.clone(), row)));
    }
    Ok(found)
}

/// Aggregates over seeds, where many of them do not keep other calls waiting.
async fn aggregate(
    found: Vec<(SweepRow, ConfigurationOutcomes)>,
) -> Result<Vec<v1::TradeoffRow>, Status> {
    let aggregating = offload(move || {
        let rows = tradeoff(found.iter().map(|(sweep, row)| Outcomes {
            sweep: &sweep.name,
            price_per_hour: sweep.price_per_hour,
            configuration_id: row.id,
            configuration: &row.configuration,
            seeds: row.seeds,
            results: &row.results,
        }));
        rows.iter().map(Into::into).collect()
    });
    let aggregated = aggregating.await;
    aggregated.map_err(|error| Status::internal(error.to_string()))
}
