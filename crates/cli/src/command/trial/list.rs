//! `dwell trial list SWEEP`: the trials of a sweep in the order of its plan, page by page.

use dwell_domain::TrialState;
use dwell_proto::v1;

use crate::{
    command::sweep::SweepArg,
    connect::{ConnectArgs, Connection},
    error::CliError,
    exit::Exit,
    output::{self, Format, Listing, OutputArgs},
    view::TrialView,
};

/// List the trials of a sweep
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell trial list last
  dwell trial list last --state failed,running
  dwell trial list last -o csv > trials.csv      every setting and metric")]
pub(crate) struct Args {
    #[command(flatten)]
    sweep: SweepArg,

    /// Only trials in these states: queued, running, completed, failed, cancelled, pruned
    #[arg(long = "state", value_name = "STATE", value_delimiter = ',')]
    states: Vec<TrialState>,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Lists.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let states = args.states.into_iter().map(v1::TrialState::from);
    let request = v1::TrialsRequest {
        sweep: args.sweep.sweep,
        states: states.map(Into::into).collect(),
        ..v1::TrialsRequest::default()
    };
    list(&connection, request, args.output.format).await?;
    connection.close().await?;
    Ok(Exit::Ok)
}

/// Writes page after page, so that any number of trials fits.
async fn list(
    connection: &Connection,
    mut request: v1::TrialsRequest,
    format: Format,
) -> Result<(), CliError> {
    // The first answer comes before the first byte: an error leaves stdout empty.
    let mut page = connection
        .results()
        .trials(request.clone())
        .await?
        .into_inner();
    let mut listing = Listing::start::<TrialView>(format, output::data())?;
    loop {
        let trials = page.trials.into_iter().map(TrialView::try_from);
        listing.write(&trials.collect::<Result<Vec<_>, _>>()?)?;
        if page.next_page_token.is_empty() {
            return Ok(listing.finish()?);
        }
        request.page_token = page.next_page_token;
        page = connection
            .results()
            .trials(request.clone())
            .await?
            .into_inner();
    }
}
