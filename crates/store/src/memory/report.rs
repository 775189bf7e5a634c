//! A worker's report: its leases, then where its lanes are, then its facts in order.

use std::collections::HashSet;

use dwell_domain::{
    Attempt, Micros, TrialId, TrialState,
    lifecycle::{Decision, Happening},
};

use super::tables::Tables;
use crate::{
    StoreError,
    records::NEVER_GIVEN,
    rows::{Fact, FactEvent, LeaseEnd, Report, Reported},
};

impl Tables {
    /// A report of an unknown worker changes nothing: it is to register and report again.
    pub(super) fn report(&mut self, report: &Report) -> Result<Reported, StoreError> {
        let mut reported = Reported::default();
        let Ok(worker) = self.seen(report.worker) else {
            reported.unknown_worker = true;
            return Ok(reported);
        };
        worker.seen_at = report.now;
        let rate = report.updates_per_second;
        worker.updates_per_second = if rate.is_finite() { rate } else { 0.0 };
        let over: HashSet<_> = report
            .facts
            .iter()
            .filter_map(Fact::ended_attempt)
            .collect();
        for held in report.held.iter().filter(|held| !over.contains(held)) {
            if let Some(reason) = self.hold(report, *held) {
                reported.stop.push((held.0, held.1, reason));
            }
        }
        for ((trial, attempt), step) in report.steps() {
            self.progress(report.worker, trial, attempt, step);
        }
        for fact in &report.facts {
            reported.requeued |= self.take_fact(report, fact)?;
        }
        Ok(reported)
    }

    /// Takes one fact; whether its trial is queued again.
    fn take_fact(&mut self, report: &Report, fact: &Fact) -> Result<bool, StoreError> {
        let Fact { trial, attempt, .. } = *fact;
        let Some(situation) = self.situation(report.worker, trial, attempt) else {
            return Ok(false);
        };
        let decision = situation.after(match &fact.event {
            FactEvent::Evaluated(_) => Happening::Evaluated,
            FactEvent::Completed(result) => Happening::Completed(result.verdict),
            FactEvent::Failed(failure) => Happening::Failed {
                failure,
                before: self.trials[&trial].failures_before(attempt, failure.kind),
            },
            FactEvent::Released(reason) => Happening::Released(reason),
        });
        match (&fact.event, &decision) {
            (FactEvent::Evaluated(evaluation), Decision::KeepEvaluation) => {
                self.keep_evaluation(trial, attempt, evaluation)?;
            }
            (FactEvent::Completed(result), Decision::KeepAside) => {
                self.keep_aside(trial, attempt, result, report.now);
            }
            (FactEvent::Completed(result), Decision::Move(_)) => {
                self.accept(trial, attempt, result)?;
            }
            _ => {}
        }
        let Decision::Move(next) = decision else {
            return Ok(false);
        };
        let requeued = next.state == TrialState::Queued;
        self.move_trial(trial, attempt, next, None, report.now);
        Ok(requeued)
    }

    /// Renews the lease of one attempt that a worker holds; what it is told if it may not go on.
    fn hold(&mut self, report: &Report, held: (TrialId, Attempt)) -> Option<String> {
        let (trial, attempt) = held;
        let Some(situation) = self.situation(report.worker, trial, attempt) else {
            return Some(NEVER_GIVEN.to_owned());
        };
        let lease = Some(report.lease_until);
        match situation.after(Happening::Held) {
            Decision::Stop(reason) => return Some(reason),
            Decision::Move(next) => self.move_trial(trial, attempt, next, lease, report.now),
            _ => self.trials.get_mut(&trial)?.lease_until = lease,
        }
        None
    }

    /// Queues the trials again whose leases ran out before `now`.
    pub(super) fn expire_leases(&mut self, now: Micros) -> Vec<LeaseEnd> {
        let mut run_out: Vec<_> = self
            .trials
            .values()
            .filter_map(|trial| Some((trial.lease_until?, trial.id, trial.last(), trial.holder()?)))
            .filter(|(until, ..)| *until < now)
            .collect();
        run_out.sort_by_key(|(until, trial, ..)| (*until, *trial));
        let mut ended = Vec::new();
        for (_, trial, attempt, (worker, _)) in run_out {
            let situation = self.situation(worker, trial, attempt);
            let decision = situation.map(|situation| situation.after(Happening::RanOut));
            if let Some(Decision::Move(next)) = decision {
                let state = next.state;
                self.move_trial(trial, attempt, next, None, now);
                ended.push(LeaseEnd {
                    trial,
                    attempt,
                    worker,
                    state,
                });
            }
        }
        ended
    }

    pub(super) fn rearm_leases(&mut self, until: Micros) {
        let running = self.trials.values_mut();
        for trial in running.filter(|trial| trial.state == TrialState::Running) {
            trial.lease_until = Some(until);
        }
    }
}
