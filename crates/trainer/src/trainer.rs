//! Between pipe and pack: takes what the daemon says at the boundaries of updates, and tells what
//! comes of every attempt.
//!
//! Attempts of another pack key than the one that trains wait until it is empty. A daemon does not
//! send any, because it asks the coordinator for its resident pack; the two only meet when an
//! assignment was lost and handed out again.

use std::{
    collections::{BTreeMap, VecDeque},
    io::Write,
    ops::ControlFlow,
    path::PathBuf,
    sync::mpsc::TryRecvError,
    time::Instant,
};

use dwell_act::{ActError, Checkpoint, Device, LaneAssignment, LaneEvent, LaneId, Pack};
use dwell_domain::{Configuration, Failure, FailureKind, Seed};
use dwell_proto::{
    Malformed,
    v1::{self, trainer_input::Message},
};

use crate::{
    error::TrainerError,
    meter::Meter,
    pipe::{FrameWriter, Input},
    reporter::{AttemptKey, Reporter},
};

/// An attempt that waits for a lane.
#[derive(Debug)]
struct Admission {
    attempt: AttemptKey,
    configuration: Configuration,
    seed: Seed,
    checkpoint: Option<PathBuf>,
}

/// A trainer at work.
struct Trainer<W> {
    device: Device,
    folder: PathBuf,
    reporter: Reporter<W>,
    waiting: VecDeque<Admission>,
    pack: Option<Pack>,
    /// Whose the lanes of the pack are.
    attempts: BTreeMap<LaneId, AttemptKey>,
    meter: Meter,
    /// Makes the names of checkpoints unique: the daemon removes an outdated one when it likes.
    checkpoints: u64,
}

/// Serves the daemon until it says to end, or its stream ends.
pub(crate) fn serve<W: Write>(input: &Input, output: FrameWriter<W>) -> Result<(), TrainerError> {
    let Ok(first) = input.recv() else {
        return Ok(());
    };
    let Message::Start(start) = first? else {
        return Err(TrainerError::OutOfPlace {
            what: "a message",
            when: "before it said what to be",
        });
    };
    Trainer::start(start, Reporter::new(output))?.work(input)
}

impl<W: Write> Trainer<W> {
    fn start(start: v1::Start, mut reporter: Reporter<W>) -> Result<Self, TrainerError> {
        let device = Device::open(&start.device, start.threads)?;
        reporter.hello(&device)?;
        Ok(Self {
            device,
            folder: start.checkpoint_folder.into(),
            reporter,
            waiting: VecDeque::new(),
            pack: None,
            attempts: BTreeMap::new(),
            meter: Meter::start(Instant::now()),
            checkpoints: 0,
        })
    }

    fn work(mut self, input: &Input) -> Result<(), TrainerError> {
        loop {
            if self.take_inputs(input)?.is_break() {
                return Ok(());
            }
            self.admit_waiting()?;
            self.advance()?;
        }
    }

    /// Takes all that the daemon has said; waits for more while there is nothing to train.
    fn take_inputs(&mut self, input: &Input) -> Result<ControlFlow<()>, TrainerError> {
        loop {
            let is_idle = self.attempts.is_empty() && self.waiting.is_empty();
            let said = if is_idle {
                let said = input.recv().map_err(|_| TryRecvError::Disconnected);
                self.meter = Meter::start(Instant::now());
                said
            } else {
                input.try_recv()
            };
            let flow = match said {
                Ok(message) => self.take(message?)?,
                Err(TryRecvError::Empty) => return Ok(ControlFlow::Continue(())),
                Err(TryRecvError::Disconnected) => ControlFlow::Break(()),
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
    }

    fn take(&mut self, message: Message) -> Result<ControlFlow<()>, TrainerError> {
        match message {
            Message::Start(_) => {
                return Err(TrainerError::OutOfPlace {
                    what: "a start",
                    when: "after the first",
                });
            }
            Message::Admit(admit) => self.enqueue(admit)?,
            Message::Drop(drop) => self.forget(key(drop.attempt)?)?,
            Message::Snapshot(_) => self.snapshot()?,
            Message::Shutdown(_) => return Ok(ControlFlow::Break(())),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn enqueue(&mut self, admit: v1::Admit) -> Result<(), TrainerError> {
        let attempt = key(admit.attempt)?;
        let waiting = self.waiting.iter().map(|waits| &waits.attempt);
        if self
            .attempts
            .values()
            .chain(waiting)
            .any(|of| *of == attempt)
        {
            return Err(TrainerError::OutOfPlace {
                what: "an attempt",
                when: "that is here already",
            });
        }
        let configuration = admit.configuration;
        let configuration = configuration.ok_or(Malformed::Missing("admit.configuration"))?;
        match Configuration::try_from(configuration) {
            Ok(configuration) => self.waiting.push_back(Admission {
                attempt,
                configuration,
                seed: Seed(admit.seed),
                checkpoint: admit.checkpoint_path.map(PathBuf::from),
            }),
            Err(error) => {
                let failure = failure(FailureKind::Invalid, &error);
                self.reporter.failed(attempt, &failure)?;
            }
        }
        Ok(())
    }

    /// Gives lanes to those who wait, in order: an empty pack becomes what the first one needs.
    fn admit_waiting(&mut self) -> Result<(), TrainerError> {
        for admission in std::mem::take(&mut self.waiting) {
            let wanted = admission.configuration.pack_key();
            let fits = |pack: &Pack| *pack.key() == wanted;
            if self.attempts.is_empty() && !self.pack.as_ref().is_some_and(fits) {
                self.pack = Some(Pack::new(&admission.configuration, &self.device));
            }
            match &mut self.pack {
                Some(pack) if fits(pack) => {
                    let attempt = admission.attempt;
                    match admit(pack, admission) {
                        Ok(lane) => {
                            self.attempts.insert(lane, attempt);
                        }
                        // Only a checkpoint can be at fault, and the next attempt may get another.
                        Err(error) => {
                            let failure = failure(FailureKind::Crashed, &error);
                            self.reporter.failed(attempt, &failure)?;
                        }
                    }
                }
                _ => self.waiting.push_back(admission),
            }
        }
        Ok(())
    }

    /// One update of every lane, and what came of it.
    fn advance(&mut self) -> Result<(), TrainerError> {
        let Some(pack) = &mut self.pack else {
            return Ok(());
        };
        let lanes = pack.lanes().len() as u64;
        for (lane, event) in pack.advance() {
            self.tell(lane, event)?;
        }
        let reading = self.meter.count(lanes, Instant::now());
        let became_idle = lanes > 0 && self.attempts.is_empty();
        match reading {
            _ if became_idle => self.tell_rate(0.0),
            Some(rate) => self.tell_rate(rate),
            None => Ok(()),
        }
    }

    fn tell(&mut self, lane: LaneId, event: LaneEvent) -> Result<(), TrainerError> {
        let attempt = self.attempts[&lane];
        match event {
            LaneEvent::Evaluated(evaluation) => self.reporter.evaluated(attempt, &evaluation),
            LaneEvent::CheckpointDue => self.checkpoint(lane),
            LaneEvent::Finished(result) => {
                self.attempts.remove(&lane);
                self.reporter.finished(attempt, &result)
            }
        }
    }

    fn tell_rate(&mut self, updates_per_second: f64) -> Result<(), TrainerError> {
        let lanes = self.pack.iter().flat_map(Pack::lanes);
        let lanes = lanes.map(|(lane, step)| (self.attempts[&lane], step));
        self.reporter.rate(updates_per_second, lanes)
    }

    /// Forgets an attempt, wherever it is; one that has ended meanwhile is forgotten already.
    fn forget(&mut self, attempt: AttemptKey) -> Result<(), TrainerError> {
        self.waiting.retain(|waits| waits.attempt != attempt);
        let lane = self.attempts.iter().find(|(_, of)| **of == attempt);
        let lane = lane.map(|(lane, _)| *lane);
        if let (Some(lane), Some(pack)) = (lane, &mut self.pack) {
            self.attempts.remove(&lane);
            pack.remove(lane)?;
        }
        Ok(())
    }

    /// Checkpoints every lane. Those who wait have nothing that is not in their own checkpoint.
    fn snapshot(&mut self) -> Result<(), TrainerError> {
        let lanes: Vec<_> = self.attempts.keys().copied().collect();
        for lane in lanes {
            self.checkpoint(lane)?;
        }
        self.reporter.snapshot_taken()
    }

    /// Writes a lane's checkpoint. Without a place for it training goes on: a later one may
    /// succeed, and losing one costs nothing but time.
    fn checkpoint(&mut self, lane: LaneId) -> Result<(), TrainerError> {
        let Some(pack) = &self.pack else {
            return Ok(());
        };
        let (trial, attempt) = self.attempts[&lane];
        let checkpoint = pack.checkpoint(lane)?;
        let (step, number) = (checkpoint.step, self.checkpoints);
        self.checkpoints += 1;
        let name = format!("{trial}.{attempt}.{step}.{number}.safetensors");
        let path = self.folder.join(name);
        match checkpoint.write(&path) {
            Ok(()) => self.reporter.checkpointed((trial, attempt), step, &path),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(trial.id = %trial, error, "a checkpoint was not written");
                Ok(())
            }
        }
    }
}

fn admit(pack: &mut Pack, admission: Admission) -> Result<LaneId, ActError> {
    let checkpoint = admission.checkpoint.as_deref();
    pack.admit(LaneAssignment {
        configuration: admission.configuration,
        seed: admission.seed,
        checkpoint: checkpoint.map(Checkpoint::read).transpose()?,
    })
}

/// A failure in the words of an error and of what caused it.
fn failure(kind: FailureKind, error: &dyn std::error::Error) -> Failure {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let words: Vec<_> = causes.map(ToString::to_string).collect();
    let message = words.join(": ");
    Failure { kind, message }
}

fn key(attempt: Option<v1::AttemptId>) -> Result<AttemptKey, Malformed> {
    attempt.ok_or(Malformed::Missing("attempt"))?.parts()
}
