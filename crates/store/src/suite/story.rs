//! The vocabulary that the cases are told in: a clock that only moves when told to, sweeps, workers
//! that claim and report, and readable numbers.

use std::{num::NonZeroU32, time::Duration};

use dwell_domain::{
    Axis, Cell, Configuration, ConfigurationId, Evaluation, Failure, FailureKind, Halting, Latency,
    LearningRate, MetricsDigest, Micros, Milliseconds, Model, Numerics, Pick, PonderCost,
    PonderStatistics, ProfilePoint, Seed, Step, SweepId, Task, Trace, TraceStep, Training, TrialId,
    TrialResult, TrialState, Verdict, WorkerId,
};
use uuid::Uuid;

use crate::{
    Store,
    rows::{
        AttemptRow, Claim, Fact, FactEvent, HandedOut, NewConfiguration, NewSweep, NewTrial,
        NewWorker, Report, Reported, SlotOffer, SweepRow, TrialRow,
    },
};

/// How long a lease lasts.
pub(crate) const LEASE: Duration = Duration::from_secs(30);

/// How many checkpoints to go on from are kept of a trial.
pub(crate) const KEEP: NonZeroU32 = NonZeroU32::new(2).unwrap();

/// Updates of every trial of a story.
pub(crate) const UPDATES: u64 = 1_000;

/// A store and the time.
pub(crate) struct Story<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) now: Micros,
}

impl<'a> Story<'a> {
    pub(crate) fn on(store: &'a dyn Store) -> Self {
        let now = Micros(1_800_000_000_000_000);
        Self { store, now }
    }

    /// Lets time pass.
    pub(crate) fn passes(&mut self, span: Duration) {
        self.now = self.now.after(span);
    }

    /// Submits a sweep with one configuration per ponder cost.
    pub(crate) async fn sweep(&self, ponder_costs: &[f64], seeds: u64) -> SweepRow {
        let draft = draft("story", ponder_costs, seeds);
        self.submits(draft).await
    }

    pub(crate) async fn submits(&self, mut sweep: NewSweep) -> SweepRow {
        sweep.now = self.now;
        self.store.submit(sweep).await.unwrap().sweep
    }

    pub(crate) async fn worker(&self) -> WorkerId {
        let id = WorkerId::from_uuid(Uuid::now_v7());
        let cpu = |index| SlotOffer {
            index,
            device: "cpu".into(),
            lanes: 4,
        };
        let worker = NewWorker {
            id,
            host: "ada".into(),
            pid: 7,
            version: "0.1.0".into(),
            slots: vec![cpu(0), cpu(1)],
            now: self.now,
        };
        self.store.register_worker(worker).await.unwrap();
        id
    }

    /// A claim of a worker's first slot for at most so many trials of each group.
    pub(crate) async fn claim(&self, worker: WorkerId, trials: u32) -> Claim {
        let queue = self.store.queue().await.unwrap();
        let pick = |group: dwell_domain::QueuedGroup| Pick {
            sweep: group.sweep,
            pack_key: group.pack_key,
            trials,
        };
        Claim {
            worker,
            slot: 0,
            held: vec![],
            picks: queue.into_iter().map(pick).collect(),
            lease_until: self.now.after(LEASE),
            now: self.now,
        }
    }

    /// A worker, knowing what it `held` before, takes more.
    pub(crate) async fn takes(
        &self,
        worker: WorkerId,
        trials: u32,
        held: &[&HandedOut],
    ) -> Vec<HandedOut> {
        let mut claim = self.claim(worker, trials).await;
        claim.held = held.iter().map(|held| (held.trial, held.attempt)).collect();
        self.store.claim(claim).await.unwrap()
    }

    /// A worker that holds nothing takes a single trial.
    pub(crate) async fn takes_one(&self, worker: WorkerId) -> HandedOut {
        let mut handed_out = self.takes(worker, 1, &[]).await;
        assert_eq!(handed_out.len(), 1);
        handed_out.remove(0)
    }

    /// Begins a report.
    pub(crate) fn says(&self, worker: WorkerId) -> Saying<'_> {
        Saying {
            store: self.store,
            report: Report {
                worker,
                held: vec![],
                facts: vec![],
                progress: vec![],
                updates_per_second: 100.0,
                lease_until: self.now.after(LEASE),
                now: self.now,
            },
        }
    }

    /// Nobody reports until every lease has run out.
    pub(crate) async fn leases_run_out(&mut self) {
        self.passes(LEASE + Duration::from_secs(1));
        self.store.expire_leases(self.now).await.unwrap();
    }

    pub(crate) async fn trial(&self, trial: TrialId) -> TrialRow {
        self.store.trial(&trial.to_string()).await.unwrap()
    }

    pub(crate) async fn state(&self, trial: TrialId) -> TrialState {
        self.trial(trial).await.state
    }

    pub(crate) async fn attempts(&self, trial: TrialId) -> Vec<AttemptRow> {
        self.store.attempts(trial).await.unwrap()
    }

    pub(crate) async fn sweep_now(&self, id: SweepId) -> SweepRow {
        self.store.sweep(&id.to_string()).await.unwrap()
    }

    pub(crate) async fn all_trials(&self, id: SweepId) -> Vec<TrialRow> {
        self.store.trials(id, &[], 0, u32::MAX).await.unwrap()
    }
}

/// A report in the making.
pub(crate) struct Saying<'a> {
    store: &'a dyn Store,
    report: Report,
}

impl Saying<'_> {
    fn fact(mut self, of: &HandedOut, event: FactEvent) -> Self {
        self.report.facts.push(Fact {
            trial: of.trial,
            attempt: of.attempt,
            event,
        });
        self
    }

    pub(crate) fn holds(mut self, of: &HandedOut) -> Self {
        self.report.held.push((of.trial, of.attempt));
        self
    }

    pub(crate) fn reached(mut self, of: &HandedOut, step: u64) -> Self {
        self.report
            .progress
            .push((of.trial, of.attempt, Step(step)));
        self
    }

    pub(crate) fn evaluated(self, of: &HandedOut, evaluation: Evaluation) -> Self {
        self.fact(of, FactEvent::Evaluated(evaluation))
    }

    pub(crate) fn completed(self, of: &HandedOut, result: TrialResult) -> Self {
        self.fact(of, FactEvent::Completed(result))
    }

    pub(crate) fn failed(self, of: &HandedOut, kind: FailureKind) -> Self {
        let message = "signal 9".into();
        self.fact(of, FactEvent::Failed(Failure { kind, message }))
    }

    pub(crate) fn released(self, of: &HandedOut) -> Self {
        self.fact(
            of,
            FactEvent::Released("the worker was told to stop".into()),
        )
    }

    pub(crate) async fn tries_to_send(self) -> Result<Reported, crate::StoreError> {
        self.store.report(self.report).await
    }

    pub(crate) async fn sends(self) -> Reported {
        self.tries_to_send().await.unwrap()
    }
}

/// A sweep to be submitted: its cost falls with the ponder cost's place in the list.
pub(crate) fn draft(name: &str, ponder_costs: &[f64], seeds: u64) -> NewSweep {
    let configurations: Vec<_> = ponder_costs
        .iter()
        .map(|cost| NewConfiguration {
            id: ConfigurationId::from_uuid(Uuid::now_v7()),
            configuration: configuration(*cost),
        })
        .collect();
    let trials = (0..configurations.len())
        .flat_map(|place| (1..=seeds).map(move |seed| (place, seed)))
        .map(|(configuration, seed)| NewTrial {
            id: TrialId::from_uuid(Uuid::now_v7()),
            configuration,
            seed: Seed(seed),
            predicted_cost: 100.0 - configuration as f64,
        })
        .collect();
    let id = Uuid::now_v7();
    let mut spec_hash = [0; 32];
    spec_hash[..16].copy_from_slice(id.as_bytes());
    NewSweep {
        id: SweepId::from_uuid(id),
        request_id: Uuid::now_v7(),
        name: name.into(),
        spec: format!("name = \"{name}\""),
        spec_hash,
        price_per_hour: None,
        fresh: false,
        now: Micros(0),
        configurations,
        trials,
    }
}

/// ACT on parity at a ponder cost.
pub(crate) fn configuration(ponder_cost: f64) -> Configuration {
    Configuration {
        task: Task::Parity { bits: 16 },
        model: Model {
            cell: Cell::Rnn,
            hidden: 32,
            max_ponder: 10,
            halting: Halting::Act {
                ponder_cost: PonderCost::new(ponder_cost).unwrap(),
            },
        },
        train: Training {
            batch: 16,
            updates: UPDATES,
            learning_rate: LearningRate::new(1.0 / 3.0).unwrap(),
            evaluate_every: 100,
            evaluation_sequences: 4,
            checkpoint_every: 100,
            stop_at_error: None,
            gradient_clip: None,
            keep_weights: true,
        },
    }
}

/// The plain network on parity: no pack with [`configuration`].
pub(crate) fn plain_configuration() -> Configuration {
    let mut plain = configuration(0.0);
    plain.model.halting = Halting::None;
    plain
}

/// An evaluation of four samples, with floats that have no short decimal form.
pub(crate) fn evaluation(step: u64, error: f64) -> Evaluation {
    let point = |axis, key, samples| ProfilePoint {
        axis,
        key,
        samples,
        mean_ponder: 1.0 / 3.0 + f64::from(key),
        error: error / 7.0,
    };
    Evaluation {
        step: Step(step),
        loss: Some(error / 3.0),
        training_loss: Some(error / 11.0),
        error,
        ponder: PonderStatistics {
            histogram: vec![2, 1, 0, 1],
            mean_remainder: Some(0.1 + 0.2),
            mean_batch_max: 11.0 / 3.0,
            share_at_cap: 0.0,
            profile: vec![
                point(Axis::Difficulty, 1, 3),
                point(Axis::Difficulty, 2, 1),
                point(Axis::Position, 1, 4),
            ],
        },
    }
}

/// A sequence whose steps got these N; nothing was asked for at a step with a single update.
fn trace(row: u32, ponder: &[u32]) -> Trace {
    let steps = ponder.iter().map(|&ponder| TraceStep {
        input: format!("{ponder} of \u{2192}"),
        ponder,
        loss: (ponder > 1).then_some(f64::from(ponder) / 3.0),
        entropy: (ponder > 1).then_some(f64::from(ponder) / 7.0),
    });
    Trace {
        row,
        steps: steps.collect(),
    }
}

/// A result after all updates; results of equal errors are equal.
pub(crate) fn result(error: f64) -> TrialResult {
    let evaluation = evaluation(UPDATES, error);
    TrialResult {
        verdict: Verdict::Learned,
        digest: MetricsDigest::empty().and(&evaluation),
        numerics: Numerics {
            device: "cpu".into(),
            libtorch: "2.11.0".into(),
            cpu_capability: "AVX2".into(),
        },
        seconds: 1.5,
        latency: Latency {
            batch_1: Milliseconds::new(error + 1.0 / 3.0).ok(),
            batch_128: Milliseconds::new(1.0 / 7.0).ok(),
        },
        traces: vec![trace(0, &[2, 1]), trace(7, &[4])],
        evaluation,
    }
}

/// The same as it comes in a list.
pub(crate) fn without_traces(result: TrialResult) -> TrialResult {
    TrialResult {
        traces: vec![],
        ..result
    }
}
