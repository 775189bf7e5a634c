//! The weights of a trial, and why there may be none.

use dwell_domain::TrialState;
use dwell_store::{
    Store,
    rows::{CheckpointRow, TrialRow, WhichWeights},
};
use tonic::Status;

use crate::refusal;

/// Why a trial has no weights to give.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum NoWeights {
    /// Nobody wanted them.
    #[error("trial {number} kept no weights: its spec says `keep_weights = false`")]
    NotAsked { number: u64 },
    /// They come at the end.
    #[error("trial {number} has no weights yet: it is {state}")]
    NotYet { number: u64, state: TrialState },
    /// It never came to its end.
    #[error("trial {number} ended as {state}, without weights{}", because(.reason))]
    NoResult {
        number: u64,
        state: TrialState,
        reason: String,
    },
    /// Its worker did not send them.
    #[error("trial {number} has no weights: its worker brought the result without them")]
    NotSent { number: u64 },
    /// Its worker sent the final ones alone.
    #[error(
        "trial {number} has final weights and none of its best evaluation: its worker did not send them"
    )]
    NoBest { number: u64 },
}

/// A reason after a sentence; nothing if there is none.
fn because(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!(": {reason}"),
    }
}

/// The weights of the trial that a person names.
pub(super) async fn find(
    store: &dyn Store,
    selector: &str,
    which: WhichWeights,
) -> Result<CheckpointRow, Status> {
    let trial = store.trial(selector).await.map_err(refusal::of_store)?;
    let find = async |which| store.weights(trial.id, which).await;
    if let Some(weights) = find(which).await.map_err(refusal::of_store)? {
        return Ok(weights);
    }
    let has_final = find(WhichWeights::Final).await;
    let why = match has_final.map_err(refusal::of_store)? {
        Some(_) => NoWeights::NoBest {
            number: trial.number,
        },
        None => why_none(trial),
    };
    Err(Status::not_found(why.to_string()))
}

fn why_none(trial: TrialRow) -> NoWeights {
    let TrialRow { number, state, .. } = trial;
    match state {
        _ if !trial.configuration.train.keep_weights => NoWeights::NotAsked { number },
        TrialState::Completed => NoWeights::NotSent { number },
        TrialState::Queued | TrialState::Running => NoWeights::NotYet { number, state },
        TrialState::Failed | TrialState::Cancelled | TrialState::Pruned => NoWeights::NoResult {
            number,
            state,
            reason: trial.reason,
        },
    }
}
