//! What workers report, and what they are answered.

use std::collections::BTreeMap;

use dwell_domain::{Attempt, Evaluation, Failure, Micros, Step, TrialId, TrialResult, WorkerId};

/// What a worker reports.
#[derive(Clone, Debug)]
pub struct Report {
    /// Who.
    pub worker: WorkerId,
    /// What it works on.
    pub held: Vec<(TrialId, Attempt)>,
    /// What happened, in order.
    pub facts: Vec<Fact>,
    /// Where its lanes are.
    pub progress: Vec<(TrialId, Attempt, Step)>,
    /// How fast it trains.
    pub updates_per_second: f64,
    /// Until when what it holds is leased now.
    pub lease_until: Micros,
    /// When.
    pub now: Micros,
}

/// One thing that happened to an attempt.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Of which trial.
    pub trial: TrialId,
    /// In which attempt.
    pub attempt: Attempt,
    /// What.
    pub event: FactEvent,
}

impl Report {
    /// How far each attempt is by what is said of it, which is the last of that; a result says itself
    /// how far its trial got.
    pub(crate) fn steps(&self) -> BTreeMap<(TrialId, Attempt), Step> {
        let evaluated = self.facts.iter().filter_map(|fact| match &fact.event {
            FactEvent::Evaluated(evaluation) => Some((fact.trial, fact.attempt, evaluation.step)),
            _ => None,
        });
        let said = evaluated.chain(self.progress.iter().copied());
        let mut steps: BTreeMap<_, _> = said
            .map(|(trial, attempt, step)| ((trial, attempt), step))
            .collect();
        for fact in &self.facts {
            if let FactEvent::Completed(_) = fact.event {
                steps.remove(&(fact.trial, fact.attempt));
            }
        }
        steps
    }
}

impl Fact {
    /// The attempt that it ends: its worker need not be told to stop it.
    pub(crate) fn ended_attempt(&self) -> Option<(TrialId, Attempt)> {
        match self.event {
            FactEvent::Evaluated(_) => None,
            FactEvent::Completed(_) | FactEvent::Failed(_) | FactEvent::Released(_) => {
                Some((self.trial, self.attempt))
            }
        }
    }
}

/// What can happen to an attempt.
#[derive(Clone, Debug)]
pub enum FactEvent {
    /// It was evaluated.
    Evaluated(Evaluation),
    /// It ended well.
    Completed(TrialResult),
    /// It ended badly.
    Failed(Failure),
    /// It is given back, for this reason.
    Released(String),
}

/// The answer to a report.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    /// Held attempts that the worker is to stop, and why.
    pub stop: Vec<(TrialId, Attempt, String)>,
    /// The worker is not known.
    pub unknown_worker: bool,
    /// Trials are queued again, for whoever waits for some.
    pub requeued: bool,
}
