//! `dwell coordinator backup`: everything that is kept, in one folder.

use std::path::PathBuf;

use crate::{
    error::CliError,
    exit::Exit,
    kept::KeptArgs,
    output::{self, OutputArgs, write_document},
    view::BackupView,
};

/// Write everything that is kept to a folder, also while a coordinator runs
///
/// One state of the database, and the checkpoints and weights that this state needs, so that a restored
/// data folder can go on with every sweep. The folder is there when it is whole, and not before. A
/// database of PostgreSQL is written by `pg_dump`, which has to be installed here. Corpora are not part
/// of it; the hashes of tokens are.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell coordinator backup /backups/dwell-monday
  dwell coordinator backup /backups/dwell-monday --database postgres://dwell@db/dwell
  dwell coordinator backup /backups/dwell-monday --checkpoints s3://lab/dwell")]
pub(crate) struct Args {
    /// The folder to write, which is not there or empty
    #[arg(value_name = "DIR")]
    to: PathBuf,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    kept: KeptArgs,
}

/// Writes it.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let database = args.kept.database()?;
    let places = args.kept.checkpoints();
    let manifest = dwell_coordinator::back_up(&database, places, &args.to).await?;
    let view = BackupView::new(&args.to, &manifest);
    write_document(&view, args.output.format, &mut output::data())?;
    Ok(Exit::Ok)
}
