//! Whether what is kept can have come about, as it is asked of a database.

use dwell_domain::{
    Attempt, Evaluation, TrialState,
    lifecycle::{Entry, History, Recount, Recounted},
};

use super::tables::{Checkpoint, Tables, Trial};
use crate::{Contents, Finding, Inspection, Subject, Wrong};

impl Tables {
    /// Looks at everything. References and tallies cannot be wrong here: there are none.
    pub(super) fn inspect(&self) -> Inspection {
        let mut inspection = Inspection {
            contents: self.contents(),
            ..Inspection::default()
        };
        self.look_at_sweeps(&mut inspection);
        for trial in self.trials.values() {
            self.look_at(trial, &mut inspection);
        }
        inspection
    }

    fn contents(&self) -> Contents {
        let kept = || self.trials.values().flat_map(|trial| &trial.checkpoints);
        let needed = kept().filter(|kept| kept.is_needed);
        let unneeded = kept().filter(|kept| !kept.is_needed);
        let name = |kept: &Checkpoint| kept.row.content_hash.clone();
        Contents {
            schema: 0,
            sweeps: self.sweeps.len() as u64,
            trials: self.trials.len() as u64,
            results: self.trials.values().filter(|t| t.result.is_some()).count() as u64,
            needed: needed.map(|kept| kept.row.clone()).collect(),
            unneeded: unneeded.map(name).collect(),
        }
    }

    fn look_at_sweeps(&self, inspection: &mut Inspection) {
        for (id, sweep) in &self.sweeps {
            let is_open = |trial: &&Trial| !trial.state.is_terminal();
            let unfinished = self.trials_of(*id).filter(is_open).count() as u64;
            let contradiction = sweep.state.contradiction(unfinished);
            let found = contradiction.map(|contradiction| Finding {
                wrong: Wrong::Sweep,
                subject: Subject::Sweep(*id),
                detail: contradiction.to_string(),
            });
            inspection.findings.extend(found);
        }
    }

    fn look_at(&self, trial: &Trial, inspection: &mut Inspection) {
        let mut tell = |wrong, detail| {
            inspection.findings.push(Finding {
                wrong,
                subject: Subject::Trial {
                    id: trial.id,
                    place: Some((trial.sweep, trial.number)),
                },
                detail,
            });
        };
        for contradiction in self.history(trial).contradictions() {
            tell(Wrong::History, contradiction.to_string());
        }
        let recounted = trial.recounted();
        if let Some((wrong, detail)) = recounted.and_then(Wrong::of_recount) {
            tell(wrong, detail);
        }
        inspection.digests += u64::from(recounted == Some(Recounted::Same));
    }

    fn history(&self, trial: &Trial) -> History {
        let of_trial = self.events.iter().filter(|event| event.trial == trial.id);
        let outcomes = trial.attempts.iter().map(|life| life.outcome);
        History {
            state: trial.state,
            last: trial.last(),
            is_leased: trial.lease_until.is_some(),
            attempts: (1..).map(Attempt).zip(outcomes).collect(),
            events: of_trial.map(|event| event.entry).collect::<Vec<Entry>>(),
            results: trial.result.iter().map(|(attempt, _)| *attempt).collect(),
        }
    }
}

impl Trial {
    /// What its evaluations say of its result; `None` without one.
    fn recounted(&self) -> Option<Recounted> {
        let (attempt, result) = self.result.as_ref()?;
        let kept: Vec<(Attempt, Evaluation)> = self.evaluations.values().cloned().collect();
        debug_assert_eq!(self.state, TrialState::Completed);
        let recount = Recount {
            every: self.configuration.configuration.train.evaluate_every,
            attempt: *attempt,
            step: result.evaluation.step,
            digest: result.digest,
            kept: &kept,
        };
        Some(recount.judge())
    }
}
