//! `dwell reference PAGE`: a page of `docs/reference` that this program knows better than a person
//! could keep it. `cargo xtask docs` writes them there.

use std::io::Write as _;

use crate::{
    error::CliError,
    exit::Exit,
    output,
    reference::{self, Page},
};

/// Write a page of the reference, as Markdown
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which page
    #[arg(value_name = "PAGE", value_enum)]
    page: Page,
}

/// Writes it.
pub(super) fn execute(args: &Args) -> Result<Exit, CliError> {
    let mut out = output::data();
    match args.page {
        Page::Security => reference::security(&mut out)?,
        Page::Views => reference::views(&mut out)?,
    }
    out.flush()?;
    Ok(Exit::Ok)
}
