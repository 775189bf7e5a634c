//! One trainer and the pipes to it: start, send, hear, end. It is a `dwell-trainer` process, but in
//! simulations.
//!
//! What its messages mean is left to [`crate::slot`]. A child never outlives its `Trainer`: it is
//! killed when the value is dropped, it ends itself when its stdin closes, and it asks the kernel
//! to kill it when the thread that started it dies (a thread of the runtime, so the daemon must
//! not hand such a thread away with `block_in_place`).

use std::{
    fmt, io,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use dwell_proto::v1::{self, trainer_input, trainer_output};
use prost::Message as _;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, DuplexStream},
    process::{Child, Command},
    time::{Instant, timeout},
};
use tokio_stream::StreamExt as _;
use tokio_util::codec::FramedRead;

use crate::{
    frames::{OutputError, TrainerFrames},
    last_words::LastWords,
};

/// How long a trainer may take to load libtorch and to find its device.
const START_PATIENCE: Duration = Duration::from_mins(2);

/// How long a frame may wait for the trainer to read it: it reads on a thread of its own.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);

/// How long a trainer that was told to end, or killed, may take over it.
const EXIT_PATIENCE: Duration = Duration::from_secs(1);

/// Where trainers come from.
#[derive(Clone)]
pub enum Trainers {
    /// Each is a process of this program.
    Program(PathBuf),
    /// Each is a part of this process, at the other end of what this makes for a slot.
    Inside(Arc<dyn Fn(u32) -> DuplexStream + Send + Sync>),
}

impl fmt::Debug for Trainers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program(path) => f.debug_tuple("Program").field(path).finish(),
            Self::Inside(_) => f.write_str("Inside(..)"),
        }
    }
}

/// A running trainer.
pub(crate) struct Trainer {
    input: Box<dyn AsyncWrite + Send + Unpin>,
    output: FramedRead<Box<dyn AsyncRead + Send + Unpin>, TrainerFrames>,
    process: Option<Process>,
    started: Instant,
}

impl fmt::Debug for Trainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let process = &self.process;
        f.debug_struct("Trainer")
            .field("process", process)
            .finish_non_exhaustive()
    }
}

/// The process of a trainer that has one of its own.
#[derive(Debug)]
struct Process {
    child: Child,
    last_words: LastWords,
}

/// Why a trainer cannot be talked to any more.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrainerError {
    /// It could not be started.
    #[error("it could not be started: {0}")]
    Spawn(#[source] io::Error),
    /// Its stdout ended.
    #[error("it ended")]
    Ended,
    /// What came out of its pipe makes no sense.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// It does not take what is written to it.
    #[error("it cannot be written to: {0}")]
    Write(#[source] io::Error),
    /// It said something that it should not say.
    #[error("it broke the protocol: {0}")]
    Protocol(String),
    /// It said nothing for too long.
    #[error("it said nothing for {} s", .0.as_secs_f32())]
    Silent(Duration),
}

/// A trainer's end, in words for people: why, its exit status, and what it said last.
#[derive(Debug)]
pub(crate) struct Obituary(pub(crate) String);

impl Trainer {
    /// Starts a trainer for a slot and waits until it has said what it is.
    pub(crate) async fn start(
        trainers: &Trainers,
        slot: u32,
        start: v1::Start,
    ) -> Result<(Self, v1::Hello), Obituary> {
        let mut trainer = match trainers {
            Trainers::Program(program) => Self::spawn(program, slot)
                .map_err(|error| Obituary(TrainerError::Spawn(error).to_string()))?,
            Trainers::Inside(make) => {
                let (output, input) = tokio::io::split(make(slot));
                Self::at_the_end_of(input, output, None)
            }
        };
        match timeout(START_PATIENCE, trainer.greet(start)).await {
            Ok(Ok(hello)) => Ok((trainer, hello)),
            Ok(Err(error)) => Err(trainer.bury(&error).await),
            Err(_) => Err(trainer.bury(&TrainerError::Silent(START_PATIENCE)).await),
        }
    }

    fn at_the_end_of(
        input: impl AsyncWrite + Send + Unpin + 'static,
        output: impl AsyncRead + Send + Unpin + 'static,
        process: Option<Process>,
    ) -> Self {
        Self {
            input: Box::new(input),
            output: FramedRead::new(Box::new(output), TrainerFrames),
            process,
            started: Instant::now(),
        }
    }

    fn spawn(program: &Path, slot: u32) -> io::Result<Self> {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // What lets the daemon in is none of its trainers' business.
            .env_remove("DWELL_TOKEN")
            // Ctrl-C in a terminal is for the daemon, which then drains its trainers.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(stderr)) = pipes else {
            unreachable!("all three were asked for");
        };
        let last_words = LastWords::of(stderr, slot);
        let process = Process { child, last_words };
        Ok(Self::at_the_end_of(input, output, Some(process)))
    }

    async fn greet(&mut self, start: v1::Start) -> Result<v1::Hello, TrainerError> {
        self.send(trainer_input::Message::Start(start)).await?;
        match self.hear().await? {
            trainer_output::Message::Hello(hello) => Ok(hello),
            other => Err(TrainerError::Protocol(format!("{other:?} before hello"))),
        }
    }

    /// Sends one message.
    pub(crate) async fn send(
        &mut self,
        message: trainer_input::Message,
    ) -> Result<(), TrainerError> {
        let message = Some(message);
        let frame = v1::TrainerInput { message }.encode_length_delimited_to_vec();
        match timeout(WRITE_PATIENCE, self.input.write_all(&frame)).await {
            Ok(written) => written.map_err(TrainerError::Write),
            Err(late) => Err(TrainerError::Write(late.into())),
        }
    }

    /// Waits for the next message. Nothing is lost when the wait is given up.
    pub(crate) async fn hear(&mut self) -> Result<trainer_output::Message, TrainerError> {
        match self.output.next().await {
            Some(message) => Ok(message?),
            None => Err(TrainerError::Ended),
        }
    }

    /// For how long it has been up.
    pub(crate) fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// Ends it for certain and tells what became of it. Without its stdin it should end by itself,
    /// and its own exit status says more than that of a kill.
    pub(crate) async fn bury(self, why: &TrainerError) -> Obituary {
        let Self {
            input,
            output,
            process,
            ..
        } = self;
        drop(input);
        let end = match process {
            Some(process) => process.end().await,
            None => String::new(),
        };
        drop(output);
        Obituary(format!("{why}{end}"))
    }
}

impl Process {
    /// Its exit status and what it said last, as the end of a sentence.
    async fn end(mut self) -> String {
        let mut exit = timeout(EXIT_PATIENCE, self.child.wait()).await;
        if exit.is_err() {
            // An error means that it is gone already, which is as good.
            let _ = self.child.start_kill();
            exit = timeout(EXIT_PATIENCE, self.child.wait()).await;
        }
        let status = match exit {
            Ok(Ok(status)) => in_words(status),
            Ok(Err(error)) => format!("its exit status is lost: {error}"),
            Err(_) => "it cannot be killed".to_owned(),
        };
        let said = self.last_words.spoken().await;
        if said.is_empty() {
            format!(" ({status})")
        } else {
            format!(" ({status}): {said}")
        }
    }
}

fn in_words(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("killed by signal {signal}"),
        (None, None) => status.to_string(),
    }
}
