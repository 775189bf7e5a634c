//! `dwell sweep show SWEEP`: one sweep as it stands.

use std::io::Write as _;

use dwell_proto::v1;

use super::SweepArg;
use crate::{
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    output::{self, OutputArgs, write_document},
    view::SweepView,
};

/// Show one sweep
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell sweep show last
  dwell sweep show last --spec > again.toml    the sweep file as it was submitted")]
pub(crate) struct Args {
    #[command(flatten)]
    sweep: SweepArg,

    /// Write its sweep file instead, as it was submitted
    #[arg(long, conflicts_with = "format")]
    spec: bool,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Shows.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let request = v1::GetSweepRequest {
        sweep: args.sweep.sweep,
    };
    let sweep = connection.sweeps().get(request).await?.into_inner();
    connection.close().await?;
    let mut out = output::data();
    if args.spec {
        out.write_all(sweep.spec.as_bytes())?;
        out.flush()?;
    } else {
        write_document(&SweepView::try_from(sweep)?, args.output.format, &mut out)?;
    }
    Ok(Exit::Ok)
}
