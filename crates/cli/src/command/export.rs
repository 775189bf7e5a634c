//! `dwell export SWEEP`: one table of a sweep, whole, for other programs.

use std::{
    io::{IsTerminal as _, stdout},
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use dwell_proto::{
    Malformed,
    v1::{self, export_response::Part},
};
use dwell_report::export::rows::{self, Form};
use tonic::Streaming;

use crate::{
    command::sweep::SweepArg,
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    output::Sink,
    view::{exported_columns, exported_row},
};

/// Write a whole sweep as rows: CSV, JSON lines or Parquet
///
/// Rows are written as they come from the coordinator, so a sweep of any size needs little memory.
/// What is written follows from the sweep file alone: the same sweep has the same bytes on SQLite and
/// on PostgreSQL, with any number of workers, whatever was killed on the way, once all of its trials
/// have completed. --provenance adds what does not: ids, times, attempts, machines. The columns are
/// in docs/reference/export.md.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell export last > trials.csv
  dwell export last --table evaluations -o curves.parquet
  dwell export last --table histogram --format jsonl | head
  dwell export last --provenance -o trials.jsonl --force")]
pub(crate) struct Args {
    #[command(flatten)]
    sweep: SweepArg,

    /// Which rows
    #[arg(long, value_name = "TABLE", value_enum, default_value_t = Table::Trials)]
    table: Table,

    /// How to write them [default: by the ending of the file, else csv]
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Option<Format>,

    /// Add what differs from run to run: ids, times, attempts, machines
    #[arg(long)]
    provenance: bool,

    /// The file to write, or - for stdout
    #[arg(short = 'o', long = "output", value_name = "FILE", default_value = "-")]
    path: PathBuf,

    /// Replace the file if there is one
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// The tables of a sweep.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Table {
    /// Every trial with its settings and its result
    Trials,
    /// Every configuration over its seeds
    Configurations,
    /// Every evaluation: the learning curves
    Evaluations,
    /// How many held-out input steps got how many updates
    Histogram,
    /// Ponder and error by difficulty, position and character class
    Profile,
    /// Example sequences, step by step
    Traces,
}

/// The forms of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values under a header
    Csv,
    /// A JSON object on each line
    Jsonl,
    /// Apache Parquet, for a file or a pipe
    #[cfg(feature = "parquet")]
    Parquet,
}

impl From<Table> for v1::ExportTable {
    fn from(table: Table) -> Self {
        match table {
            Table::Trials => Self::Trials,
            Table::Configurations => Self::Configurations,
            Table::Evaluations => Self::Evaluations,
            Table::Histogram => Self::Histogram,
            Table::Profile => Self::Profile,
            Table::Traces => Self::Traces,
        }
    }
}

impl From<Format> for Form {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Jsonl => Self::Jsonl,
            #[cfg(feature = "parquet")]
            Format::Parquet => Self::Parquet,
        }
    }
}

impl Format {
    /// The one that was asked for, else the one that the file is named after.
    fn of(asked: Option<Self>, path: &Path) -> Self {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let named = ending.and_then(|ending| Self::from_str(ending, true).ok());
        asked.or(named).unwrap_or(Self::Csv)
    }

    /// Whether a person can read it.
    fn is_text(self) -> bool {
        matches!(self, Self::Csv | Self::Jsonl)
    }
}

/// Writes.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let format = Format::of(args.format, &args.path);
    refuse_a_terminal(format, &args.path, stdout().is_terminal())?;
    let mut sink = Sink::to(&args.path, args.force)?;
    let request = v1::ExportRequest {
        sweep: args.sweep.sweep,
        table: v1::ExportTable::from(args.table).into(),
        provenance: args.provenance,
    };
    let connection = args.connect.any().await?;
    let mut messages = connection.results().export(request).await?.into_inner();
    let written = write(&mut messages, format.into(), &mut sink).await;
    written.map_err(|error| match error {
        CliError::Output(source) => sink.failed(source),
        other => other,
    })?;
    sink.finish()?;
    drop(messages);
    connection.close().await?;
    Ok(Exit::Ok)
}

/// Bytes that are no text would only confuse a terminal.
fn refuse_a_terminal(format: Format, path: &Path, is_terminal: bool) -> Result<(), CliError> {
    if format.is_text() || path != Path::new("-") || !is_terminal {
        return Ok(());
    }
    Err(CliError::Usage {
        message: "a terminal cannot show Parquet".to_owned(),
        hint: "`-o FILE` writes it to a file; `--format csv` can be read here".to_owned(),
    })
}

/// Writes rows as they come. The columns come before the first byte: an error leaves stdout empty.
async fn write(
    messages: &mut Streaming<v1::ExportResponse>,
    form: Form,
    sink: &mut Sink,
) -> Result<(), CliError> {
    let first = messages.message().await?.and_then(|message| message.part);
    let Some(Part::Columns(columns)) = first else {
        return Err(Malformed::Missing("columns").into());
    };
    let columns = exported_columns(columns)?;
    let mut writer = rows::open(form, &columns, sink)?;
    while let Some(message) = messages.message().await? {
        let Some(Part::Rows(batch)) = message.part else {
            return Err(Malformed::Missing("rows").into());
        };
        for row in batch.rows {
            writer.write(&exported_row(&columns, row)?)?;
        }
    }
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_the_file_is_its_format_unless_one_is_asked_for() {
        let of = |asked, path: &str| Format::of(asked, Path::new(path));
        assert_eq!(of(None, "-"), Format::Csv);
        assert_eq!(of(None, "trials"), Format::Csv);
        assert_eq!(of(None, "a/trials.JSONL"), Format::Jsonl);
        assert_eq!(of(Some(Format::Csv), "trials.jsonl"), Format::Csv);
        #[cfg(feature = "parquet")]
        assert_eq!(of(None, "trials.parquet"), Format::Parquet);
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn parquet_goes_to_a_file_or_a_pipe_and_never_to_a_terminal() {
        let refused = |format, path: &str, is_terminal| {
            refuse_a_terminal(format, Path::new(path), is_terminal).is_err()
        };
        assert!(refused(Format::Parquet, "-", true));
        assert!(!refused(Format::Parquet, "-", false));
        assert!(!refused(Format::Parquet, "trials.parquet", true));
        assert!(!refused(Format::Csv, "-", true));
    }
}
