//! `dwell worker start`: the daemon that trains what a coordinator hands out.

use crate::{
    connect::ConnectArgs,
    corpora::CorporaArgs,
    error::CliError,
    exit::Exit,
    local_worker::{LocalWorker, WorkerArgs},
    signals::Interrupts,
};

/// Train what the coordinator hands out, until it is told to stop
///
/// SIGTERM or Ctrl-C drains the worker: it takes checkpoints and gives its trials back, so that
/// another one goes on from there. A second Ctrl-C ends it at once; then its trials go on from
/// their last checkpoint when its leases have ended. A worker whose token is missing, expired or
/// revoked ends with exit code 9.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell worker start                                     for the coordinator on this machine
  dwell worker start --coordinator head:7117 --slots 8   for one elsewhere
  dwell worker start --device cuda:0,1                   on two of its CUDA devices
  dwell worker start --coordinator https://head:7117 --ca ca.pem --token-file worker.token")]
pub(crate) struct Args {
    #[command(flatten)]
    worker: WorkerArgs,

    #[command(flatten)]
    corpora: CorporaArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Works until it is told to stop.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let trainer = args.worker.trainer()?;
    let folder = args.connect.folder();
    let address = args.connect.known_address(&folder)?;
    let address = address.ok_or_else(|| CliError::NoCoordinator {
        folder: folder.path().to_owned(),
        hint: "`dwell coordinator start` starts one; `--coordinator HOST:PORT` names one elsewhere"
            .to_owned(),
    })?;
    let corpora = args.corpora.folder(&folder);
    let (endpoint, credentials) = args.connect.endpoint(&address)?;
    let mut settings = args.worker.settings(endpoint, trainer, corpora);
    settings.credentials = credentials;
    anstream::eprintln!("worker for {address}; Ctrl-C drains it");

    let mut interrupts = Interrupts::listen()?;
    let mut worker = LocalWorker::start(settings);
    tokio::select! {
        ended = worker.ended() => ended?,
        () = interrupts.next() => {
            anstream::eprintln!("draining; Ctrl-C again stops at once");
            worker.drain(interrupts.next()).await?;
        }
    }
    Ok(Exit::Ok)
}
