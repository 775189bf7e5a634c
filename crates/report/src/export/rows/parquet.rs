//! Rows as Apache Parquet, a row group at a time.

use std::{
    io::{self, Write},
    mem::take,
    sync::Arc,
};

use parquet::{
    basic::{Compression, LogicalType, Repetition, Type as Physical},
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::{Type, TypePtr},
};

use super::{Cell, Column, Kind, RowWriter};

/// The most rows of a group: what is kept in memory until it is written.
const GROUP: usize = 1 << 15;

/// A file that is being written.
pub(super) struct Rows<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Values>,
    /// Rows of the group that is being filled.
    filled: usize,
}

/// The values of a column in the group that is being filled.
struct Values {
    present: Present,
    /// 1 where a row has a value, 0 where it has none.
    levels: Vec<i16>,
}

enum Present {
    Integer(Vec<i64>),
    Real(Vec<f64>),
    Text(Vec<ByteArray>),
    Boolean(Vec<bool>),
}

impl<W: Write + Send> Rows<W> {
    pub(super) fn begin(columns: &[Column], out: W) -> io::Result<Self> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
        let schema = schema(columns).map_err(plain)?;
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties.build()));
        Ok(Self {
            file: file.map_err(plain)?,
            columns: columns
                .iter()
                .map(|column| Values::of(column.kind))
                .collect(),
            filled: 0,
        })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for values in &mut self.columns {
            let mut column = group
                .next_column()?
                .expect("the schema has as many columns");
            values.write_to(&mut column)?;
            column.close()?;
        }
        group.close()?;
        self.filled = 0;
        Ok(())
    }
}

impl<W: Write + Send> RowWriter for Rows<W> {
    fn write(&mut self, row: &[Cell]) -> io::Result<()> {
        for (values, cell) in self.columns.iter_mut().zip(row) {
            values.push(cell);
        }
        self.filled += 1;
        if self.filled == GROUP {
            self.write_group().map_err(plain)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.filled > 0 {
            self.write_group().map_err(plain)?;
        }
        let mut out = self.file.into_inner().map_err(plain)?;
        out.flush()
    }
}

/// Every column may be absent.
fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let fields = columns.iter().map(|column| {
        let (physical, logical) = match column.kind {
            Kind::Integer => (Physical::INT64, None),
            Kind::Real => (Physical::DOUBLE, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Boolean => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_logical_type(logical)
            .with_repetition(Repetition::OPTIONAL)
            .build()?;
        Ok(Arc::new(field))
    });
    let fields = fields.collect::<Result<_, ParquetError>>()?;
    let rows = Type::group_type_builder("rows").with_fields(fields);
    Ok(Arc::new(rows.build()?))
}

impl Values {
    const fn of(kind: Kind) -> Self {
        let present = match kind {
            Kind::Integer => Present::Integer(Vec::new()),
            Kind::Real => Present::Real(Vec::new()),
            Kind::Text => Present::Text(Vec::new()),
            Kind::Boolean => Present::Boolean(Vec::new()),
        };
        let levels = Vec::new();
        Self { present, levels }
    }

    fn push(&mut self, cell: &Cell) {
        let is_absent = matches!(cell, Cell::Absent);
        self.levels.push(i16::from(!is_absent));
        match (&mut self.present, cell) {
            (_, Cell::Absent) => {}
            (Present::Integer(values), Cell::Integer(value)) => values.push(*value),
            (Present::Real(values), Cell::Real(value)) => values.push(*value),
            (Present::Text(values), Cell::Text(value)) => values.push(value.as_str().into()),
            (Present::Boolean(values), Cell::Boolean(value)) => values.push(*value),
            _ => panic!("a cell is of its column's kind"),
        }
    }

    fn write_to(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = take(&mut self.levels);
        match &mut self.present {
            Present::Integer(values) => write::<Int64Type>(column, &take(values), &levels),
            Present::Real(values) => write::<DoubleType>(column, &take(values), &levels),
            Present::Text(values) => write::<ByteArrayType>(column, &take(values), &levels),
            Present::Boolean(values) => write::<BoolType>(column, &take(values), &levels),
        }
    }
}

fn write<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &[T::T],
    levels: &[i16],
) -> Result<(), ParquetError> {
    column
        .typed::<T>()
        .write_batch(values, Some(levels), None)?;
    Ok(())
}

/// Parquet's own errors as the plain I/O errors that they are here.
fn plain(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
