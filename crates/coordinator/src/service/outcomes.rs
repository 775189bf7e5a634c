//! What a person means by a name in a trade-off: all configurations of a sweep, or a single one.

use dwell_store::{
    Store, StoreError,
    rows::{ConfigurationOutcomes, SweepRow},
};

/// The sweep, and the outcomes of its configurations, or of the one that is named.
///
/// Names are sweeps' first: a configuration is found by a prefix that begins no sweep's id.
pub(super) async fn named(
    store: &dyn Store,
    selector: &str,
) -> Result<(SweepRow, Vec<ConfigurationOutcomes>), StoreError> {
    let no_sweep = match store.sweep(selector).await {
        Ok(sweep) => {
            let outcomes = store.outcomes(sweep.id).await?;
            return Ok((sweep, outcomes));
        }
        Err(error @ StoreError::NotFound { .. }) => error,
        Err(error) => return Err(error),
    };
    let (sweep, outcomes) = match store.configuration(selector).await {
        Err(StoreError::NotFound { .. }) => return Err(no_sweep),
        found => found?,
    };
    let sweep = store.sweep(&sweep.to_string()).await?;
    Ok((sweep, vec![outcomes]))
}
