//! Puts the parts together: starts the trainers, registers, works, and drains.

use std::{path::Path, sync::Arc, time::Duration};

use dwell_proto::{limits, v1};
use futures::future;
use tempfile::TempDir;
use tokio::{
    sync::{mpsc, watch},
    task::{JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};
use uuid::Uuid;

use crate::{
    WorkerError, WorkerSettings,
    acquire::Acquirer,
    checkpoints::Uploads,
    devices,
    drain::Drain,
    ledger::Ledger,
    session::{Client, Session},
    slot::{Commands, Slot},
    trainer::{Obituary, Trainer, Trainers},
};

/// The longest that a new connection may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);

/// Gentle: liveness belongs to the reports.
const KEEP_ALIVE: Duration = Duration::from_secs(45);

/// How long a keep-alive may go unanswered.
const KEEP_ALIVE_PATIENCE: Duration = Duration::from_secs(20);

/// Runs a worker until `shutdown`, then drains it: checkpoints are taken and sent, its trials are
/// given back, its trainers end. To end at once instead, drop the future: its trainers are killed.
///
/// # Errors
/// When the trainers cannot be started, and when the coordinator does not let the worker in; then its
/// trainers are killed. A coordinator that is away is waited for.
pub async fn run(settings: WorkerSettings, shutdown: CancellationToken) -> Result<(), WorkerError> {
    if !settings.trainer.is_file() {
        let path = settings.trainer.clone();
        return Err(WorkerError::TrainerMissing { path });
    }
    let surroundings = Surroundings {
        channel: connection(&settings),
        trainers: Trainers::Program(settings.trainer.clone()),
    };
    run_in(&surroundings, settings, shutdown).await
}

/// What a worker meets the world with.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The way to the coordinator.
    pub channel: Channel,
    /// Where its trainers come from.
    pub trainers: Trainers,
}

/// [`run`] with another network and other trainers than the settings name: for simulations.
pub async fn run_in(
    surroundings: &Surroundings,
    settings: WorkerSettings,
    shutdown: CancellationToken,
) -> Result<(), WorkerError> {
    let scratch = scratch_folder(settings.scratch.as_deref())?;
    let Some(crew) = shutdown
        .run_until_cancelled(Crew::start(&settings, &surroundings.trainers, &scratch))
        .await
    else {
        return Ok(());
    };
    let channel = surroundings.channel.clone();
    let client = Client::new(settings.credentials.clone().on(channel));
    crew?.work(client, &settings, &scratch, shutdown).await
}

fn scratch_folder(parent: Option<&Path>) -> Result<TempDir, WorkerError> {
    let mut folder = tempfile::Builder::new();
    folder.prefix("dwell-worker-");
    Ok(match parent {
        Some(parent) => {
            std::fs::create_dir_all(parent)?;
            folder.tempdir_in(parent)?
        }
        None => folder.tempdir()?,
    })
}

/// A slot whose trainer is ready.
struct Ready {
    slot: Slot,
    trainer: Trainer,
    commands: Commands,
    offer: v1::Slot,
}

/// The slots of a worker, all ready.
struct Crew {
    ready: Vec<Ready>,
    ledger: Arc<watch::Sender<Ledger>>,
    uploads: Uploads,
}

impl Crew {
    /// Starts every slot's trainer.
    async fn start(
        settings: &WorkerSettings,
        trainers: &Trainers,
        scratch: &TempDir,
    ) -> Result<Self, WorkerError> {
        let uploads = Uploads::new();
        let ledger = Arc::new(watch::Sender::new(Ledger::new([])));
        let devices = devices::of_slots(settings).await;
        let slots = (0..).zip(&devices).map(|(index, device)| {
            let scratch = scratch.path();
            make_ready(
                settings, trainers, index, device, scratch, &ledger, &uploads,
            )
        });
        let ready = future::try_join_all(slots).await?;
        ledger.send_replace(Ledger::new(ready.iter().map(|ready| ready.offer.lanes)));
        Ok(Self {
            ready,
            ledger,
            uploads,
        })
    }

    /// Works until `shutdown`, then drains; or until it is not let in any more.
    async fn work(
        self,
        client: Client,
        settings: &WorkerSettings,
        scratch: &TempDir,
        shutdown: CancellationToken,
    ) -> Result<(), WorkerError> {
        let worker_id = Uuid::now_v7().to_string();
        let mut session = Session {
            client: client.clone(),
            registration: registration(settings, &worker_id, &self.ready),
            ledger: Arc::clone(&self.ledger),
            slots: self
                .ready
                .iter()
                .map(|ready| ready.commands.clone())
                .collect(),
        };
        let slots = session.slots.clone();
        let Some(registered) = shutdown.run_until_cancelled(session.begin()).await else {
            return Ok(());
        };
        let report_every = registered?;

        let mut acquirers = JoinSet::new();
        for (index, commands) in slots.iter().enumerate() {
            let acquirer = Acquirer {
                client: client.clone(),
                worker_id: worker_id.clone(),
                slot: index as u32,
                ledger: Arc::clone(&self.ledger),
                commands: commands.clone(),
                downloads: scratch.path().to_owned(),
            };
            acquirers.spawn(acquirer.acquire_forever());
        }
        let mut running = JoinSet::new();
        for ready in self.ready {
            running.spawn(ready.slot.run(ready.trainer));
        }
        let mut talking = JoinSet::new();
        let mut reporting = JoinSet::new();
        reporting.spawn(session.report_until_refused(report_every));
        let uploads = self.uploads.clone();
        let ledger = Arc::clone(&self.ledger);
        talking.spawn(uploads.send_forever(client, worker_id, ledger));

        tokio::select! {
            biased;
            () = shutdown.cancelled() => {}
            Some(refused) = reporting.join_next() => return Err(refusal(refused)),
            Some(ended) = acquirers.join_next() => fail_with(ended),
            Some(ended) = running.join_next() => fail_with(ended),
            Some(ended) = talking.join_next() => fail_with(ended),
        }
        tracing::info!("draining");
        drop(acquirers);
        let drain = Drain {
            slots,
            running,
            uploads: self.uploads,
            ledger: self.ledger,
        };
        drain.run(settings.drain_within).await;
        Ok(())
    }
}

/// Starts the trainer of one slot, with a folder of its own for checkpoints.
async fn make_ready(
    settings: &WorkerSettings,
    trainers: &Trainers,
    index: u32,
    device: &str,
    scratch: &Path,
    ledger: &Arc<watch::Sender<Ledger>>,
    uploads: &Uploads,
) -> Result<Ready, WorkerError> {
    let folder = scratch.join(format!("slot-{index}"));
    let (commands, receiver) = mpsc::unbounded_channel();
    let slot = Slot {
        index,
        trainers: trainers.clone(),
        start: v1::Start {
            device: device.to_owned(),
            threads: settings.threads_per_slot.get() as u32,
            checkpoint_folder: folder.to_string_lossy().into_owned(),
            corpora_folder: settings.corpora.to_string_lossy().into_owned(),
        },
        lanes_are_fixed: settings.lanes.is_some(),
        outgoing: scratch.to_owned(),
        silence: settings.silence,
        ledger: Arc::clone(ledger),
        uploads: uploads.clone(),
        commands: receiver,
    };
    let started = slot.start_trainer().await;
    let (trainer, hello) =
        started.map_err(|Obituary(message)| WorkerError::not_ready(index, message))?;
    tracing::info!(slot = index, lanes = hello.lanes, numerics = ?hello.numerics, "the trainer is ready");
    let offer = v1::Slot {
        index,
        device: device.to_owned(),
        lanes: settings
            .lanes
            .map_or(hello.lanes, Into::into)
            .min(limits::LANES),
    };
    Ok(Ready {
        slot,
        trainer,
        commands,
        offer,
    })
}

fn connection(settings: &WorkerSettings) -> Channel {
    patient(settings.coordinator.clone()).connect_lazy()
}

/// An endpoint with a worker's patience for its network.
pub fn patient(coordinator: Endpoint) -> Endpoint {
    coordinator
        .connect_timeout(CONNECT_PATIENCE)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE_PATIENCE)
}

fn registration(
    settings: &WorkerSettings,
    worker_id: &str,
    ready: &[Ready],
) -> v1::RegisterRequest {
    let host = settings.host.clone();
    let host = host.unwrap_or_else(|| gethostname::gethostname().to_string_lossy().into_owned());
    v1::RegisterRequest {
        worker_id: worker_id.to_owned(),
        host,
        pid: std::process::id(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        slots: ready.iter().map(|ready| ready.offer.clone()).collect(),
    }
}

/// This task ends by a refusal, or a bug.
fn refusal(ended: Result<WorkerError, JoinError>) -> WorkerError {
    ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// These tasks end by a bug alone: it is passed on, so that the daemon does not live on as a torso.
fn fail_with(ended: Result<(), JoinError>) {
    match ended {
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        ended => unreachable!("a task that never ends has ended: {ended:?}"),
    }
}
