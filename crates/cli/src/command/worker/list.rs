//! `dwell worker list`: who trains, and who has gone.

use dwell_proto::v1;

use crate::{
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    output::{self, Listing, OutputArgs},
    view::WorkerView,
};

/// List the workers, the latest seen first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell worker list
  dwell worker list --lost -o json")]
pub(crate) struct Args {
    /// Also those that have not reported for a lease's time
    #[arg(long)]
    lost: bool,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Lists.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let request = v1::WorkersRequest { lost: args.lost };
    let answer = connection.cluster().workers(request).await?.into_inner();
    connection.close().await?;
    let workers: Vec<_> = answer.workers.into_iter().map(WorkerView::from).collect();
    if workers.is_empty() {
        anstream::eprintln!("no worker is there; `dwell worker start` starts one");
    }
    let mut listing = Listing::start::<WorkerView>(args.output.format, output::data())?;
    listing.write(&workers)?;
    listing.finish()?;
    Ok(Exit::Ok)
}
