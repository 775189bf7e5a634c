//! `dwell plan SPEC`: what a sweep file would become, without a coordinator and without a change.

use crate::{
    error::CliError,
    exit::Exit,
    output::{self, OutputArgs, write_document},
    spec_file::SpecArgs,
    view::PlanView,
};

/// Check a sweep file and say what it would become; changes nothing
///
/// Shows how many configurations and trials the sweep has, and in which packs its trials can be
/// trained together. All mistakes of the file are shown at once, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell plan configs/quickstart.toml
  dwell plan - < sweep.toml
  dwell plan sweep.toml -o json")]
pub(crate) struct Args {
    #[command(flatten)]
    spec: SpecArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Plans and shows.
pub(super) fn execute(args: &Args) -> Result<Exit, CliError> {
    let file = args.spec.read()?;
    let plan = dwell_search::plan(&file.spec);
    let view = PlanView::new(&file.spec, &plan);
    write_document(&view, args.output.format, &mut output::data())?;
    Ok(Exit::Ok)
}
