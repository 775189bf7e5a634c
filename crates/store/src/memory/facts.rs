//! What follows from each fact about an attempt, done to the tables. What follows is decided by
//! `dwell_domain::lifecycle`.

use std::collections::HashSet;

use dwell_domain::{
    Attempt, AttemptOutcome, Evaluation, FailureKind, Micros, Step, Trace, TrialId, TrialResult,
    TrialState, WorkerId,
    lifecycle::{AttemptChange, Happened, Move, Situation, TrialEvent},
};

use super::tables::{Tables, Trial};
use crate::{
    StoreError,
    records::{check_numbers, compared},
};

impl Tables {
    /// Where an attempt and its trial stand; `None` if the worker was never given it.
    pub(super) fn situation(
        &self,
        worker: WorkerId,
        trial: TrialId,
        attempt: Attempt,
    ) -> Option<Situation> {
        let trial = self.trials.get(&trial)?;
        let life = trial
            .attempt(attempt)
            .filter(|life| life.worker == worker)?;
        Some(Situation {
            state: trial.state,
            reason: trial.reason.clone(),
            last: trial.last(),
            attempt,
            outcome: life.outcome,
        })
    }

    /// Moves a trial as it was decided.
    pub(super) fn move_trial(
        &mut self,
        id: TrialId,
        attempt: Attempt,
        next: Move,
        lease_until: Option<Micros>,
        now: Micros,
    ) {
        let trial = self.trials.get_mut(&id).expect("its situation was read");
        trial.state = next.state;
        trial.reason = next.reason;
        trial.since = now;
        trial.lease_until = lease_until.filter(|_| next.state == TrialState::Running);
        trial.change(attempt, next.attempt, now);
        let sweep = trial.sweep;
        let happened = Happened::ToAttempt(next.event);
        self.record(id, attempt, happened, &next.message, now);
        if next.state.is_terminal() {
            self.supersede(id, attempt, now);
        }
        self.end_if_done(sweep, now);
    }

    /// Keeps an evaluation, unless a younger attempt told of its step already.
    pub(super) fn keep_evaluation(
        &mut self,
        id: TrialId,
        attempt: Attempt,
        evaluation: &Evaluation,
    ) -> Result<(), StoreError> {
        let evaluation = storable(evaluation)?;
        self.lower_best_error(id, evaluation.error);
        let trial = self.trials.get_mut(&id).expect("its situation was read");
        let told = trial.evaluations.get(&evaluation.step);
        if told.is_none_or(|(by, _)| *by <= attempt) {
            trial
                .evaluations
                .insert(evaluation.step, (attempt, evaluation));
        }
        Ok(())
    }

    /// Stores the one result of a trial; its evaluation stays, whatever else was told of its step.
    pub(super) fn accept(
        &mut self,
        id: TrialId,
        attempt: Attempt,
        result: &TrialResult,
    ) -> Result<(), StoreError> {
        if !result.seconds.is_finite() {
            let what = "the seconds of a result";
            return Err(StoreError::NotFinite { what });
        }
        check_told_once(result)?;
        let evaluation = storable(&result.evaluation)?;
        self.lower_best_error(id, evaluation.error);
        let trial = self.trials.get_mut(&id).expect("its situation was read");
        let step = evaluation.step;
        trial.step = step;
        trial
            .evaluations
            .insert(step, (attempt, evaluation.clone()));
        let result = TrialResult {
            evaluation,
            traces: result.traces.iter().map(storable_trace).collect(),
            ..result.clone()
        };
        trial.result = Some((attempt, result));
        Ok(())
    }

    /// Ends the younger attempts of a trial that has ended, and forgets where it could go on from.
    fn supersede(&mut self, id: TrialId, attempt: Attempt, now: Micros) {
        let message = format!("attempt {attempt} brought the result");
        let trial = self.trials.get_mut(&id).expect("its situation was read");
        let left = trial.end_open_attempts(&message, now);
        trial.release_checkpoints();
        for younger in left {
            let superseded = Happened::ToAttempt(TrialEvent::Superseded);
            self.record(id, younger, superseded, &message, now);
        }
    }

    /// Keeps a result aside that came late, once.
    pub(super) fn keep_aside(
        &mut self,
        id: TrialId,
        attempt: Attempt,
        result: &TrialResult,
        now: Micros,
    ) {
        let trial = self.trials.get_mut(&id).expect("its situation was read");
        let told = (attempt, result.digest);
        let accepted = trial
            .result
            .as_ref()
            .map(|(by, result)| (*by, result.digest));
        if accepted != Some(told) && !trial.repeated.contains(&told) {
            let alike = trial.result.as_ref();
            let alike = alike.filter(|(_, accepted)| accepted.numerics == result.numerics);
            let agrees = alike.map(|(_, accepted)| accepted.digest == result.digest);
            trial.repeated.push(told);
            let repeated = Happened::ToAttempt(TrialEvent::Repeated);
            self.record(id, attempt, repeated, compared(agrees), now);
        }
    }

    /// Notes how far a running attempt is.
    pub(super) fn progress(&mut self, worker: WorkerId, id: TrialId, attempt: Attempt, step: Step) {
        let trial = self.trials.get_mut(&id);
        let holds = |trial: &&mut Trial| {
            trial.last() == attempt && trial.holder().is_some_and(|(holder, _)| holder == worker)
        };
        if let Some(trial) = trial.filter(holds) {
            trial.step = step;
        }
    }

    fn lower_best_error(&mut self, id: TrialId, error: f64) {
        let sweep = self.trials[&id].sweep;
        let sweep = self.sweeps.get_mut(&sweep).expect("a trial has its sweep");
        if sweep.metric.is_some() {
            let best = sweep.best_error.get_or_insert(error);
            *best = best.min(error);
        }
    }
}

impl Trial {
    fn change(&mut self, attempt: Attempt, change: AttemptChange, now: Micros) {
        let life = self.attempt_mut(attempt);
        match change {
            AttemptChange::Ends {
                outcome,
                failure,
                message,
            } => {
                life.outcome = Some(outcome);
                life.failure = failure;
                life.message = message;
                life.ended_at = Some(now);
            }
            AttemptChange::Reopens => {
                life.outcome = None;
                life.message.clear();
                life.ended_at = None;
            }
        }
    }

    /// Ends the attempts that go on; which they are.
    pub(super) fn end_open_attempts(&mut self, message: &str, now: Micros) -> Vec<Attempt> {
        let mut ended = Vec::new();
        for (attempt, life) in (1..).map(Attempt).zip(&mut self.attempts) {
            if life.outcome.is_none() {
                life.outcome = Some(AttemptOutcome::Cancelled);
                message.clone_into(&mut life.message);
                life.ended_at = Some(now);
                ended.push(attempt);
            }
        }
        ended
    }

    /// How many other attempts failed in one way since the trial last got further: the attempt that
    /// left the checkpoint to go on from, and those after it.
    pub(super) fn failures_before(&self, attempt: Attempt, kind: FailureKind) -> u32 {
        let kept = self.to_go_on_from();
        let since = kept.first().map_or(Attempt(0), |kept| kept.attempt);
        let others = (1..).map(Attempt).zip(&self.attempts);
        let others = others.filter(|(number, _)| *number >= since && *number != attempt);
        others
            .filter(|(_, life)| life.failure == Some(kind))
            .count() as u32
    }
}

/// An evaluation as it is kept: without numbers that are none.
fn storable(evaluation: &Evaluation) -> Result<Evaluation, StoreError> {
    check_numbers(evaluation)?;
    let mut kept = evaluation.clone();
    kept.loss = kept.loss.filter(|loss| loss.is_finite());
    kept.training_loss = kept.training_loss.filter(|loss| loss.is_finite());
    let remainder = &mut kept.ponder.mean_remainder;
    *remainder = remainder.filter(|remainder| remainder.is_finite());
    Ok(kept)
}

fn storable_trace(trace: &Trace) -> Trace {
    let mut kept = trace.clone();
    for step in &mut kept.steps {
        step.loss = step.loss.filter(|nats| nats.is_finite());
        step.entropy = step.entropy.filter(|nats| nats.is_finite());
    }
    kept
}

/// A result may say one thing of each value of a profile and of each sequence.
fn check_told_once(result: &TrialResult) -> Result<(), StoreError> {
    let mut points = HashSet::new();
    let profile = &result.evaluation.ponder.profile;
    if !profile
        .iter()
        .all(|point| points.insert((point.axis, point.key)))
    {
        let what = "a value of a profile";
        return Err(StoreError::ToldTwice { what });
    }
    let mut rows = HashSet::new();
    if !result.traces.iter().all(|trace| rows.insert(trace.row)) {
        let what = "a sequence's trace";
        return Err(StoreError::ToldTwice { what });
    }
    Ok(())
}
