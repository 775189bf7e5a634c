//! `dwell coordinator check`: whether all that is kept fits together.

use crate::{
    error::CliError,
    exit::Exit,
    kept::KeptArgs,
    output::{self, OutputArgs, write_document},
    view::CheckedView,
};

/// Check that all that is kept fits together, also while a coordinator runs
///
/// Reads one state of the database and every checkpoint that it names, from end to end, and changes
/// nothing. It tells of rows whose parents are missing, of states that the event log, the attempts and
/// the results contradict, of results that do not follow from the kept evaluations, of wrong counts, and
/// of checkpoints and weights that are missing, others than their name says, or named by nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell coordinator check
  dwell coordinator check --database postgres://dwell@db/dwell --checkpoints /mnt/second/checkpoints
  dwell coordinator check -o json

It ends with 0 where nothing is wrong, and with 10 where something is.")]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    kept: KeptArgs,
}

/// Looks and tells.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let database = args.kept.database()?;
    let checked = dwell_coordinator::check(&database, args.kept.checkpoints()).await?;
    let view = CheckedView::from(&checked);
    write_document(&view, args.output.format, &mut output::data())?;
    Ok(if checked.findings.is_empty() {
        Exit::Ok
    } else {
        Exit::Damaged
    })
}
