//! Where data goes: stdout, as a table for people or as JSON or CSV for programs; bytes that are no
//! text go to a file, by [`FileArgs`].
//!
//! A [`Listing`] writes rows as they come, so that a million of them need no memory; a
//! [`Document`] is one thing with parts. What is said about the data goes to stderr, elsewhere.

mod document;
mod file;
mod listing;
mod table;

use std::io::{self, BufWriter, StdoutLock, Write, stdout};

pub(crate) use self::{
    document::{Document, write_document},
    file::{FileArgs, Sink},
    listing::{Listing, Record},
    table::{Column, Table},
};

/// The form that data is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns, for people
    Table,
    /// One JSON object whose "schema" names its shape
    Json,
    /// Comma-separated values under a header
    Csv,
}

/// The flag of every command that writes data.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct OutputArgs {
    /// How to write the data on stdout
    #[arg(
        short = 'o',
        long = "output",
        value_name = "FORMAT",
        value_enum,
        default_value_t = Format::Table
    )]
    pub(crate) format: Format,
}

/// Stdout, buffered: the caller flushes when all is written.
pub(crate) fn data() -> BufWriter<StdoutLock<'static>> {
    BufWriter::new(stdout().lock())
}

/// CSV's own errors as the plain I/O errors that they are here.
fn csv_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Writes a value as JSON on one line, without a line end.
fn write_json(out: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}
