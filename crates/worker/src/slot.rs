//! One slot: keeps a trainer alive, passes work to it, and writes down what it says.
//!
//! A trainer that dies, hangs or breaks the protocol costs the attempts that it had, which fail as
//! crashed, and nothing else: the slot starts another one. The coordinator decides what becomes of
//! the trials. A slot knows no coordinator; it speaks to the ledger and to the uploads.

use std::{
    collections::BTreeMap,
    io,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use dwell_proto::{
    Malformed, limits,
    v1::{self, fact::What, trainer_input, trainer_output::Message},
};
use tempfile::TempPath;
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep, sleep_until},
};

use crate::{
    attempt::AttemptKey,
    checkpoints::{Uploads, Written},
    files::{self, empty, file},
    ledger::Ledger,
    retry,
    trainer::{Obituary, Trainer, TrainerError, Trainers},
};

/// A trainer that lived this long was well: its successor is started at once.
const CALM: Duration = Duration::from_secs(30);

/// What a slot can be told.
#[derive(Debug)]
pub(crate) enum Command {
    /// Train this, going on from the checkpoint in the file, if any.
    Admit {
        attempt: AttemptKey,
        assignment: Box<v1::Assignment>,
        checkpoint: Option<TempPath>,
    },
    /// Stop training this.
    Drop(AttemptKey),
    /// Write a checkpoint of every lane; the sender is used, or dropped, when that is over.
    Snapshot(oneshot::Sender<()>),
    /// End the trainer, and then the slot.
    Shutdown,
}

/// The way to tell a slot something. Its length is bounded by the lanes: an attempt is admitted
/// once and dropped at most once.
pub(crate) type Commands = mpsc::UnboundedSender<Command>;

/// What a slot needs.
#[derive(Debug)]
pub(crate) struct Slot {
    /// Its place in the worker.
    pub(crate) index: u32,
    /// Where its trainers come from.
    pub(crate) trainers: Trainers,
    /// What the trainer is told to be.
    pub(crate) start: v1::Start,
    /// Whether the user has said how many lanes it has, whatever the trainer measures.
    pub(crate) lanes_are_fixed: bool,
    /// Where weights wait to be sent: the folder of a dead trainer is emptied.
    pub(crate) outgoing: PathBuf,
    /// A trainer with work that says nothing for this long is taken for hung.
    pub(crate) silence: Duration,
    /// Where its facts go.
    pub(crate) ledger: Arc<watch::Sender<Ledger>>,
    /// Where its checkpoints go.
    pub(crate) uploads: Uploads,
    /// What it is told.
    pub(crate) commands: mpsc::UnboundedReceiver<Command>,
}

/// A trainer with what it was given.
#[derive(Debug)]
struct Life {
    trainer: Trainer,
    /// The attempts that it has, each with the file that it goes on from.
    admitted: BTreeMap<AttemptKey, Option<TempPath>>,
    snapshot: Option<oneshot::Sender<()>>,
    heard: Instant,
    leaving: bool,
}

impl From<Trainer> for Life {
    fn from(trainer: Trainer) -> Self {
        Self {
            trainer,
            admitted: BTreeMap::new(),
            snapshot: None,
            heard: Instant::now(),
            leaving: false,
        }
    }
}

impl Slot {
    /// Starts a trainer for this slot, in a folder without the leavings of an earlier one.
    pub(crate) async fn start_trainer(&self) -> Result<(Trainer, v1::Hello), Obituary> {
        empty(Path::new(&self.start.checkpoint_folder))
            .map_err(|error| Obituary(format!("its folder cannot be emptied: {error}")))?;
        Trainer::start(&self.trainers, self.index, self.start.clone()).await
    }

    /// Keeps the slot going until it is told to shut down.
    pub(crate) async fn run(mut self, first: Trainer) {
        let mut delays = retry::delays();
        let mut life = Life::from(first);
        loop {
            let error = self.live(&mut life).await;
            if life.leaving {
                life.trainer.bury(&error).await;
                return;
            }
            if life.trainer.age() > CALM {
                delays = retry::delays();
            }
            self.mourn(life, &error).await;
            match self.start_again(&mut delays).await {
                Some(trainer) => life = trainer.into(),
                None => return,
            }
        }
    }

    /// Serves one trainer until it cannot be talked to any more.
    async fn live(&mut self, life: &mut Life) -> TrainerError {
        loop {
            let silent_at = life.heard + self.silence;
            let has_work = !life.admitted.is_empty() || life.leaving;
            let done = tokio::select! {
                // What was said before the silence counts; commands are few.
                biased;
                message = life.trainer.hear() => match message {
                    Ok(message) => self.note(life, message),
                    Err(error) => Err(error),
                },
                Some(command) = self.commands.recv() => self.pass_on(life, command).await,
                () = sleep_until(silent_at), if has_work => Err(TrainerError::Silent(self.silence)),
            };
            if let Err(error) = done {
                return error;
            }
        }
    }

    /// Passes a command on to the trainer.
    async fn pass_on(&self, life: &mut Life, command: Command) -> Result<(), TrainerError> {
        let message = match command {
            Command::Admit {
                attempt,
                assignment,
                checkpoint,
            } => {
                // It may have been stopped while its checkpoint was fetched.
                if !self.ledger.borrow().is_training(attempt) {
                    return Ok(());
                }
                let admit = admit(*assignment, checkpoint.as_ref());
                if life.admitted.is_empty() {
                    life.heard = Instant::now();
                }
                life.admitted.insert(attempt, checkpoint);
                trainer_input::Message::Admit(admit)
            }
            Command::Drop(attempt) => {
                self.uploads.forget(attempt);
                if life.admitted.remove(&attempt).is_none() {
                    return Ok(());
                }
                let attempt = Some(attempt.into());
                trainer_input::Message::Drop(v1::Drop { attempt })
            }
            Command::Snapshot(done) => {
                life.snapshot = Some(done);
                trainer_input::Message::Snapshot(v1::Snapshot {})
            }
            Command::Shutdown => {
                life.leaving = true;
                life.heard = Instant::now();
                trainer_input::Message::Shutdown(v1::Shutdown {})
            }
        };
        life.trainer.send(message).await
    }

    /// Writes down what the trainer says.
    fn note(&self, life: &mut Life, message: Message) -> Result<(), TrainerError> {
        life.heard = Instant::now();
        self.write_down(life, message)
            .map_err(|malformed| TrainerError::Protocol(malformed.to_string()))
    }

    /// What the coordinator would refuse is refused here, where it costs one trainer: in the
    /// outbox it would hold up every fact behind it.
    fn write_down(&self, life: &mut Life, message: Message) -> Result<(), Malformed> {
        match message {
            Message::Evaluated(said) => {
                let attempt = said.attempt.try_into()?;
                let evaluation = said.evaluation.ok_or(Malformed::Missing("evaluation"))?;
                dwell_domain::Evaluation::try_from(evaluation.clone())?;
                self.ledger
                    .send_modify(|ledger| ledger.evaluated(attempt, evaluation));
            }
            Message::Checkpointed(said) => {
                let attempt = said.attempt.try_into()?;
                let file = file(said.path, "checkpointed.path")?;
                limits::step(said.step, "checkpointed.step")?;
                // The file of an attempt that was dropped meanwhile is removed here.
                if life.admitted.contains_key(&attempt) {
                    let behind = self.ledger.borrow().written();
                    let checkpoint = Written {
                        step: said.step,
                        file,
                        is_final: false,
                        is_best: false,
                    };
                    self.uploads.put(attempt, checkpoint, behind);
                }
            }
            Message::Finished(said) => {
                let attempt = said.attempt.try_into()?;
                let result = said.result.ok_or(Malformed::Missing("result"))?;
                dwell_domain::TrialResult::try_from(result.clone())?;
                let weights = said.weights.into_iter().map(files::weights);
                let weights = weights.collect::<Result<Vec<_>, _>>()?;
                let last = What::Completed(result);
                if weights.is_empty() {
                    self.end(life, attempt, last);
                } else {
                    self.end_with_weights(life, attempt, weights, last);
                }
            }
            Message::Failed(said) => {
                let failure = said.failure.ok_or(Malformed::Missing("failure"))?;
                self.end(life, said.attempt.try_into()?, What::Failed(failure.cut()));
            }
            Message::SnapshotTaken(_) => {
                // Whoever asked may have given up waiting.
                let _ = life.snapshot.take().map(|asked| asked.send(()));
            }
            Message::Rate(rate) => self.measure(rate)?,
            Message::Capacity(v1::Capacity { lanes: 0 }) => {
                return Err(Malformed::Form {
                    field: "capacity.lanes",
                    expected: "at least one",
                });
            }
            Message::Capacity(v1::Capacity { lanes }) => {
                let lanes = lanes.min(limits::LANES);
                if !self.lanes_are_fixed {
                    self.ledger
                        .send_modify(|ledger| ledger.set_capacity(self.index, lanes));
                }
            }
            Message::Hello(_) => return Err(Malformed::Unknown("message")),
        }
        Ok(())
    }

    fn end(&self, life: &mut Life, attempt: AttemptKey, last: What) {
        life.admitted.remove(&attempt);
        self.uploads.forget(attempt);
        self.ledger.send_modify(|ledger| ledger.end(attempt, last));
    }

    /// Ends an attempt once its weights are with the coordinator; until then it is held. An attempt
    /// that was dropped meanwhile leaves nothing.
    fn end_with_weights(
        &self,
        life: &mut Life,
        attempt: AttemptKey,
        weights: Vec<Written>,
        last: What,
    ) {
        if life.admitted.remove(&attempt).is_none() {
            return;
        }
        let moved = weights.into_iter().map(|written| {
            let file = files::move_to(&self.outgoing, &written.file)?;
            Ok::<_, io::Error>(Written { file, ..written })
        });
        match moved.collect() {
            Ok(weights) => self.uploads.put_weights(attempt, weights, last),
            Err(error) => {
                tracing::error!(trial.id = %attempt.trial, %error, "the weights are lost");
                self.end(life, attempt, last);
            }
        }
    }

    fn measure(&self, rate: v1::Rate) -> Result<(), Malformed> {
        let step = |at: v1::LaneStep| {
            let step = limits::step(at.step, "rate.steps")?;
            Ok((AttemptKey::try_from(at.attempt)?, step.0))
        };
        let steps = rate.steps.into_iter().map(step);
        let steps = steps.collect::<Result<Vec<_>, Malformed>>()?;
        self.ledger.send_modify(|ledger| {
            ledger.measured(self.index, rate.updates_per_second);
            for (attempt, step) in steps {
                ledger.progressed(attempt, step);
            }
        });
        Ok(())
    }

    /// Tells that everything which a dead trainer had has crashed.
    async fn mourn(&self, life: Life, error: &TrainerError) {
        self.ledger
            .send_modify(|ledger| ledger.set_up(self.index, false));
        let Obituary(message) = life.trainer.bury(error).await;
        let lost = life.admitted.len();
        tracing::error!(slot = self.index, lost, "the trainer died: {message}");
        let failure = v1::Failure {
            kind: v1::FailureKind::Crashed.into(),
            message: format!("the trainer died: {message}"),
        };
        let failure = failure.cut();
        for attempt in life.admitted.keys() {
            self.uploads.forget(*attempt);
            let last = What::Failed(failure.clone());
            self.ledger.send_modify(|ledger| ledger.end(*attempt, last));
        }
    }

    /// Starts trainers until one is up; `None` when the slot is to end.
    async fn start_again(
        &mut self,
        delays: &mut impl Iterator<Item = Duration>,
    ) -> Option<Trainer> {
        loop {
            let wait = sleep(delays.next().unwrap_or_default());
            tokio::pin!(wait);
            loop {
                tokio::select! {
                    biased;
                    () = &mut wait => break,
                    command = self.commands.recv() => if self.decline(&command?).is_break() {
                        return None;
                    },
                }
            }
            match self.start_trainer().await {
                Ok((trainer, _)) => {
                    tracing::info!(slot = self.index, "started the trainer again");
                    self.ledger
                        .send_modify(|ledger| ledger.set_up(self.index, true));
                    return Some(trainer);
                }
                Err(Obituary(message)) => {
                    tracing::error!(slot = self.index, "no trainer: {message}");
                }
            }
        }
    }

    /// Answers a command while there is no trainer: work goes back without a fault of the trial.
    fn decline(&self, command: &Command) -> ControlFlow<()> {
        match command {
            Command::Admit { attempt, .. } => {
                let reason = "its slot has no trainer".to_owned();
                let back = What::Released(v1::Released { reason });
                self.ledger.send_modify(|ledger| ledger.end(*attempt, back));
            }
            // Dropping the sender says that there is nothing to take a snapshot of.
            Command::Drop(_) | Command::Snapshot(_) => {}
            Command::Shutdown => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    }
}

fn admit(assignment: v1::Assignment, checkpoint: Option<&TempPath>) -> v1::Admit {
    v1::Admit {
        attempt: assignment.attempt,
        configuration: assignment.configuration,
        seed: assignment.seed,
        checkpoint_path: checkpoint.map(|path| path.to_string_lossy().into_owned()),
    }
}
