//! Between pipe and pack: takes what the daemon says at the boundaries of updates, and tells what
//! comes of every attempt.
//!
//! Attempts of another pack key than the one that trains wait until it is empty. A daemon does not
//! send any, because it asks the coordinator for its resident pack; the two only meet when an
//! assignment was lost and handed out again. Attempts for which memory has no lane wait too.

use std::{
    collections::{BTreeMap, VecDeque},
    io::Write,
    ops::ControlFlow,
    path::PathBuf,
    sync::mpsc::TryRecvError,
    time::Instant,
};

use dwell_act::{ActError, Capacity, Checkpoint, Device, LaneEvent, capacity};
use dwell_domain::{Configuration, Failure, FailureKind, PackKey, Seed};
use dwell_proto::{
    Malformed,
    v1::{self, trainer_input::Message},
};

use crate::{
    admission::{Admission, Job, Place},
    error::TrainerError,
    failure,
    meter::Meter,
    outgoing::Outgoing,
    pipe::{FrameWriter, Input},
    reporter::{AttemptKey, Reporter},
    resident::{self, Resident},
};

/// A trainer at work.
struct Trainer<W> {
    device: Device,
    corpora: PathBuf,
    outgoing: Outgoing,
    reporter: Reporter<W>,
    waiting: VecDeque<Admission>,
    resident: Option<Resident>,
    /// What has been found out about the sizes of packs.
    capacities: BTreeMap<PackKey, Capacity>,
    meter: Meter,
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
            corpora: start.corpora_folder.into(),
            outgoing: Outgoing::to(start.checkpoint_folder.into()),
            reporter,
            waiting: VecDeque::new(),
            resident: None,
            capacities: BTreeMap::new(),
            meter: Meter::start(Instant::now()),
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
            let is_idle = self.lanes() == 0 && self.waiting.is_empty();
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
        let waits = |waiting: &Admission| waiting.job.attempt == attempt;
        let trains = |resident: &Resident| resident.has(attempt);
        if self.waiting.iter().any(waits) || self.resident.as_ref().is_some_and(trains) {
            return Err(TrainerError::OutOfPlace {
                what: "an attempt",
                when: "that is here already",
            });
        }
        let configuration = admit.configuration;
        let configuration = configuration.ok_or(Malformed::Missing("admit.configuration"))?;
        let configuration = match Configuration::try_from(configuration) {
            Ok(configuration) => configuration,
            Err(error) => {
                let failure = failure::of(FailureKind::Invalid, &error);
                return self.reporter.failed(attempt, &failure);
            }
        };
        let place = admit.checkpoint_path.map(PathBuf::from);
        self.waiting.push_back(Admission {
            job: Job {
                attempt,
                configuration,
                seed: Seed(admit.seed),
            },
            place: place.map_or(Place::Start, Place::File),
        });
        Ok(())
    }

    /// Gives lanes to those who wait, in order: an empty pack becomes what the first one needs.
    fn admit_waiting(&mut self) -> Result<(), TrainerError> {
        for admission in std::mem::take(&mut self.waiting) {
            let Job {
                attempt,
                configuration,
                ..
            } = &admission.job;
            if self.lanes() == 0
                && !self.fits(configuration)
                && let Err(failure) = self.replace_pack(configuration)?
            {
                self.reporter.failed(*attempt, &failure)?;
            } else if self.fits(configuration) && self.has_room() {
                self.admit(admission)?;
            } else {
                self.waiting.push_back(admission);
            }
        }
        Ok(())
    }

    fn admit(&mut self, admission: Admission) -> Result<(), TrainerError> {
        let Some(resident) = &mut self.resident else {
            return Ok(());
        };
        match resident.admit(&admission) {
            Ok(()) => Ok(()),
            Err(ActError::OutOfMemory(words)) => self.give_up_room(admission, &words),
            // Only a checkpoint can be at fault, and the next attempt may get another.
            Err(error) => {
                let failure = failure::of(FailureKind::Crashed, &error);
                self.reporter.failed(admission.job.attempt, &failure)
            }
        }
    }

    /// Makes a pack for trials like this one, and tells how many lanes it should have; or why its
    /// data cannot be had.
    fn replace_pack(
        &mut self,
        configuration: &Configuration,
    ) -> Result<Result<(), Failure>, TrainerError> {
        // The old pack's memory is free before the new one's is asked for.
        self.resident = None;
        let source = match resident::source(&self.corpora, configuration) {
            Ok(source) => source,
            Err(error) => return Ok(Err(failure::of_corpus(&error))),
        };
        let key = configuration.pack_key();
        let capacity = match self.capacities.get(&key) {
            Some(known) => *known,
            None => capacity::measure(configuration, &self.device, &source)?,
        };
        tracing::info!(pack = %key, lanes = capacity.lanes, most = capacity.most, "a pack's size");
        self.capacities.insert(key, capacity);
        self.reporter.capacity(capacity.lanes)?;
        self.resident = Some(Resident::new(configuration, &self.device, source));
        self.meter = Meter::start(Instant::now());
        Ok(Ok(()))
    }

    /// Whether memory has another lane, as far as is known. The lanes beyond which the rate hardly
    /// grows are for the daemon to know: whoever is here already is trained at once.
    fn has_room(&self) -> bool {
        let Some(resident) = &self.resident else {
            return false;
        };
        let capacity = self.capacities.get(resident.key());
        let most = capacity.and_then(|capacity| capacity.most);
        most.is_none_or(|most| resident.lanes() < most)
    }

    /// One update of every lane, and what came of it.
    fn advance(&mut self) -> Result<(), TrainerError> {
        let Some(resident) = &mut self.resident else {
            return Ok(());
        };
        let lanes = u64::from(resident.lanes());
        let steps: Vec<_> = resident.steps().collect();
        let mut told = Ok(());
        let mut breathe = || {
            if let (Ok(()), Some(rate)) = (&told, self.meter.count(0, Instant::now())) {
                told = self.reporter.rate(rate, steps.iter().copied());
            }
        };
        let events = match resident.advance(&mut breathe) {
            Ok(events) => events,
            Err(ActError::OutOfMemory(words)) => return self.shrink(&words),
            Err(error) => return Err(error.into()),
        };
        told?;
        for (attempt, event) in events {
            self.tell(attempt, event)?;
        }
        let reading = self.meter.count(lanes, Instant::now());
        let became_idle = lanes > 0 && self.lanes() == 0;
        match reading {
            _ if became_idle => self.tell_rate(0.0),
            Some(rate) => self.tell_rate(rate),
            None => Ok(()),
        }
    }

    fn tell(&mut self, attempt: AttemptKey, event: LaneEvent) -> Result<(), TrainerError> {
        match event {
            LaneEvent::Evaluated(evaluation) => self.reporter.evaluated(attempt, &evaluation),
            LaneEvent::CheckpointDue => self.checkpoint(attempt),
            LaneEvent::Finished { result, weights } => {
                let kept = weights.as_deref().into_iter();
                let files = kept.flat_map(|kept| self.outgoing.weights(attempt, kept));
                self.reporter.finished(attempt, &result, files.collect())
            }
        }
    }

    fn tell_rate(&mut self, updates_per_second: f64) -> Result<(), TrainerError> {
        let steps = self.resident.iter().flat_map(Resident::steps);
        self.reporter.rate(updates_per_second, steps)
    }

    /// Memory did not suffice for an update, which has left every lane as it was. The younger half of
    /// them makes room, and waits; a lane that does not fit alone fails.
    fn shrink(&mut self, words: &str) -> Result<(), TrainerError> {
        let Some(resident) = &mut self.resident else {
            return Ok(());
        };
        let kept = resident.lanes() / 2;
        tracing::warn!(pack = %resident.key(), kept, words, "the pack is halved");
        let left = resident.shrink_to(kept)?;
        self.limit(kept.max(1))?;
        if kept > 0 {
            for admission in left.into_iter().rev() {
                self.waiting.push_front(admission);
            }
            return Ok(());
        }
        for admission in left {
            let failure = failure::of_memory(words);
            self.reporter.failed(admission.job.attempt, &failure)?;
        }
        Ok(())
    }

    /// There was no memory for one more lane: who wanted it waits, or fails where nobody has one.
    fn give_up_room(&mut self, admission: Admission, words: &str) -> Result<(), TrainerError> {
        match self.lanes() {
            0 => {
                let failure = failure::of_memory(words);
                self.reporter.failed(admission.job.attempt, &failure)
            }
            lanes => {
                self.waiting.push_back(admission);
                self.limit(lanes)
            }
        }
    }

    /// The resident pack shall never have more lanes than these.
    fn limit(&mut self, most: u32) -> Result<(), TrainerError> {
        if let Some(resident) = &self.resident {
            let capacity = Capacity {
                lanes: most,
                most: Some(most),
            };
            self.capacities.insert(resident.key().clone(), capacity);
        }
        self.reporter.capacity(most)
    }

    /// Forgets an attempt, wherever it is; one that has ended meanwhile is forgotten already.
    fn forget(&mut self, attempt: AttemptKey) -> Result<(), TrainerError> {
        self.waiting.retain(|waits| waits.job.attempt != attempt);
        match &mut self.resident {
            Some(resident) => Ok(resident.remove(attempt)?),
            None => Ok(()),
        }
    }

    /// Checkpoints every lane, and those who had to leave theirs. Whoever else waits has nothing that
    /// is not in its own checkpoint.
    fn snapshot(&mut self) -> Result<(), TrainerError> {
        let lanes = self.resident.iter().flat_map(Resident::steps);
        let attempts: Vec<_> = lanes.map(|(attempt, _)| attempt).collect();
        for attempt in attempts {
            self.checkpoint(attempt)?;
        }
        let waiting = std::mem::take(&mut self.waiting);
        for admission in &waiting {
            if let Place::Memory(checkpoint) = &admission.place {
                self.send_checkpoint(admission.job.attempt, checkpoint)?;
            }
        }
        self.waiting = waiting;
        self.reporter.snapshot_taken()
    }

    fn checkpoint(&mut self, attempt: AttemptKey) -> Result<(), TrainerError> {
        let resident = self.resident.as_ref();
        match resident.and_then(|resident| resident.checkpoint(attempt)) {
            Some(checkpoint) => self.send_checkpoint(attempt, &checkpoint?),
            None => Ok(()),
        }
    }

    fn send_checkpoint(
        &mut self,
        attempt: AttemptKey,
        checkpoint: &Checkpoint,
    ) -> Result<(), TrainerError> {
        match self.outgoing.checkpoint(attempt, checkpoint) {
            Some(path) => self.reporter.checkpointed(attempt, checkpoint.step, &path),
            None => Ok(()),
        }
    }

    fn fits(&self, configuration: &Configuration) -> bool {
        let resident = self.resident.as_ref();
        resident.is_some_and(|resident| resident.fits(configuration))
    }

    fn lanes(&self) -> u32 {
        self.resident.as_ref().map_or(0, Resident::lanes)
    }
}

fn key(attempt: Option<v1::AttemptId>) -> Result<AttemptKey, Malformed> {
    attempt.ok_or(Malformed::Missing("attempt"))?.parts()
}
