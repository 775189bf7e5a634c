//! What a transaction locks before it reads what it decides by: nothing more than it has. The one
//! that writes holds the lock on the whole file from its beginning.

use std::future::{Ready, ready};

use dwell_domain::{SweepId, TrialId};
use sqlx::SqliteConnection;

use crate::StoreError;

/// Nobody else can be submitting.
pub(super) fn spec(_: &mut SqliteConnection, _hash: [u8; 32]) -> Ready<Result<(), StoreError>> {
    ready(Ok(()))
}

/// Nobody else can be changing these trials.
pub(super) fn trials(
    _: &mut SqliteConnection,
    _trials: &[TrialId],
) -> Ready<Result<(), StoreError>> {
    ready(Ok(()))
}

/// Nobody else can be changing the trials of this sweep.
pub(super) fn trials_of(
    _: &mut SqliteConnection,
    _sweep: SweepId,
) -> Ready<Result<(), StoreError>> {
    ready(Ok(()))
}
