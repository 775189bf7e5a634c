//! Rows of typed values, written as they come: any number of them needs no more memory than a few.
//!
//! The same rows give the same bytes. A number is written in the shortest form that reads back as
//! the same number; what is absent is empty in CSV and null elsewhere.

mod csv;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;

use std::io::{self, Write};

use serde::Serialize;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Integer,
    /// Floating-point numbers, all finite.
    Real,
    /// Text.
    Text,
    /// Yes and no.
    Boolean,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// There is none.
    Absent,
    /// Of [`Kind::Integer`].
    Integer(i64),
    /// Of [`Kind::Real`].
    Real(f64),
    /// Of [`Kind::Text`].
    Text(String),
    /// Of [`Kind::Boolean`].
    Boolean(bool),
}

impl Cell {
    /// Whether it may stand in a column of this kind.
    pub const fn is_of(&self, kind: Kind) -> bool {
        match self {
            Self::Absent => true,
            Self::Integer(_) => matches!(kind, Kind::Integer),
            Self::Real(_) => matches!(kind, Kind::Real),
            Self::Text(_) => matches!(kind, Kind::Text),
            Self::Boolean(_) => matches!(kind, Kind::Boolean),
        }
    }
}

/// The forms that rows can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values under a header.
    Csv,
    /// One JSON object per line.
    Jsonl,
    /// Apache Parquet, compressed with Snappy.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Where rows go.
pub trait RowWriter {
    /// Writes a row, which has a cell of its kind for each column.
    fn write(&mut self, row: &[Cell]) -> io::Result<()>;

    /// Writes what is left; without it the output is not whole.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Begins to write rows under these columns.
pub fn open<'a>(
    form: Form,
    columns: &[Column],
    out: impl Write + Send + 'a,
) -> io::Result<Box<dyn RowWriter + 'a>> {
    Ok(match form {
        Form::Csv => Box::new(csv::Rows::begin(columns, out)?),
        Form::Jsonl => Box::new(jsonl::Rows::begin(columns, out)),
        #[cfg(feature = "parquet")]
        Form::Parquet => Box::new(parquet::Rows::begin(columns, out)?),
    })
}
