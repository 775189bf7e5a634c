//! `dwell worker show WORKER`: what it offers, and what it does now.

use dwell_proto::v1;

use crate::{
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    output::{self, OutputArgs, write_document},
    view::WorkerDetailView,
};

/// Show one worker: its slots, and the trials that it holds
///
/// With -o csv it writes the trials, one row each.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell worker list
  dwell worker show 01a2c3
  dwell worker show 01a2c3 -o json")]
pub(crate) struct Args {
    /// The start of its id, as `dwell worker list` tells it
    worker: String,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Shows.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let request = v1::WorkerRequest {
        worker: args.worker,
    };
    let detail = connection.cluster().worker(request).await?.into_inner();
    connection.close().await?;
    let view = WorkerDetailView::try_from(detail)?;
    write_document(&view, args.output.format, &mut output::data())?;
    Ok(Exit::Ok)
}
