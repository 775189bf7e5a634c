//! How errors of the store and of the checkpoints are told to callers.

use dwell_store::StoreError;
use tonic::Status;

use crate::checkpoints::CheckpointError;

/// The status for an error of the store. Faults of the store itself are logged here, once.
#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
pub(crate) fn of_store(error: StoreError) -> Status {
    let message = error.to_string();
    match error {
        StoreError::NotFound { .. } => Status::not_found(message),
        StoreError::Ambiguous { .. }
        | StoreError::NotFinite { .. }
        | StoreError::QueryRefused { .. }
        | StoreError::ToldTwice { .. } => Status::invalid_argument(message),
        StoreError::QueryTooSlow { .. } => Status::deadline_exceeded(message),
        StoreError::Conflict(_) => Status::failed_precondition(message),
        StoreError::Corrupt { .. } => {
            tracing::error!(error = message, "the store holds what cannot be read");
            Status::data_loss(message)
        }
        StoreError::Open { .. }
        | StoreError::Program { .. }
        | StoreError::NotCommitted { .. }
        | StoreError::Uncertain { .. }
        | StoreError::Database(_) => {
            tracing::error!(error = message, "the store failed");
            Status::unavailable(message)
        }
    }
}

/// The status for an error of the checkpoints.
pub(crate) fn of_checkpoints(error: CheckpointError) -> Status {
    let message = error.to_string();
    match error {
        CheckpointError::Store(error) => of_store(error),
        CheckpointError::NotFound(_) => Status::not_found(message),
        CheckpointError::Differs(_) | CheckpointError::TooLarge { .. } => {
            Status::invalid_argument(message)
        }
        CheckpointError::Interrupted(status) => *status,
        CheckpointError::TooSlow => Status::deadline_exceeded(message),
        CheckpointError::Place(_) => {
            tracing::error!(error = message, "checkpoints cannot be kept or read");
            Status::unavailable(message)
        }
    }
}
