//! Readers beside writers: how long answers take while many workers bring results.

use std::time::{Duration, Instant};

use dwell_proto::v1::{self, sweep_service_client::SweepServiceClient};
use serde::Serialize;
use tokio::{task::JoinHandle, time::sleep};

use crate::{
    measured::{Measured, Times},
    questions::{Question, Reader},
    trials,
    worker::{self, Worker},
};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Where the coordinator is
    #[arg(long)]
    coordinator: String,
    /// The sweep to ask about, which `fill` made
    #[arg(long, default_value = "load-0")]
    sweep: String,
    /// Workers that write meanwhile
    #[arg(long, default_value_t = 64)]
    writers: u32,
    /// Trials that are queued for them, in hundreds
    #[arg(long, default_value_t = 1_000)]
    hundreds: u32,
    /// How long each of them trains, in milliseconds
    #[arg(long, default_value_t = 250)]
    pause_ms: u64,
    /// How often each question of a list is asked
    #[arg(long, default_value_t = 100)]
    rounds: u32,
    /// How often the frontier is asked for
    #[arg(long, default_value_t = 10)]
    frontiers: u32,
}

/// How it went.
#[derive(Serialize)]
pub(crate) struct Read {
    questions: Vec<Answered>,
    /// Trials that the writers completed meanwhile.
    written_per_second: f64,
}

/// One question's answers.
#[derive(Serialize)]
struct Answered {
    question: &'static str,
    #[serde(flatten)]
    times: Measured,
}

/// Asks everything in turns, while the writers write.
pub(crate) async fn run(options: &Options) -> anyhow::Result<Read> {
    let channel = worker::connect(&options.coordinator).await?;
    let mut sweeps = SweepServiceClient::new(channel.clone());
    let request = v1::GetSweepRequest {
        sweep: options.sweep.clone(),
    };
    let filled = sweeps.get(request).await?.into_inner();
    let counts = filled.trials.unwrap_or_default();
    let size = counts.completed + counts.failed;

    let written = trials::submit(&mut sweeps, options.hundreds, 1).await?;
    let mut writers = Vec::new();
    for _ in 0..options.writers {
        let worker = Worker::register(&options.coordinator, 1).await?;
        let pause = Duration::from_millis(options.pause_ms);
        writers.push(tokio::spawn(write(worker, pause)));
    }
    let begin = Instant::now();
    let mut reader = Reader::of(channel, filled.sweep_id, size);
    let questions = ask_all(options, &mut reader).await?;
    let seconds = begin.elapsed().as_secs_f64();
    stop(writers).await?;

    let request = v1::GetSweepRequest { sweep: written };
    let written = sweeps.get(request.clone()).await?.into_inner();
    let completed = written.trials.unwrap_or_default().completed;
    sweeps
        .cancel(v1::CancelSweepRequest {
            sweep: request.sweep,
            reason: "measured".to_owned(),
        })
        .await?;
    Ok(Read {
        questions,
        written_per_second: completed as f64 / seconds,
    })
}

/// Times the answers to each question.
async fn ask_all(options: &Options, reader: &mut Reader) -> anyhow::Result<Vec<Answered>> {
    let mut lists = Question::LISTS.map(|question| (question, Times::default()));
    for _ in 0..options.rounds {
        for (question, times) in &mut lists {
            times.add(timed(reader, *question).await?);
        }
    }
    let mut frontier = Times::default();
    for _ in 0..options.frontiers {
        frontier.add(timed(reader, Question::Frontier).await?);
    }
    let all = lists.into_iter().chain([(Question::Frontier, frontier)]);
    Ok(all
        .filter_map(|(question, times)| {
            let question = question.name();
            let times = times.measured()?;
            Some(Answered { question, times })
        })
        .collect())
}

async fn timed(reader: &mut Reader, question: Question) -> anyhow::Result<Duration> {
    let begin = Instant::now();
    reader.ask(question).await?;
    Ok(begin.elapsed())
}

/// Completes one trial after another.
async fn write(mut worker: Worker, pause: Duration) -> anyhow::Result<()> {
    loop {
        let trials = worker.acquire().await?;
        sleep(pause).await;
        worker.complete(&trials).await?;
    }
}

/// Ends the writers, none of which may have ended by itself.
async fn stop(writers: Vec<JoinHandle<anyhow::Result<()>>>) -> anyhow::Result<()> {
    for writer in writers {
        if writer.is_finished() {
            writer.await??;
        } else {
            writer.abort();
        }
    }
    Ok(())
}
