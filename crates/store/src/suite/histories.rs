//! Random histories: whatever workers, leases and people do in whatever order, the promises hold.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use dwell_domain::{Attempt, FailureKind, SweepId, SweepState, TrialId, TrialState, WorkerId};
use proptest::prelude::*;

use super::{
    checkpointing::{checkpoint, puts},
    exporting,
    keeping::weights,
    story::{KEEP, LEASE, Story, evaluation, result},
};
use crate::{
    Finding, Inspection, Store, Wrong,
    rows::{AttemptOutcome, AttemptRow, CheckpointRow, HandedOut, TrialRow, WhichWeights},
};

/// One thing that happens; workers and what they hold are picked by number.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A worker asks for work.
    Takes { worker: usize, trials: u32 },
    /// A worker's answer got lost: it forgets all it holds.
    Forgets { worker: usize },
    /// A worker reports what it holds, and perhaps a fact about some attempt it ever had.
    Reports {
        worker: usize,
        attempt: usize,
        fact: Option<FactKind>,
    },
    /// A worker sends a checkpoint of some attempt it ever had.
    Leaves {
        worker: usize,
        attempt: usize,
        step: u64,
    },
    /// A worker sends weights of some attempt it ever had, those at its end among them.
    Keeps {
        worker: usize,
        attempt: usize,
        has_best_apart: bool,
    },
    /// Time passes, and leases may run out; what nobody needs is forgotten.
    Passes { seconds: u64 },
    /// A person cancels the sweep.
    Cancels,
}

/// What a worker says of an attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FactKind {
    Evaluated,
    Completed,
    Failed(FailureKind),
    Released,
}

/// Histories in which most things are work and cancelling is rare.
pub(crate) fn histories() -> impl Strategy<Value = Vec<Event>> {
    let fact = prop_oneof![
        2 => Just(FactKind::Evaluated),
        3 => Just(FactKind::Completed),
        3 => prop::sample::select(&FailureKind::ALL[..]).prop_map(FactKind::Failed),
        1 => Just(FactKind::Released),
    ];
    let event = prop_oneof![
        30 => (0..WORKERS, 1..4_u32).prop_map(|(worker, trials)| Event::Takes { worker, trials }),
        3 => (0..WORKERS).prop_map(|worker| Event::Forgets { worker }),
        40 => (0..WORKERS, 0..64_usize, prop::option::of(fact)).prop_map(
            |(worker, attempt, fact)| Event::Reports { worker, attempt, fact }
        ),
        10 => (0..WORKERS, 0..64_usize, 1..5_u64)
            .prop_map(|(worker, attempt, step)| Event::Leaves { worker, attempt, step }),
        10 => (0..WORKERS, 0..64_usize, any::<bool>()).prop_map(
            |(worker, attempt, has_best_apart)| Event::Keeps { worker, attempt, has_best_apart }
        ),
        15 => (0..40_u64).prop_map(|seconds| Event::Passes { seconds }),
        1 => Just(Event::Cancels),
    ];
    prop::collection::vec(event, 1..60)
}

const WORKERS: usize = 3;

/// Lives a history, checking the promises after each event, then lets the sweep come to its end.
pub(crate) async fn lives(store: &dyn Store, history: Vec<Event>) {
    let mut life = Life::begin(store).await;
    for event in history {
        life.happens(event).await;
        life.check().await;
    }
    life.comes_to_an_end().await;
}

struct Life<'a> {
    story: Story<'a>,
    sweep: SweepId,
    workers: Vec<WorkerId>,
    /// What each worker believes to hold.
    held: Vec<Vec<HandedOut>>,
    /// Everything that each worker was ever handed.
    had: Vec<Vec<HandedOut>>,
    /// Who got each attempt.
    owners: HashMap<(TrialId, Attempt), WorkerId>,
    /// The attempts whose final weights were taken.
    kept: HashSet<(TrialId, Attempt)>,
    /// The trials as they were.
    before: HashMap<TrialId, TrialRow>,
}

impl<'a> Life<'a> {
    async fn begin(store: &'a dyn Store) -> Self {
        let story = Story::on(store);
        let sweep = story.sweep(&[1e-3, 1e-2], 3).await.id;
        let mut workers = Vec::new();
        for _ in 0..WORKERS {
            workers.push(story.worker().await);
        }
        Self {
            story,
            sweep,
            workers,
            held: vec![vec![]; WORKERS],
            had: vec![vec![]; WORKERS],
            owners: HashMap::new(),
            kept: HashSet::new(),
            before: HashMap::new(),
        }
    }

    async fn happens(&mut self, event: Event) {
        match event {
            Event::Takes { worker, trials } => self.takes(worker, trials).await,
            Event::Forgets { worker } => self.held[worker].clear(),
            Event::Reports {
                worker,
                attempt,
                fact,
            } => self.reports(worker, attempt, fact).await,
            Event::Leaves {
                worker,
                attempt,
                step,
            } => self.leaves(worker, attempt, step).await,
            Event::Keeps {
                worker,
                attempt,
                has_best_apart,
            } => self.keeps(worker, attempt, has_best_apart).await,
            Event::Passes { seconds } => {
                self.story.passes(Duration::from_secs(seconds));
                let now = self.story.now;
                self.story.store.expire_leases(now).await.unwrap();
                self.story.store.unneeded_checkpoints(2).await.unwrap();
            }
            Event::Cancels => {
                let (store, now) = (self.story.store, self.story.now);
                store.cancel_sweep(self.sweep, "enough", now).await.unwrap();
            }
        }
    }

    async fn takes(&mut self, worker: usize, trials: u32) {
        let held: Vec<_> = self.held[worker].iter().collect();
        let id = self.workers[worker];
        for handed_out in self.story.takes(id, trials, &held).await {
            let places = handed_out.checkpoints.len();
            assert!(
                places <= KEEP.get() as usize,
                "{places} places to go on from"
            );
            let token = (handed_out.trial, handed_out.attempt);
            let owner = *self.owners.entry(token).or_insert(id);
            assert_eq!(owner, id, "an attempt belongs to one worker");
            self.had[worker].push(handed_out.clone());
            self.held[worker].push(handed_out);
        }
    }

    /// Facts may be about any attempt that the worker ever had: reports come late and twice.
    async fn reports(&mut self, worker: usize, attempt: usize, fact: Option<FactKind>) {
        let mut report = self.story.says(self.workers[worker]);
        for held in &self.held[worker] {
            report = report.holds(held);
        }
        let had = &self.had[worker];
        if let (Some(fact), false) = (fact, had.is_empty()) {
            let of = &had[attempt % had.len()];
            let error = 1.0 / f64::from(of.attempt.0 + 1);
            report = match fact {
                FactKind::Evaluated => report.evaluated(of, evaluation(100, error)),
                FactKind::Completed => report.completed(of, result(error)),
                FactKind::Failed(kind) => report.failed(of, kind),
                FactKind::Released => report.released(of),
            };
        }
        for (trial, attempt, _) in report.sends().await.stop {
            self.held[worker].retain(|held| (held.trial, held.attempt) != (trial, attempt));
        }
    }

    async fn leaves(&self, worker: usize, attempt: usize, step: u64) {
        let had = &self.had[worker];
        if let Some(of) = attempt.checked_rem(had.len()).map(|place| &had[place]) {
            puts(&self.story, self.workers[worker], checkpoint(of, step)).await;
        }
    }

    async fn keeps(&mut self, worker: usize, attempt: usize, has_best_apart: bool) {
        let had = &self.had[worker];
        let Some(place) = attempt.checked_rem(had.len()) else {
            return;
        };
        let of = &had[place];
        let last = CheckpointRow {
            is_best: !has_best_apart,
            ..weights(of, of.attempt.0)
        };
        let best = CheckpointRow {
            is_final: false,
            is_best: true,
            ..weights(of, of.attempt.0 + 1_000)
        };
        let worker = self.workers[worker];
        if has_best_apart {
            puts(&self.story, worker, best).await;
        }
        if puts(&self.story, worker, last).await {
            self.kept.insert((of.trial, of.attempt));
        }
    }

    async fn check(&mut self) {
        let trials = self.story.all_trials(self.sweep).await;
        for trial in &trials {
            self.check_trial(trial).await;
        }
        self.check_tallies(&trials).await;
        self.before = trials.into_iter().map(|trial| (trial.id, trial)).collect();
    }

    async fn check_trial(&self, trial: &TrialRow) {
        let attempts = self.story.attempts(trial.id).await;
        let numbers: Vec<_> = attempts.iter().map(|attempt| attempt.attempt.0).collect();
        let expected: Vec<_> = (1..=trial.attempt.0).collect();
        assert_eq!(numbers, expected, "attempts are numbered without gaps");
        for attempt in &attempts {
            let is_open = attempt.outcome.is_none();
            let runs = trial.state == TrialState::Running && attempt.attempt == trial.attempt;
            assert_eq!(
                is_open, runs,
                "only the last attempt of a running trial is open"
            );
        }
        let is_completed = trial.state == TrialState::Completed;
        assert_eq!(
            trial.result.is_some(),
            is_completed,
            "a result and its state come together"
        );
        self.check_weights(trial, &attempts).await;
        if let Some(before) = self.before.get(&trial.id) {
            assert!(trial.attempt >= before.attempt, "attempts only count up");
            if before.state.is_terminal() {
                assert_eq!(trial.state, before.state, "an end is final");
                assert_eq!(trial.result, before.result, "a result is final");
            }
        }
    }

    async fn check_weights(&self, trial: &TrialRow, attempts: &[AttemptRow]) {
        let completed = Some(AttemptOutcome::Completed);
        let accepted = attempts.iter().find(|a| a.outcome == completed);
        let expected = accepted
            .map(|accepted| (trial.id, accepted.attempt))
            .filter(|attempt| self.kept.contains(attempt));
        let store = self.story.store;
        for which in [WhichWeights::Final, WhichWeights::Best] {
            let found = store.weights(trial.id, which).await.unwrap();
            let found = found.map(|weights| (weights.trial, weights.attempt));
            assert_eq!(found, expected, "weights stay with the accepted result");
        }
    }

    async fn check_tallies(&self, trials: &[TrialRow]) {
        let count = |state| trials.iter().filter(|t| t.state == state).count() as u64;
        let sweep = self.story.sweep_now(self.sweep).await;
        let tallies = [
            (TrialState::Queued, sweep.trials.queued),
            (TrialState::Running, sweep.trials.running),
            (TrialState::Completed, sweep.trials.completed),
            (TrialState::Failed, sweep.trials.failed),
            (TrialState::Cancelled, sweep.trials.cancelled),
            (TrialState::Pruned, sweep.trials.pruned),
        ];
        for (state, tally) in tallies {
            assert_eq!(tally, count(state), "{state}");
        }
        let has_ended = trials.iter().all(|trial| trial.state.is_terminal());
        assert_eq!(sweep.state.is_terminal(), has_ended);
        assert_eq!(sweep.ended_at.is_some(), has_ended);
        let waiting = self.story.store.queue().await.unwrap();
        let waiting: u64 = waiting.iter().map(|group| group.trials).sum();
        assert_eq!(waiting, sweep.trials.queued);
    }

    /// Everybody comes back and works until nothing is left.
    async fn comes_to_an_end(&mut self) {
        self.story.passes(LEASE * 2);
        self.story
            .store
            .expire_leases(self.story.now)
            .await
            .unwrap();
        self.held = vec![vec![]; WORKERS];
        while store_has_work(self.story.store).await {
            let id = self.workers[0];
            for held in self.story.takes(id, 9, &[]).await {
                self.story
                    .says(id)
                    .completed(&held, result(0.5))
                    .sends()
                    .await;
            }
        }
        self.check().await;
        let sweep = self.story.sweep_now(self.sweep).await;
        assert!(matches!(
            sweep.state,
            SweepState::Completed | SweepState::Cancelled
        ));
        self.check_pages().await;
    }

    /// Pages are parts of one list, however long they are. What is in it is for the mirror to say.
    async fn check_pages(&self) {
        let (store, sweep) = (self.story.store, self.sweep);
        let evaluations = exporting::evaluations(store, sweep, 3).await;
        assert_eq!(evaluations, exporting::evaluations(store, sweep, 100).await);
        let steps = exporting::trace_steps(store, sweep, 4).await;
        assert_eq!(steps, exporting::trace_steps(store, sweep, 100).await);
        let outcomes = store.outcomes_at(sweep, 1..2).await.unwrap();
        assert_eq!(outcomes.len(), 1);
    }
}

async fn store_has_work(store: &dyn Store) -> bool {
    !store.queue().await.unwrap().is_empty()
}

/// A check finds nothing but that the made-up results do not follow from the made-up evaluations.
pub(crate) fn is_in_order(inspection: &Inspection) {
    let made_up = |finding: &&Finding| matches!(finding.wrong, Wrong::Digest | Wrong::Evaluation);
    let findings = inspection.findings.iter();
    let findings: Vec<_> = findings.filter(|finding| !made_up(finding)).collect();
    assert_eq!(findings, [] as [&Finding; 0]);
}
