//! `dwell sweep cancel SWEEP`: ends what has not ended.

use dwell_proto::v1;

use super::SweepArg;
use crate::{
    confirm::confirm, connect::ConnectArgs, error::CliError, exit::Exit, follow::has_ended,
    view::unfinished, wording::counted,
};

/// End every trial of a sweep that has not ended
///
/// Results that are there stay. A cancelled sweep cannot be resumed, but submitted again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell sweep cancel last
  dwell sweep cancel parity-tradeoff --yes --reason \"wrong learning rate\"
  dwell sweep cancel last --dry-run")]
pub(crate) struct Args {
    #[command(flatten)]
    sweep: SweepArg,

    /// Why; kept with the sweep and its trials
    #[arg(long, default_value = "cancelled by hand", hide_default_value = true)]
    reason: String,

    /// Do not ask
    #[arg(long, short)]
    yes: bool,

    /// Only say what would be ended
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Cancels, once that is confirmed.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let request = v1::GetSweepRequest {
        sweep: args.sweep.sweep,
    };
    let sweep = connection.sweeps().get(request).await?.into_inner();
    if has_ended(&sweep) {
        anstream::eprintln!("sweep {} has ended already", sweep.name);
        connection.close().await?;
        return Ok(Exit::Ok);
    }
    let left = counted(unfinished(sweep.trials.unwrap_or_default()), "trial");
    if args.dry_run {
        anstream::eprintln!("would cancel {left} of sweep {}", sweep.name);
    } else if confirm(&format!("Cancel {left} of sweep {}?", sweep.name), args.yes)? {
        let request = v1::CancelSweepRequest {
            sweep: sweep.sweep_id,
            reason: args.reason,
        };
        connection.sweeps().cancel(request).await?;
        anstream::eprintln!("cancelled {left} of sweep {}", sweep.name);
    } else {
        anstream::eprintln!("nothing was changed");
        connection.close().await?;
        return Ok(Exit::Cancelled);
    }
    connection.close().await?;
    Ok(Exit::Ok)
}
