//! Rows as JSON objects, one a line, with a key for every column.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{Cell, Column, RowWriter};

/// A file that is being written.
pub(super) struct Rows<W> {
    columns: Vec<Column>,
    out: W,
}

/// An object whose keys have the order of the columns.
struct Object<'a> {
    columns: &'a [Column],
    row: &'a [Cell],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = self.columns.iter().map(|column| &column.name);
        serializer.collect_map(names.zip(self.row))
    }
}

impl<W: Write> Rows<W> {
    pub(super) fn begin(columns: &[Column], out: W) -> Self {
        let columns = columns.to_vec();
        Self { columns, out }
    }
}

impl<W: Write> RowWriter for Rows<W> {
    fn write(&mut self, row: &[Cell]) -> io::Result<()> {
        let columns = &self.columns;
        serde_json::to_writer(&mut self.out, &Object { columns, row })?;
        self.out.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}
