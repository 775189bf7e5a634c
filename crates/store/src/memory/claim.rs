//! The queue, and handing trials out of it.

use std::collections::BTreeMap;

use dwell_domain::{
    FailureKind, Pick, QueuedGroup, Step, SweepId, SweepState, TrialId, TrialState, WorkerId,
    lifecycle::{Happened, TrialEvent},
};

use super::tables::{AttemptLife, Tables, Trial, Worker};
use crate::{
    StoreError,
    records::apart,
    rows::{Claim, HandedOut, NewWorker},
};

impl Tables {
    pub(super) fn register(&mut self, offer: NewWorker) {
        let (now, before) = (offer.now, self.workers.get(&offer.id));
        let worker = Worker {
            registered_at: before.map_or(now, |before| before.registered_at),
            updates_per_second: before.map_or(0.0, |before| before.updates_per_second),
            seen_at: now,
            offer,
        };
        self.workers.insert(worker.offer.id, worker);
    }

    /// What waits in active sweeps, by sweep and pack key.
    pub(super) fn queue(&self) -> Vec<QueuedGroup> {
        let mut groups: BTreeMap<(SweepId, &str), QueuedGroup> = BTreeMap::new();
        for trial in self.trials.values().filter(|trial| self.waits(trial)) {
            let pack_key = &trial.configuration.pack_key;
            let group = groups
                .entry((trial.sweep, pack_key.as_str()))
                .or_insert_with(|| QueuedGroup {
                    sweep: trial.sweep,
                    pack_key: pack_key.clone(),
                    trials: 0,
                    longest: f64::NEG_INFINITY,
                });
            group.trials += 1;
            group.longest = group.longest.max(trial.predicted_cost);
        }
        groups.into_values().collect()
    }

    fn waits(&self, trial: &Trial) -> bool {
        trial.state == TrialState::Queued && self.sweeps[&trial.sweep].state == SweepState::Active
    }

    pub(super) fn claim(&mut self, claim: &Claim) -> Result<Vec<HandedOut>, StoreError> {
        self.seen(claim.worker)?.seen_at = claim.now;
        let lost = self.hand_out_again(claim);
        if !lost.is_empty() {
            return Ok(lost);
        }
        let slot = Some((claim.worker, claim.slot));
        let held = self.trials.values().filter(|trial| trial.holder() == slot);
        let held: Vec<&Trial> = held.collect();
        if held.iter().any(|trial| trial.is_suspect()) {
            return Ok(Vec::new());
        }
        let picks = claim.picks.iter();
        let candidates = picks.flat_map(|pick| self.next(pick, held.is_empty()));
        let taken = apart(candidates.collect(), |trial: &&Trial| trial.is_suspect());
        let taken: Vec<TrialId> = taken.into_iter().map(|trial| trial.id).collect();
        Ok(taken
            .into_iter()
            .map(|trial| self.take(claim, trial))
            .collect())
    }

    /// A worker that is heard of.
    pub(super) fn seen(&mut self, worker: WorkerId) -> Result<&mut Worker, StoreError> {
        let known = self.workers.get_mut(&worker);
        known.ok_or_else(|| StoreError::not_found("worker", worker.to_string()))
    }

    /// What the slot was handed and does not know of: the answer to an earlier call got lost.
    fn hand_out_again(&mut self, claim: &Claim) -> Vec<HandedOut> {
        let slot = Some((claim.worker, claim.slot));
        let mut lost: Vec<_> = self
            .trials
            .values_mut()
            .filter(|trial| trial.holder() == slot)
            .filter(|trial| !claim.held.contains(&(trial.id, trial.last())))
            .collect();
        lost.sort_by_key(|trial| trial.number);
        let again = lost.into_iter().map(|trial| {
            trial.lease_until = Some(claim.lease_until);
            trial.hand_out()
        });
        again.collect()
    }

    /// The next trials of a group, the longest predicted first; suspects among them for an empty slot
    /// alone.
    fn next(&self, pick: &Pick, is_empty: bool) -> Vec<&Trial> {
        let is_picked = |trial: &&Trial| {
            trial.sweep == pick.sweep
                && trial.configuration.pack_key == pick.pack_key
                && self.waits(trial)
                && (is_empty || !trial.is_suspect())
        };
        let mut group: Vec<_> = self.trials.values().filter(is_picked).collect();
        group.sort_by(|a, b| {
            let longest_first = b.predicted_cost.total_cmp(&a.predicted_cost);
            longest_first.then(a.number.cmp(&b.number))
        });
        group.truncate(pick.trials as usize);
        group
    }

    fn take(&mut self, claim: &Claim, id: TrialId) -> HandedOut {
        let trial = self.trials.get_mut(&id).expect("it was picked above");
        trial.attempts.push(AttemptLife {
            worker: claim.worker,
            slot: claim.slot,
            started_at: claim.now,
            ended_at: None,
            outcome: None,
            failure: None,
            message: String::new(),
        });
        trial.state = TrialState::Running;
        trial.reason.clear();
        trial.since = claim.now;
        trial.lease_until = Some(claim.lease_until);
        trial.step = trial
            .to_go_on_from()
            .first()
            .map_or(Step(0), |kept| kept.step);
        let handed_out = trial.hand_out();
        let claimed = Happened::ToAttempt(TrialEvent::Claimed);
        self.record(id, handed_out.attempt, claimed, "", claim.now);
        handed_out
    }
}

impl Trial {
    /// Whether a trainer died with it since it last got further.
    fn is_suspect(&self) -> bool {
        self.failures_before(self.last().next(), FailureKind::Crashed) > 0
    }

    /// What the worker of its last attempt is told of it.
    fn hand_out(&self) -> HandedOut {
        HandedOut {
            trial: self.id,
            attempt: self.last(),
            configuration: self.configuration.configuration.clone(),
            seed: self.seed,
            pack_key: self.configuration.pack_key.clone(),
            checkpoints: self.to_go_on_from().into_iter().cloned().collect(),
        }
    }
}
