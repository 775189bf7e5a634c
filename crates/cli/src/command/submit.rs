//! `dwell submit SPEC`: hands a sweep to a coordinator that stays.

use indicatif::MultiProgress;

use super::sweep::watch;
use crate::{
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    spec_file::SpecArgs,
    submission::{SubmissionArgs, submit},
    wording::short_id,
};

/// Hand a sweep to the coordinator
///
/// The sweep is stored durably before the command returns. Submitting an identical sweep again
/// attaches to the one that is there, finished or not, so that a script can be repeated safely.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell submit sweep.toml
  dwell submit sweep.toml --watch                       and follow it to its end
  dwell submit sweep.toml --coordinator gpu-host:7117   to a coordinator elsewhere")]
pub(crate) struct Args {
    #[command(flatten)]
    spec: SpecArgs,

    #[command(flatten)]
    submission: SubmissionArgs,

    /// Follow the sweep to its end, as `dwell sweep watch` does
    #[arg(long)]
    watch: bool,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Submits, and follows the sweep if that was asked for.
pub(super) async fn execute(args: Args, bars: &MultiProgress) -> Result<Exit, CliError> {
    let file = args.spec.read()?;
    let instead = format!(
        "`dwell coordinator start` starts one; `dwell run {}` trains without one",
        file.name
    );
    let connection = args.connect.live(&instead).await?;
    let submission = submit(&connection, &file, &args.submission).await?;
    submission.tell();
    let sweep_id = &submission.sweep.sweep_id;
    if args.watch {
        return watch::to_the_end(&connection, sweep_id, None, bars).await;
    }
    let id = short_id(sweep_id);
    anstream::eprintln!("`dwell sweep watch {id}` follows it");
    Ok(Exit::Ok)
}
