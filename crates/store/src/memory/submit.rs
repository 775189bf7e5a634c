//! Submitting and cancelling sweeps.

use std::collections::BTreeMap;

use dwell_domain::{Micros, Step, SweepId, SweepState, TrialId, TrialState, lifecycle::Happened};

use super::tables::{Planned, Sweep, Tables, Trial};
use crate::{
    StoreError,
    records::submission,
    rows::{NewSweep, NewTrial, Submitted, SweepRow},
};

impl Tables {
    pub(super) fn submit(&mut self, new: &NewSweep) -> Result<Submitted, StoreError> {
        let found = self.submitted_before(new);
        if found.is_none() {
            submission::check(new)?;
            self.insert(new);
        }
        Ok(Submitted {
            sweep: self.row_of_sweep(found.unwrap_or(new.id)),
            attached: found.is_some(),
        })
    }

    /// The sweep that this submission is of. An equal spec may say another price.
    fn submitted_before(&mut self, new: &NewSweep) -> Option<SweepId> {
        let is_same = |sweep: &Sweep| sweep.request_id == new.request_id;
        if let Some((id, _)) = self.sweeps.iter().find(|(_, sweep)| is_same(sweep)) {
            return Some(*id);
        }
        let equals = |sweep: &Sweep| {
            !new.fresh && sweep.spec_hash == new.spec_hash && sweep.state != SweepState::Cancelled
        };
        let mut newest_first = self.sweeps.iter_mut().rev();
        let (id, sweep) = newest_first.find(|(_, sweep)| equals(sweep))?;
        sweep.price_per_hour = new.price_per_hour.or(sweep.price_per_hour);
        Some(*id)
    }

    fn insert(&mut self, new: &NewSweep) {
        let configurations: Vec<_> = new
            .configurations
            .iter()
            .map(|new| Planned {
                id: new.id,
                configuration: new.configuration.clone(),
                pack_key: new.configuration.pack_key(),
            })
            .collect();
        for (number, trial) in (1..).zip(&new.trials) {
            let configuration = configurations[trial.configuration].clone();
            let trial = queued(new, number, trial, configuration);
            self.trials.insert(trial.id, trial);
        }
        let sweep = Sweep {
            request_id: new.request_id,
            name: new.name.clone(),
            spec: new.spec.clone(),
            spec_hash: new.spec_hash,
            state: SweepState::Active,
            reason: String::new(),
            submitted_at: new.now,
            ended_at: None,
            metric: submission::metric(new),
            best_error: None,
            price_per_hour: new.price_per_hour,
            configurations,
            trials: new.trials.iter().map(|trial| trial.id).collect(),
        };
        self.sweeps.insert(new.id, sweep);
        // A sweep without trials has nothing to wait for.
        self.end_if_done(new.id, new.now);
    }

    /// Cancels a sweep; one that has ended stays as it is.
    pub(super) fn cancel(
        &mut self,
        id: SweepId,
        reason: &str,
        now: Micros,
    ) -> Result<SweepRow, StoreError> {
        if self.get_sweep(id)?.state.is_terminal() {
            return Ok(self.row_of_sweep(id));
        }
        let open: Vec<TrialId> = self.sweeps[&id].trials.clone();
        for trial in open {
            self.cancel_trial(trial, reason, now);
        }
        let sweep = self.sweeps.get_mut(&id).expect("it was found above");
        sweep.state = SweepState::Cancelled;
        reason.clone_into(&mut sweep.reason);
        sweep.ended_at = Some(now);
        Ok(self.row_of_sweep(id))
    }

    fn cancel_trial(&mut self, id: TrialId, reason: &str, now: Micros) {
        let trial = self.trials.get_mut(&id).expect("it is in its sweep");
        if trial.state.is_terminal() {
            return;
        }
        trial.end_open_attempts(reason, now);
        trial.state = TrialState::Cancelled;
        trial.since = now;
        trial.lease_until = None;
        reason.clone_into(&mut trial.reason);
        trial.release_checkpoints();
        let last = trial.last();
        self.record(id, last, Happened::Cancelled, reason, now);
    }

    /// Completes a sweep whose trials have all ended.
    pub(super) fn end_if_done(&mut self, id: SweepId, now: Micros) {
        let counts = self.row_of_sweep(id).trials;
        let sweep = self.sweeps.get_mut(&id).expect("its row was read above");
        if !sweep.state.is_terminal() && counts.queued == 0 && counts.running == 0 {
            sweep.state = SweepState::Completed;
            sweep.ended_at = Some(now);
        }
    }
}

fn queued(sweep: &NewSweep, number: u64, new: &NewTrial, configuration: Planned) -> Trial {
    Trial {
        id: new.id,
        sweep: sweep.id,
        number,
        configuration,
        seed: new.seed,
        predicted_cost: new.predicted_cost,
        step: Step(0),
        state: TrialState::Queued,
        reason: String::new(),
        since: sweep.now,
        lease_until: None,
        attempts: vec![],
        evaluations: BTreeMap::new(),
        result: None,
        repeated: vec![],
        checkpoints: vec![],
    }
}
