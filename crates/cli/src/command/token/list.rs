//! `dwell token list`: who was let in.

use super::PlaceArgs;
use crate::{
    error::CliError,
    exit::Exit,
    output::{self, Listing, OutputArgs},
    view::TokenView,
};

/// List every token that was made, the newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell token list
  dwell token list -o json")]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    place: PlaceArgs,
}

/// Lists.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let tokens = args.place.there().await?;
    let listed = tokens.list().await;
    tokens.close().await;
    let listed: Vec<_> = listed
        .map_err(CliError::of_tokens)?
        .into_iter()
        .map(TokenView::from)
        .collect();
    if listed.is_empty() {
        anstream::eprintln!("there is no token; `dwell token create --scope SCOPE` makes one");
    }
    let mut listing = Listing::start::<TokenView>(args.output.format, output::data())?;
    listing.write(&listed)?;
    listing.finish()?;
    Ok(Exit::Ok)
}
