//! A trainer that trains nothing, but takes its time over it: updates, evaluations, checkpoints and
//! trouble come as the script has them, at the other end of a worker's pipe.

use std::{
    collections::{BTreeMap, VecDeque},
    fs, io,
    path::PathBuf,
    time::Duration,
};

use dwell_domain::{Attempt, Configuration, Failure, FailureKind, Seed, TrialId};
use dwell_proto::v1::{self, trainer_input, trainer_output::Message};
use prost::Message as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadHalf, WriteHalf},
    sync::mpsc,
    time::{Instant, sleep_until},
};

use crate::{
    metrics::Training,
    script::{Doom, Fate, Script, Trouble},
};

/// What one update of the whole pack takes.
const UPDATE: Duration = Duration::from_millis(100);

/// Updates between two signs of life.
const BEAT: u64 = 10;

/// The lanes that a pack begins with.
const LANES: u32 = 4;

/// Bytes that wait between worker and trainer.
const PIPE: usize = 1 << 20;

type Key = (TrialId, Attempt);

/// A trial in a lane, or one that waits for a lane.
struct Lane {
    key: Key,
    training: Training,
    started: Instant,
}

struct Trainer {
    output: WriteHalf<DuplexStream>,
    script: Script,
    fate: Fate,
    folder: PathBuf,
    lanes: BTreeMap<Key, Lane>,
    waiting: VecDeque<Lane>,
    memory: u32,
    updates: u64,
}

/// Why a trainer's life is over.
enum End {
    Done,
    Hung,
}

impl From<io::Error> for End {
    /// The worker has let go of its pipe.
    fn from(_: io::Error) -> Self {
        Self::Done
    }
}

/// Starts a trainer, and gives the worker's end of its pipe.
pub(crate) fn start(script: &Script, fate: &Fate) -> DuplexStream {
    let (ours, theirs) = tokio::io::duplex(PIPE);
    let (input, output) = tokio::io::split(ours);
    let trainer = Trainer {
        output,
        memory: script.memory.unwrap_or(u32::MAX),
        script: script.clone(),
        fate: fate.clone(),
        folder: PathBuf::new(),
        lanes: BTreeMap::new(),
        waiting: VecDeque::new(),
        updates: 0,
    };
    let (sender, messages) = mpsc::unbounded_channel();
    tokio::spawn(read(input, sender));
    tokio::spawn(trainer.live(messages));
    theirs
}

async fn read(
    mut input: ReadHalf<DuplexStream>,
    messages: mpsc::UnboundedSender<trainer_input::Message>,
) {
    while let Ok(Some(message)) = next(&mut input).await {
        if messages.send(message).is_err() {
            return;
        }
    }
}

async fn next(input: &mut ReadHalf<DuplexStream>) -> io::Result<Option<trainer_input::Message>> {
    let mut delimiter = Vec::new();
    while delimiter.last().is_none_or(|byte| byte & 0x80 != 0) {
        delimiter.push(input.read_u8().await?);
    }
    let length = prost::decode_length_delimiter(&delimiter[..])?;
    let mut frame = vec![0; length];
    input.read_exact(&mut frame).await?;
    Ok(v1::TrainerInput::decode(&frame[..])?.message)
}

impl Trainer {
    async fn live(mut self, mut messages: mpsc::UnboundedReceiver<trainer_input::Message>) {
        match self.work(&mut messages).await {
            // It holds its pipe, and says nothing more.
            Err(End::Hung) => std::future::pending().await,
            // Whoever reads from it sees the end; that it cannot be told is as good.
            Ok(()) | Err(End::Done) => drop(self.output.shutdown().await),
        }
    }

    async fn work(
        &mut self,
        messages: &mut mpsc::UnboundedReceiver<trainer_input::Message>,
    ) -> Result<(), End> {
        let mut update_at = Instant::now() + UPDATE;
        loop {
            tokio::select! {
                biased;
                message = messages.recv() => match message {
                    Some(message) => {
                        let was_idle = self.lanes.is_empty();
                        self.take(message).await?;
                        if was_idle {
                            update_at = Instant::now() + UPDATE;
                        }
                    }
                    None => return Ok(()),
                },
                () = sleep_until(update_at), if !self.lanes.is_empty() => {
                    update_at += UPDATE;
                    self.update().await?;
                }
            }
        }
    }

    async fn take(&mut self, message: trainer_input::Message) -> Result<(), End> {
        use trainer_input::Message as Input;
        match message {
            Input::Start(start) => {
                self.folder = start.checkpoint_folder.into();
                self.say(Message::Hello(v1::Hello {
                    numerics: Some(v1::Numerics::default()),
                    lanes: LANES,
                }))
                .await
            }
            Input::Admit(admit) => self.admit(admit).await,
            Input::Drop(drop) => {
                let key = key(drop.attempt.as_ref());
                self.lanes.remove(&key);
                self.waiting.retain(|lane| lane.key != key);
                self.fill();
                Ok(())
            }
            Input::Snapshot(_) => {
                let everyone = self.lanes.values().chain(&self.waiting);
                let everyone: Vec<_> = everyone
                    .map(|lane| (lane.key, lane.training.clone()))
                    .collect();
                for (key, training) in everyone {
                    self.checkpoint(key, &training).await?;
                }
                self.say(Message::SnapshotTaken(v1::SnapshotTaken {})).await
            }
            Input::Shutdown(_) => Err(End::Done),
        }
    }

    async fn admit(&mut self, admit: v1::Admit) -> Result<(), End> {
        let key = key(admit.attempt.as_ref());
        let configuration = admit.configuration.expect("a configuration");
        let configuration = Configuration::try_from(configuration).expect("a valid configuration");
        let afresh = Training::afresh(configuration, Seed(admit.seed));
        let training = match admit.checkpoint_path {
            None => Some(afresh),
            Some(path) => afresh.resumed(&fs::read(path)?),
        };
        let Some(training) = training else {
            return self
                .fail(key, FailureKind::Invalid, "the checkpoint of another trial")
                .await;
        };
        self.waiting.push_back(Lane {
            key,
            training,
            started: Instant::now(),
        });
        self.fill();
        Ok(())
    }

    /// Gives lanes to those who wait, as long as memory may suffice.
    fn fill(&mut self) {
        while (self.lanes.len() as u32) < self.memory {
            let Some(lane) = self.waiting.pop_front() else {
                return;
            };
            self.lanes.insert(lane.key, lane);
        }
    }

    /// One update of every lane, unless something comes in between.
    async fn update(&mut self) -> Result<(), End> {
        match self.fate.meets() {
            Some(Doom::Dies) => return Err(End::Done),
            Some(Doom::Hangs) => return Err(End::Hung),
            None => {}
        }
        if self
            .script
            .memory
            .is_some_and(|memory| self.lanes.len() as u32 > memory)
        {
            return self.halve().await;
        }
        let keys: Vec<Key> = self.lanes.keys().copied().collect();
        for key in keys {
            self.update_lane(key).await?;
        }
        self.fill();
        self.updates += 1;
        if self.updates.is_multiple_of(BEAT) {
            self.tell_rate().await?;
        }
        Ok(())
    }

    /// Memory did not suffice: the younger half of the pack makes room, and waits.
    async fn halve(&mut self) -> Result<(), End> {
        let kept = (self.lanes.len() / 2).max(1);
        while self.lanes.len() > kept {
            if let Some((_, lane)) = self.lanes.pop_last() {
                self.waiting.push_front(lane);
            }
        }
        self.memory = kept as u32;
        let lanes = kept as u32;
        self.say(Message::Capacity(v1::Capacity { lanes })).await
    }

    async fn update_lane(&mut self, key: Key) -> Result<(), End> {
        let Some(lane) = self.lanes.get_mut(&key) else {
            return Ok(());
        };
        let training = &mut lane.training;
        training.advance();
        let (attempt, step) = (key.1, training.step);
        match self.script.trouble(training.seed, attempt, step) {
            Some(Trouble::Dies) => return Err(End::Done),
            Some(Trouble::Hangs) => return Err(End::Hung),
            Some(Trouble::OutOfMemory) => {
                return self
                    .fail(key, FailureKind::OutOfMemory, "not even alone")
                    .await;
            }
            Some(Trouble::Invalid) => {
                return self.fail(key, FailureKind::Invalid, "no such thing").await;
            }
            None => {}
        }
        let evaluation = training.evaluate_if_due();
        let (training, seconds) = (training.clone(), lane.started.elapsed().as_secs_f64());
        if let Some(evaluation) = evaluation {
            self.say(Message::Evaluated(v1::Evaluated {
                attempt: Some(wire(key)),
                evaluation: Some((&evaluation).into()),
            }))
            .await?;
        }
        if training.is_done() {
            self.finish(key, &training, seconds).await
        } else if training.is_checkpoint_due() {
            self.checkpoint(key, &training).await
        } else {
            Ok(())
        }
    }

    async fn finish(&mut self, key: Key, training: &Training, seconds: f64) -> Result<(), End> {
        self.lanes.remove(&key);
        let mut weights = Vec::new();
        if training.configuration.train.keep_weights {
            weights.push(v1::WeightsFile {
                path: self.write(key, "weights", training)?,
                step: training.step.0,
                is_final: true,
                is_best: true,
            });
        }
        self.say(Message::Finished(v1::Finished {
            attempt: Some(wire(key)),
            result: Some((&training.result(seconds)).into()),
            weights,
        }))
        .await
    }

    async fn checkpoint(&mut self, key: Key, training: &Training) -> Result<(), End> {
        let path = self.write(key, &training.step.to_string(), training)?;
        self.say(Message::Checkpointed(v1::Checkpointed {
            attempt: Some(wire(key)),
            step: training.step.0,
            path,
        }))
        .await
    }

    fn write(&self, (trial, attempt): Key, what: &str, training: &Training) -> io::Result<String> {
        let path = self.folder.join(format!("{trial}-{attempt}-{what}"));
        fs::write(&path, training.checkpoint())?;
        Ok(path.to_string_lossy().into_owned())
    }

    async fn fail(&mut self, key: Key, kind: FailureKind, words: &str) -> Result<(), End> {
        self.lanes.remove(&key);
        let failure = Failure {
            kind,
            message: words.to_owned(),
        };
        self.say(Message::Failed(v1::Failed {
            attempt: Some(wire(key)),
            failure: Some((&failure).into()),
        }))
        .await
    }

    async fn tell_rate(&mut self) -> Result<(), End> {
        let step = |lane: &Lane| v1::LaneStep {
            attempt: Some(wire(lane.key)),
            step: lane.training.step.0,
        };
        let lanes = self.lanes.len() as u32;
        self.say(Message::Rate(v1::Rate {
            updates_per_second: f64::from(lanes) / UPDATE.as_secs_f64(),
            lanes,
            steps: self.lanes.values().map(step).collect(),
        }))
        .await
    }

    async fn say(&mut self, message: Message) -> Result<(), End> {
        let message = Some(message);
        let frame = v1::TrainerOutput { message }.encode_length_delimited_to_vec();
        Ok(self.output.write_all(&frame).await?)
    }
}

fn key(attempt: Option<&v1::AttemptId>) -> Key {
    let attempt = attempt.expect("an attempt");
    attempt.parts().expect("the name of an attempt")
}

fn wire((trial, attempt): Key) -> v1::AttemptId {
    v1::AttemptId::new(trial, attempt)
}
