//! `dwell sweep list`: every sweep, the newest first.

use dwell_proto::v1;

use crate::{
    connect::{ConnectArgs, Connection},
    error::CliError,
    exit::Exit,
    output::{self, Format, Listing, OutputArgs},
    view::SweepView,
};

/// List all sweeps, the newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell sweep list
  dwell sweep list -o json | jq '.sweeps[].name'")]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Lists.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    match args.connect.any().await {
        Ok(connection) => {
            list(&connection, args.output.format).await?;
            connection.close().await?;
        }
        // No sweeps are an answer too.
        Err(error @ CliError::NothingYet { .. }) => {
            let listing = Listing::start::<SweepView>(args.output.format, output::data())?;
            listing.finish()?;
            anstream::eprintln!("{error}");
        }
        Err(error) => return Err(error),
    }
    Ok(Exit::Ok)
}

async fn list(connection: &Connection, format: Format) -> Result<(), CliError> {
    let mut listing = Listing::start::<SweepView>(format, output::data())?;
    let mut request = v1::ListSweepsRequest::default();
    loop {
        let page = connection
            .sweeps()
            .list(request.clone())
            .await?
            .into_inner();
        let sweeps = page.sweeps.into_iter().map(SweepView::try_from);
        listing.write(&sweeps.collect::<Result<Vec<_>, _>>()?)?;
        if page.next_page_token.is_empty() {
            return Ok(listing.finish()?);
        }
        request.page_token = page.next_page_token;
    }
}
