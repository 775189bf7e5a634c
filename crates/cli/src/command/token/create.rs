//! `dwell token create`: lets somebody in.

use std::{io::Write as _, time::Duration};

use dwell_domain::{Scope, TokenName};

use super::PlaceArgs;
use crate::{
    args::lifetime,
    error::CliError,
    exit::Exit,
    output,
    wording::{local_time, or_dash},
};

/// Make a token, and write it to stdout this once
///
/// A token of scope "worker" is for `dwell worker start`; "submit" is to hand in and cancel sweeps, and
/// to read; "read" is to read alone. Only a hash of it is kept. A running coordinator knows it at once.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  (umask 077; dwell token create --scope worker --name rack-1 > worker.token)
  dwell token create --scope read --expires-in 30d --database postgres://dwell@db/dwell")]
pub(crate) struct Args {
    /// What it is good for: worker, submit or read
    #[arg(long, value_name = "SCOPE")]
    scope: Scope,

    /// What to call it in listings
    #[arg(
        long,
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    name: TokenName,

    /// Good for nothing after this long, such as 12h or 30d [default: until it is revoked]
    #[arg(long, value_name = "SPAN", value_parser = lifetime)]
    expires_in: Option<Duration>,

    #[command(flatten)]
    place: PlaceArgs,
}

/// Makes it.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let tokens = args.place.made().await?;
    let made = tokens.create(args.scope, args.name, args.expires_in).await;
    tokens.close().await;
    let made = made?;
    let mut out = output::data();
    writeln!(out, "{}", made.token.expose())?;
    out.flush()?;
    let until = or_dash(made.kept.expires_at, |at| local_time(at.0));
    anstream::eprintln!(
        "token {} of scope {}, expires {until}; it is not shown again",
        made.kept.id,
        made.kept.scope
    );
    Ok(Exit::Ok)
}
