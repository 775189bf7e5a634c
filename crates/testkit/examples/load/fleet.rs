//! A fleet at work: workers that hold their trials for a while, say so by heartbeats, report what ends,
//! and ask for more.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use dwell_proto::v1::{self, sweep_service_client::SweepServiceClient};
use futures::{
    future::try_join_all,
    stream::{self, StreamExt, TryStreamExt},
};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use serde::Serialize;
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};
use tokio::{
    sync::watch,
    time::{self, sleep, timeout_at},
};

use crate::{
    calls::{Call, Calls},
    measured::{Measured, Times},
    slot::Slot,
    trials,
    worker::{self, Worker},
};

/// Workers that register at the same time: a listener has room for so many connections that nobody
/// has accepted yet, and one that finds none there may be reset.
const CONNECTING: usize = 64;

/// Of each worker's one slot.
const LANES: u32 = 4;

/// Of each trial: steps are told as progress.
const UPDATES: u64 = 100_000;

/// How long the coordinator may hold a call back when there is no work, as a worker allows it at most.
const WAIT: Duration = Duration::from_secs(20);

/// Before a call that failed is made again.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Where the coordinator is
    #[arg(long)]
    coordinator: String,
    /// Simulated workers, each with one slot of four lanes and a connection of its own
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    workers: u32,
    /// How long a trial takes, on average
    #[arg(long, default_value_t = 20.0)]
    trial_seconds: f64,
    /// For how long calls are measured, once every worker has trials
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// A process whose share of a core is told too, such as the coordinator's
    #[arg(long)]
    process: Option<u32>,
}

/// How it went.
#[derive(Serialize)]
pub(crate) struct Told {
    workers: u32,
    /// From the submission of a sweep, for which all of them wait, until each has trials.
    filled_seconds: f64,
    /// For how long calls were measured after that.
    seconds: f64,
    /// Reports without facts.
    heartbeats: Kind,
    /// Reports of trials that ended.
    reports: Kind,
    /// Calls for trials that brought some.
    acquires: Kind,
    trials_per_second: f64,
    /// Calls of any time that failed or were not answered as they should be.
    errors: u64,
    /// What the process used, in per cent of one core.
    cpu_percent: Option<f64>,
}

/// The calls of one kind.
#[derive(Serialize)]
struct Kind {
    per_second: f64,
    #[serde(flatten)]
    times: Measured,
}

/// Registers a fleet, gives it work, and measures its calls.
pub(crate) async fn run(options: &Options) -> anyhow::Result<Told> {
    // Each worker is a connection, and a process begins with a thousand or so.
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most)?;
    let registering = (0..options.workers).map(|_| Worker::register(&options.coordinator, LANES));
    let workers = stream::iter(registering).buffered(CONNECTING);
    let workers: Vec<_> = workers.try_collect().await?;
    let fleet = Arc::new(Fleet::default());
    let working: Vec<_> = (0..)
        .zip(workers)
        .map(|(seed, worker)| {
            let trial = Duration::from_secs_f64(options.trial_seconds);
            let slot = Slot::of(LANES, trial, seed);
            tokio::spawn(work(worker, slot, Arc::clone(&fleet)))
        })
        .collect();

    let begin = Instant::now();
    let mut sweeps = SweepServiceClient::new(worker::connect(&options.coordinator).await?);
    let sweep = trials::submit(&mut sweeps, hundreds(options), UPDATES).await?;
    let mut filled = fleet.filled.subscribe();
    filled.wait_for(|slots| *slots == options.workers).await?;
    let filled_seconds = begin.elapsed().as_secs_f64();

    fleet.calls.restart();
    let (begin, used) = (Instant::now(), cpu_seconds(options.process)?);
    sleep(Duration::from_secs_f64(options.seconds)).await;
    fleet.is_over.send_replace(true);
    try_join_all(working).await?;
    let seconds = begin.elapsed().as_secs_f64();
    let used = used
        .zip(cpu_seconds(options.process)?)
        .map(|(before, after)| after - before);

    let seen = fleet.calls.take();
    let request = v1::GetSweepRequest { sweep };
    let counts = sweeps.get(request).await?.into_inner().trials;
    let completed = counts.unwrap_or_default().completed;
    anyhow::ensure!(
        completed == seen.ever_completed,
        "{} results were acknowledged, and {completed} are there",
        seen.ever_completed
    );
    Ok(Told {
        workers: options.workers,
        filled_seconds,
        seconds,
        heartbeats: kind(seen.heartbeats, seconds).context("no heartbeat was answered")?,
        reports: kind(seen.reports, seconds).context("no report was answered")?,
        acquires: kind(seen.acquires, seconds).context("no trials were handed out")?,
        trials_per_second: seen.completed as f64 / seconds,
        errors: seen.errors,
        cpu_percent: used.map(|used| used / seconds * 100.0),
    })
}

/// A sweep that is never finished: what is held at its beginning and its end, and twice what ends in
/// between, also when the fleet takes long to begin.
fn hundreds(options: &Options) -> u32 {
    let lanes = f64::from(options.workers * LANES);
    let turns = options.seconds / options.trial_seconds;
    (lanes * (2.0 + 2.0 * turns) / 100.0).ceil() as u32
}

/// Sums up one kind, if there was any.
fn kind(times: Times, seconds: f64) -> Option<Kind> {
    let times = times.measured()?;
    let per_second = times.answers as f64 / seconds;
    Some(Kind { per_second, times })
}

/// The seconds that a process has used of all cores so far.
fn cpu_seconds(process: Option<u32>) -> anyhow::Result<Option<f64>> {
    let Some(process) = process.map(Pid::from_u32) else {
        return Ok(None);
    };
    let mut system = System::new()?;
    let what = ProcessRefreshKind::nothing().with_cpu();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[process]), true, what);
    let process = system
        .process(process)
        .context("there is no such process")?;
    Ok(Some(process.accumulated_cpu_time() as f64 / 1e3))
}

/// What the workers share.
#[derive(Default)]
struct Fleet {
    calls: Calls,
    /// Slots that have had trials.
    filled: watch::Sender<u32>,
    is_over: watch::Sender<bool>,
}

/// Does what a worker does, until it is over: reporting is independent of acquiring.
async fn work(worker: Worker, slot: Slot, fleet: Arc<Fleet>) {
    let slot = watch::Sender::new(slot);
    tokio::select! {
        never = acquire_forever(worker.clone(), &slot, &fleet) => match never {},
        () = report_until_over(worker, &slot, &fleet) => {}
    }
}

/// Keeps the slot busy.
async fn acquire_forever(
    mut worker: Worker,
    slot: &watch::Sender<Slot>,
    fleet: &Fleet,
) -> Infallible {
    let mut lanes = slot.subscribe();
    let mut is_first = true;
    loop {
        // It cannot close: the caller holds the sender.
        let _ = lanes.wait_for(Slot::has_room).await;
        let vacancy = slot.borrow().vacancy(WAIT);
        let begin = Instant::now();
        match worker.fill(vacancy).await {
            Ok(trials) if trials.is_empty() => {}
            Ok(trials) => {
                fleet.calls.answered(Call::Acquire, begin);
                slot.send_modify(|slot| slot.take(trials, time::Instant::now()));
                if std::mem::take(&mut is_first) {
                    fleet.filled.send_modify(|slots| *slots += 1);
                }
            }
            Err(error) => {
                fleet.calls.failed(&error);
                sleep(PAUSE).await;
            }
        }
    }
}

/// Reports whenever a trial has ended, and at least as often as the coordinator wants.
async fn report_until_over(mut worker: Worker, slot: &watch::Sender<Slot>, fleet: &Fleet) {
    let mut is_over = fleet.is_over.subscribe();
    let mut lanes = slot.subscribe();
    let mut heartbeat = time::Instant::now() + worker.report_every;
    loop {
        let end = slot.borrow().next_end();
        let wake = end.map_or(heartbeat, |end| end.min(heartbeat));
        tokio::select! {
            biased;
            _ = is_over.wait_for(|is_over| *is_over) => return,
            changed = timeout_at(wake, lanes.changed()) => if changed.is_ok() {
                continue;
            }
        }
        slot.send_if_modified(|slot| slot.end(time::Instant::now()));
        if let Err(error) = report(&mut worker, slot, &fleet.calls).await {
            fleet.calls.failed(&error);
            sleep(PAUSE).await;
        }
        heartbeat = time::Instant::now() + worker.report_every;
    }
}

/// Makes one report.
async fn report(
    worker: &mut Worker,
    slot: &watch::Sender<Slot>,
    calls: &Calls,
) -> anyhow::Result<()> {
    let (ended, held, progress) = {
        let slot = slot.borrow();
        let progress = slot.progress(time::Instant::now());
        (slot.ended(), slot.attempts(), progress)
    };
    let call = match ended.len() as u64 {
        0 => Call::Heartbeat,
        trials => Call::Report(trials),
    };
    let begin = Instant::now();
    worker.report(&ended, held, progress).await?;
    calls.answered(call, begin);
    slot.send_modify(|slot| slot.settle(&ended));
    Ok(())
}
