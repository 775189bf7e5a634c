//! Rows as CSV.

use std::io::{self, Write};

use super::{Cell, Column, RowWriter};

/// A file that is being written.
pub(super) struct Rows<W: Write>(csv::Writer<W>);

impl<W: Write> Rows<W> {
    pub(super) fn begin(columns: &[Column], out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        let names = columns.iter().map(|column| &column.name);
        writer.write_record(names).map_err(plain)?;
        Ok(Self(writer))
    }
}

impl<W: Write> RowWriter for Rows<W> {
    fn write(&mut self, row: &[Cell]) -> io::Result<()> {
        self.0.serialize(row).map_err(plain)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

/// CSV's own errors as the plain I/O errors that they are here.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
