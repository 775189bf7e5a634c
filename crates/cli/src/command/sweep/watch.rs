//! `dwell sweep watch SWEEP`: follows a sweep to its end.

use std::time::Duration;

use dwell_proto::v1;
use indicatif::MultiProgress;

use super::SweepArg;
use crate::{
    args::duration,
    command::tradeoff,
    connect::{ConnectArgs, Connection},
    error::CliError,
    exit::Exit,
    follow::{follow, has_ended, over, verdict},
    progress::Progress,
    signals::Interrupts,
    wording::short_id,
};

/// Follow a sweep to its end, then show the trade-off
///
/// Goes on when the coordinator goes away and comes back. Ctrl-C only detaches: the sweep does not
/// notice.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell sweep watch last
  dwell sweep watch last --timeout 10m || echo \"not yet\"")]
pub(crate) struct Args {
    #[command(flatten)]
    sweep: SweepArg,

    /// Detach after this long, such as 90s, 10m or 1h30m, with exit code 4
    #[arg(long, value_name = "SPAN", value_parser = duration)]
    timeout: Option<Duration>,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Follows.
pub(super) async fn execute(args: Args, bars: &MultiProgress) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let request = v1::GetSweepRequest {
        sweep: args.sweep.sweep,
    };
    let sweep = connection.sweeps().get(request).await?.into_inner();
    if !connection.is_lasting() && !has_ended(&sweep) {
        return Err(CliError::NoCoordinator {
            folder: args.connect.folder().path().to_owned(),
            hint: "`dwell coordinator start` and `dwell worker start` go on with the sweep, or \
                   `dwell run SPEC` does"
                .to_owned(),
        });
    }
    let exit = to_the_end(&connection, &sweep.sweep_id, args.timeout, bars).await?;
    connection.close().await?;
    Ok(exit)
}

/// Follows a sweep until it ends, a person detaches or the time is over.
pub(in crate::command) async fn to_the_end(
    connection: &Connection,
    sweep_id: &str,
    timeout: Option<Duration>,
    bars: &MultiProgress,
) -> Result<Exit, CliError> {
    let mut interrupts = Interrupts::listen()?;
    let mut progress = Progress::new(bars);
    let detached = tokio::select! {
        ended = follow(connection, sweep_id, &mut progress) => Err(ended?),
        () = interrupts.next() => Ok(Exit::Ok),
        () = over(timeout) => Ok(Exit::Timeout),
    };
    progress.finish();
    match detached {
        Ok(exit) => {
            let id = short_id(sweep_id);
            anstream::eprintln!("detached, the sweep goes on; `dwell sweep watch {id}` is back");
            Ok(exit)
        }
        Err(sweep) => {
            tradeoff::show_after(connection, sweep_id, true).await?;
            Ok(verdict(&sweep))
        }
    }
}
