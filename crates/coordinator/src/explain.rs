//! Why a trial is where it is, in one sentence for people.

use std::time::Duration;

use dwell_domain::{TrialState, WorkerId};
use dwell_search::Turn;
use dwell_store::{StoreError, rows::TrialRow};

use crate::core::Core;

/// What it waits for, who trains it, or how it ended.
pub(crate) async fn explain(core: &Core, trial: &TrialRow) -> Result<String, StoreError> {
    Ok(match trial.state {
        TrialState::Queued => waiting(core, trial).await?,
        TrialState::Running => running(core, trial).await?,
        TrialState::Completed => {
            let verdict = trial.result.as_ref().map(|result| result.verdict.as_str());
            let verdict = verdict.unwrap_or("without a verdict");
            format!("attempt {} brought its result: {verdict}", trial.attempt)
        }
        TrialState::Failed => ended("it was given up", &trial.reason),
        TrialState::Cancelled => ended("it was cancelled", &trial.reason),
        TrialState::Pruned => ended("it was ended early", &trial.reason),
    })
}

/// What the scheduler says of a queued trial. Between two reads it may have been handed out.
async fn waiting(core: &Core, trial: &TrialRow) -> Result<String, StoreError> {
    let queue = core.store.queue().await?;
    let slots = core.slots().await?;
    let kind = trial.configuration.pack_key();
    let turn = Turn::of(&queue, trial.sweep, &kind, slots);
    Ok(turn.map_or_else(
        || "it is being handed out".to_owned(),
        |turn| turn.to_string(),
    ))
}

async fn running(core: &Core, trial: &TrialRow) -> Result<String, StoreError> {
    let progress = format!(
        "attempt {} is at update {} of {}",
        trial.attempt, trial.step, trial.configuration.train.updates
    );
    let Some(worker) = trial.worker else {
        return Ok(progress);
    };
    Ok(format!("{progress}, {}", held_by(core, worker).await?))
}

/// Who trains it, and whether anybody heard of them.
async fn held_by(core: &Core, worker: WorkerId) -> Result<String, StoreError> {
    let workers = core.store.workers().await?;
    let Some(row) = workers.iter().find(|row| row.id == worker) else {
        return Ok(format!("with worker {worker}, of which nothing is known"));
    };
    let silent = core.clock.now().0.saturating_sub(row.seen_at.0);
    let silent = Duration::from_micros(u64::try_from(silent).unwrap_or(0)).as_secs();
    let host = &row.host;
    Ok(if core.is_lost(row.seen_at) {
        format!(
            "with a worker on {host} that has said nothing for {silent} s: when its lease ends, \
             the trial goes on elsewhere from its last checkpoint"
        )
    } else {
        format!("with a worker on {host} that was last heard of {silent} s ago")
    })
}

fn ended(how: &str, reason: &str) -> String {
    match reason {
        "" => how.to_owned(),
        reason => format!("{how}: {reason}"),
    }
}
