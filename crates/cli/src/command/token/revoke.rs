//! `dwell token revoke`: lets somebody in no more.

use super::PlaceArgs;
use crate::{error::CliError, exit::Exit};

/// Make a token good for nothing
///
/// Running coordinators notice within seconds: calls that are under way with it are broken off, and a
/// worker that has it ends.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell token revoke 0195f3a2-41")]
pub(crate) struct Args {
    /// Its id, or as much of it as tells it from others
    #[arg(value_name = "ID")]
    token: String,

    #[command(flatten)]
    place: PlaceArgs,
}

/// Revokes it.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let tokens = args.place.there().await?;
    let revoked = tokens.revoke(&args.token).await;
    tokens.close().await;
    let revoked = revoked.map_err(CliError::of_tokens)?;
    anstream::eprintln!("token {} of scope {} is revoked", revoked.id, revoked.scope);
    Ok(Exit::Ok)
}
