//! From columns to the words of the domain; what cannot be read is `Corrupt`.

use std::str::FromStr;

use dwell_domain::{
    Configuration, Metric, MetricsDigest, SweepState, TrialState, quantity::OutOfRange,
};
use serde_json::from_str;

use crate::{StoreError, rows::AttemptOutcome};

pub(crate) fn trial_state(word: &str) -> Result<TrialState, StoreError> {
    TrialState::from_str(word).map_err(|_| corrupt("trial state", word))
}

pub(crate) fn sweep_state(word: &str) -> Result<SweepState, StoreError> {
    SweepState::from_str(word).map_err(|_| corrupt("sweep state", word))
}

pub(crate) fn configuration(json: &str) -> Result<Configuration, StoreError> {
    from_str(json).map_err(|error| corrupt("configuration", error.to_string()))
}

pub(crate) fn digest(bytes: &[u8]) -> Result<MetricsDigest, StoreError> {
    let bytes = bytes
        .try_into()
        .map_err(|_| corrupt("digest", format!("{} bytes", bytes.len())))?;
    Ok(MetricsDigest(bytes))
}

pub(crate) fn outcome(word: Option<&str>) -> Result<Option<AttemptOutcome>, StoreError> {
    word.map(|word| word.parse().map_err(|_| corrupt("outcome", word)))
        .transpose()
}

pub(crate) fn metric(word: Option<&str>) -> Result<Option<Metric>, StoreError> {
    word.map(|word| Metric::from_word(word).ok_or_else(|| corrupt("metric", word)))
        .transpose()
}

/// A quantity that need not be there.
pub(crate) fn quantity<T: TryFrom<f64, Error = OutOfRange>>(
    number: Option<f64>,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    let quantity = number.map(T::try_from).transpose();
    quantity.map_err(|error| corrupt(what, error.to_string()))
}

/// The error for what this version did not write.
pub(crate) fn corrupt(what: &'static str, detail: impl Into<String>) -> StoreError {
    StoreError::Corrupt {
        what,
        detail: detail.into(),
    }
}
