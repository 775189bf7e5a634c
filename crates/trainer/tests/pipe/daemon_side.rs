//! The daemon's side of the pipes, as far as a test needs it.

use std::{
    collections::BTreeMap,
    io::{Read, Write as _},
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::Duration,
};

use dwell_domain::{
    Attempt, Cell, Configuration, Halting, LearningRate, Model, PonderCost, Seed, Task, Training,
    TrialId,
};
use dwell_proto::v1::{self, trainer_input as input, trainer_output as output};
use prost::Message as _;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(2);

/// A trainer process.
pub(crate) struct Trainer {
    pub(crate) child: Child,
    input: Option<ChildStdin>,
    said: Receiver<output::Message>,
    errors: JoinHandle<String>,
}

impl Trainer {
    /// Starts a trainer and has it say hello.
    pub(crate) fn start(checkpoints: &Path) -> Self {
        let mut trainer = Self::spawn(&mut program());
        trainer.greet(checkpoints);
        trainer
    }

    /// Starts a command that becomes, or starts, a trainer.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, said) = mpsc::channel();
        let mut stdout = child.stdout.take().unwrap();
        thread::spawn(move || {
            while let Some(message) = read_frame(&mut stdout) {
                // A test that has seen enough no longer listens.
                let _ = sender.send(message);
            }
        });
        let mut stderr = child.stderr.take().unwrap();
        let errors = thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        Self {
            input: child.stdin.take(),
            child,
            said,
            errors,
        }
    }

    /// Says what the trainer is to be, and waits until it is.
    pub(crate) fn greet(&mut self, checkpoints: &Path) {
        self.send(input::Message::Start(v1::Start {
            device: "cpu".to_owned(),
            threads: 1,
            checkpoint_folder: checkpoints.to_str().unwrap().to_owned(),
            corpora_folder: checkpoints.to_str().unwrap().to_owned(),
        }));
        let hello = self.hear();
        let Some(output::Message::Hello(hello)) = hello else {
            panic!("{hello:?}");
        };
        assert!(hello.lanes > 0);
        assert_eq!(hello.numerics.unwrap().device, "cpu");
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: input::Message) {
        let message = Some(message);
        let frame = v1::TrainerInput { message }.encode_length_delimited_to_vec();
        self.send_bytes(&frame);
    }

    /// Sends bytes that need not be a message.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
    }

    /// Has an attempt trained.
    pub(crate) fn admit(&mut self, attempt: &v1::AttemptId, configuration: &Configuration) {
        self.admit_from(attempt, configuration, None);
    }

    /// Has an attempt of this seed trained.
    pub(crate) fn admit_seeded(
        &mut self,
        attempt: &v1::AttemptId,
        configuration: &Configuration,
        seed: u64,
    ) {
        self.send(input::Message::Admit(v1::Admit {
            attempt: Some(attempt.clone()),
            configuration: Some(configuration.into()),
            seed,
            checkpoint_path: None,
        }));
    }

    /// Has an attempt trained on from a checkpoint.
    pub(crate) fn admit_from(
        &mut self,
        attempt: &v1::AttemptId,
        configuration: &Configuration,
        checkpoint: Option<&str>,
    ) {
        self.send(input::Message::Admit(v1::Admit {
            attempt: Some(attempt.clone()),
            configuration: Some(configuration.into()),
            seed: Seed(7).0,
            checkpoint_path: checkpoint.map(str::to_owned),
        }));
    }

    /// The next message; `None` when the stream has ended.
    pub(crate) fn hear(&self) -> Option<output::Message> {
        match self.said.recv_timeout(PATIENCE) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("the trainer says nothing"),
        }
    }

    /// The first message from now on that is wanted.
    pub(crate) fn wait_for<T>(&self, wanted: impl Fn(output::Message) -> Option<T>) -> T {
        loop {
            let message = self.hear().expect("the trainer still runs");
            if let Some(found) = wanted(message) {
                return found;
            }
        }
    }

    /// The result of an attempt, once it has ended.
    pub(crate) fn result_of(&self, attempt: &v1::AttemptId) -> v1::TrialResult {
        self.end_of(attempt).result.unwrap()
    }

    /// The end of an attempt, which must be a good one.
    pub(crate) fn end_of(&self, attempt: &v1::AttemptId) -> v1::Finished {
        self.wait_for(|message| match message {
            output::Message::Finished(end) if end.attempt.as_ref() == Some(attempt) => Some(end),
            output::Message::Failed(end) => panic!("{end:?}"),
            _ => None,
        })
    }

    /// The results of the first trials, in whatever order they end.
    pub(crate) fn results_of(&self, trials: u32) -> BTreeMap<String, v1::TrialResult> {
        let mut results = BTreeMap::new();
        while results.len() < trials as usize {
            let end = self.wait_for(|message| match message {
                output::Message::Finished(end) => Some(end),
                output::Message::Failed(end) => panic!("{end:?}"),
                _ => None,
            });
            results.insert(end.attempt.unwrap().trial_id, end.result.unwrap());
        }
        results
    }

    /// Why an attempt cannot be trained.
    pub(crate) fn failure_of(&self, attempt: &v1::AttemptId) -> v1::Failure {
        self.wait_for(|message| match message {
            output::Message::Failed(end) if end.attempt.as_ref() == Some(attempt) => end.failure,
            output::Message::Finished(end) if end.attempt.as_ref() == Some(attempt) => {
                panic!("it finished")
            }
            _ => None,
        })
    }

    /// Closes its stdin and waits for its end: how it exited, and what it wrote to stderr.
    pub(crate) fn close(mut self) -> (ExitStatus, String) {
        self.input = None;
        while self.hear().is_some() {}
        (self.child.wait().unwrap(), self.errors.join().unwrap())
    }
}

/// The trainer's program.
pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_dwell-trainer"))
}

fn read_frame(stream: &mut impl Read) -> Option<output::Message> {
    let mut delimiter = Vec::new();
    while delimiter.last().is_none_or(|byte| byte & 0x80 != 0) {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        delimiter.push(byte[0]);
    }
    let length = prost::decode_length_delimiter(&delimiter[..]).expect("a length");
    let mut frame = vec![0; length];
    stream.read_exact(&mut frame).expect("a whole frame");
    let output = v1::TrainerOutput::decode(&frame[..]).expect("a message");
    output.message
}

/// The first attempt of a trial.
pub(crate) fn attempt(trial: u32) -> v1::AttemptId {
    let uuid = format!("00000000-0000-0000-0000-{trial:012}");
    let trial: TrialId = uuid.parse().unwrap();
    v1::AttemptId::new(trial, Attempt(1))
}

/// Parity of four bits, small enough to be trained in a second.
pub(crate) fn parity(halting: Halting) -> Configuration {
    Configuration {
        task: Task::Parity { bits: 4 },
        model: Model {
            cell: Cell::Rnn,
            hidden: 8,
            max_ponder: 4,
            halting,
        },
        train: Training {
            batch: 8,
            updates: 400,
            learning_rate: LearningRate::new(1e-3).unwrap(),
            evaluate_every: 100,
            evaluation_sequences: 64,
            checkpoint_every: 150,
            stop_at_error: None,
            gradient_clip: None,
            keep_weights: false,
        },
    }
}

/// ACT with this ponder cost.
pub(crate) fn act(ponder_cost: f64) -> Halting {
    Halting::Act {
        ponder_cost: PonderCost::new(ponder_cost).unwrap(),
    }
}
