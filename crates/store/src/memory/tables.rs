//! What the store keeps, and how it is shown.

use std::collections::BTreeMap;

use dwell_domain::{
    Attempt, AttemptOutcome, Configuration, ConfigurationId, Evaluation, FailureKind, Metric,
    MetricsDigest, Micros, PackKey, PricePerHour, Seed, Step, SweepId, SweepState, TokenId,
    TrialId, TrialResult, TrialState, WorkerId,
    lifecycle::{Entry, Happened},
};
use uuid::Uuid;

use crate::rows::{
    CheckpointRow, EventRow, NewWorker, Status, SweepRow, TokenRow, TrialCounts, TrialRow,
};

/// Everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    /// Which store this is; the first of a process is as good as any.
    pub(super) identity: Uuid,
    pub(super) sweeps: BTreeMap<SweepId, Sweep>,
    pub(super) trials: BTreeMap<TrialId, Trial>,
    pub(super) workers: BTreeMap<WorkerId, Worker>,
    pub(super) tokens: BTreeMap<TokenId, TokenRow>,
    /// What happened to trials, in order; only ever added to.
    pub(super) events: Vec<EventRow>,
}

#[derive(Clone, Debug)]
pub(super) struct Sweep {
    pub(super) request_id: Uuid,
    pub(super) name: String,
    pub(super) spec: String,
    pub(super) spec_hash: [u8; 32],
    pub(super) state: SweepState,
    pub(super) reason: String,
    pub(super) submitted_at: Micros,
    pub(super) ended_at: Option<Micros>,
    pub(super) metric: Option<Metric>,
    pub(super) best_error: Option<f64>,
    pub(super) price_per_hour: Option<PricePerHour>,
    /// In the order of the plan.
    pub(super) configurations: Vec<Planned>,
    /// In the order of their numbers.
    pub(super) trials: Vec<TrialId>,
}

/// A configuration of a sweep.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) id: ConfigurationId,
    pub(super) configuration: Configuration,
    pub(super) pack_key: PackKey,
}

#[derive(Clone, Debug)]
pub(super) struct Trial {
    pub(super) id: TrialId,
    pub(super) sweep: SweepId,
    pub(super) number: u64,
    pub(super) configuration: Planned,
    pub(super) seed: Seed,
    pub(super) predicted_cost: f64,
    pub(super) step: Step,
    pub(super) state: TrialState,
    pub(super) reason: String,
    pub(super) since: Micros,
    pub(super) lease_until: Option<Micros>,
    /// The first one first.
    pub(super) attempts: Vec<AttemptLife>,
    /// Which attempt told of each step, and what.
    pub(super) evaluations: BTreeMap<Step, (Attempt, Evaluation)>,
    /// The accepted one, and whose it is.
    pub(super) result: Option<(Attempt, TrialResult)>,
    /// Those that came later.
    pub(super) repeated: Vec<(Attempt, MetricsDigest)>,
    pub(super) checkpoints: Vec<Checkpoint>,
}

#[derive(Clone, Debug)]
pub(super) struct AttemptLife {
    pub(super) worker: WorkerId,
    pub(super) slot: u32,
    pub(super) started_at: Micros,
    pub(super) ended_at: Option<Micros>,
    pub(super) outcome: Option<AttemptOutcome>,
    pub(super) failure: Option<FailureKind>,
    pub(super) message: String,
}

#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    pub(super) row: CheckpointRow,
    pub(super) is_needed: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Worker {
    pub(super) offer: NewWorker,
    pub(super) registered_at: Micros,
    pub(super) seen_at: Micros,
    pub(super) updates_per_second: f64,
}

impl Trial {
    /// The number of its last attempt; 0 before the first.
    pub(super) fn last(&self) -> Attempt {
        Attempt(self.attempts.len() as u32)
    }

    /// One of its attempts.
    pub(super) fn attempt(&self, attempt: Attempt) -> Option<&AttemptLife> {
        let place = (attempt.0 as usize).checked_sub(1)?;
        self.attempts.get(place)
    }

    /// One of its attempts, which exists.
    pub(super) fn attempt_mut(&mut self, attempt: Attempt) -> &mut AttemptLife {
        &mut self.attempts[attempt.0 as usize - 1]
    }

    /// Who holds it, in which slot.
    pub(super) fn holder(&self) -> Option<(WorkerId, u32)> {
        let last = self.attempts.last()?;
        (self.state == TrialState::Running).then_some((last.worker, last.slot))
    }

    /// What it counts in its sweep's progress.
    fn updates_done(&self) -> u64 {
        match self.state {
            TrialState::Failed => 0,
            TrialState::Completed => self.configuration.configuration.train.updates,
            _ => self.step.0,
        }
    }
}

impl Tables {
    /// Adds to the event log what just happened to an attempt of a trial, or to the trial.
    pub(super) fn record(
        &mut self,
        id: TrialId,
        attempt: Attempt,
        what: Happened,
        message: &str,
        at: Micros,
    ) {
        let trial = &self.trials[&id];
        self.events.push(EventRow {
            at,
            trial: id,
            entry: Entry {
                what,
                attempt,
                state: trial.state,
            },
            worker: trial.attempt(attempt).map(|life| life.worker),
            message: message.to_owned(),
        });
    }

    pub(super) fn row_of_sweep(&self, id: SweepId) -> SweepRow {
        let sweep = &self.sweeps[&id];
        let trials = || sweep.trials.iter().map(|trial| &self.trials[trial]);
        let updates = |trial: &Trial| trial.configuration.configuration.train.updates;
        SweepRow {
            id,
            name: sweep.name.clone(),
            state: sweep.state,
            reason: sweep.reason.clone(),
            configurations: sweep.configurations.len() as u64,
            trials: counts(trials()),
            updates_done: trials().map(Trial::updates_done).sum(),
            updates_total: trials().map(updates).sum(),
            metric: sweep.metric,
            best_error: sweep.best_error,
            submitted_at: sweep.submitted_at,
            ended_at: sweep.ended_at,
            price_per_hour: sweep.price_per_hour,
        }
    }

    /// A trial, its result with the traces.
    pub(super) fn row_of_trial(&self, id: TrialId) -> TrialRow {
        let trial = &self.trials[&id];
        TrialRow {
            id,
            sweep: trial.sweep,
            number: trial.number,
            configuration_id: trial.configuration.id,
            configuration: trial.configuration.configuration.clone(),
            seed: trial.seed,
            state: trial.state,
            attempt: trial.last(),
            reason: trial.reason.clone(),
            since: trial.since,
            step: trial.step,
            worker: trial.attempts.last().map(|last| last.worker),
            result: trial.result.as_ref().map(|(_, result)| result.clone()),
        }
    }

    pub(super) fn status(&self) -> Status {
        let mut status = Status::default();
        for (id, sweep) in &self.sweeps {
            let trials = self.row_of_sweep(*id).trials;
            let is_active = sweep.state == SweepState::Active;
            status.active_sweeps += u64::from(is_active);
            status.queued += if is_active { trials.queued } else { 0 };
            status.running += trials.running;
        }
        status
    }
}

fn counts<'a>(trials: impl Iterator<Item = &'a Trial>) -> TrialCounts {
    let mut counts = TrialCounts::default();
    for trial in trials {
        *match trial.state {
            TrialState::Queued => &mut counts.queued,
            TrialState::Running => &mut counts.running,
            TrialState::Completed => &mut counts.completed,
            TrialState::Failed => &mut counts.failed,
            TrialState::Cancelled => &mut counts.cancelled,
            TrialState::Pruned => &mut counts.pruned,
        } += 1;
    }
    counts
}
