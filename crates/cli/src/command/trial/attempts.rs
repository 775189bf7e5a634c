//! `dwell trial attempts TRIAL`: who trained it when, and how each attempt ended.

use dwell_proto::v1;

use crate::{
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    output::{self, Listing, OutputArgs},
    view::AttemptView,
};

/// List the attempts of a trial: who trained it when, and how each ended
///
/// A trial that is attempted again goes on from its last checkpoint.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell trial attempts last/3
  dwell trial attempts last/3 -o json")]
pub(crate) struct Args {
    /// A trial: SWEEP/NUMBER, such as last/3, or the start of its id
    trial: String,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Lists.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let request = v1::TrialRequest {
        trial: args.trial.clone(),
    };
    let detail = connection.results().trial(request).await?.into_inner();
    connection.close().await?;
    let attempts: Vec<_> = detail.attempts.into_iter().map(AttemptView::from).collect();
    if attempts.is_empty() {
        let trial = args.trial;
        anstream::eprintln!("no attempt yet; `dwell explain {trial}` says what it waits for");
    }
    let mut listing = Listing::start::<AttemptView>(args.output.format, output::data())?;
    listing.write(&attempts)?;
    listing.finish()?;
    Ok(Exit::Ok)
}
