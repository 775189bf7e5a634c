//! Columns: what they are called, what they mean, and how a row has their values.

use dwell_proto::v1::{self, export_value::Value};
use dwell_store::rows::SweepRow;

use super::table::Table;

/// A column of rows of type `R`.
pub(super) struct Column<R> {
    /// Its name, that of the view's column where there is one.
    pub(super) name: &'static str,
    /// What it says, for people: in the message, and in the reference.
    pub(super) meaning: &'static str,
    /// Its values.
    pub(super) value: Of<R>,
}

/// How a row's value is had. What is absent is `None`.
pub(super) enum Of<R> {
    Integer(fn(&R) -> Option<u64>),
    Real(fn(&R) -> Option<f64>),
    Text(fn(&R) -> Option<String>),
    Boolean(fn(&R) -> Option<bool>),
}

/// A column of whole numbers.
pub(super) fn integer<R>(
    name: &'static str,
    value: fn(&R) -> Option<u64>,
    meaning: &'static str,
) -> Column<R> {
    let value = Of::Integer(value);
    Column {
        name,
        meaning,
        value,
    }
}

/// A column of floating-point numbers.
pub(super) fn real<R>(
    name: &'static str,
    value: fn(&R) -> Option<f64>,
    meaning: &'static str,
) -> Column<R> {
    let value = Of::Real(value);
    Column {
        name,
        meaning,
        value,
    }
}

/// A column of text.
pub(super) fn text<R>(
    name: &'static str,
    value: fn(&R) -> Option<String>,
    meaning: &'static str,
) -> Column<R> {
    let value = Of::Text(value);
    Column {
        name,
        meaning,
        value,
    }
}

/// A column of yes and no.
pub(super) fn boolean<R>(
    name: &'static str,
    value: fn(&R) -> Option<bool>,
    meaning: &'static str,
) -> Column<R> {
    let value = Of::Boolean(value);
    Column {
        name,
        meaning,
        value,
    }
}

impl<R> Of<R> {
    pub(super) const fn kind(&self) -> v1::ColumnKind {
        match self {
            Self::Integer(_) => v1::ColumnKind::Integer,
            Self::Real(_) => v1::ColumnKind::Real,
            Self::Text(_) => v1::ColumnKind::Text,
            Self::Boolean(_) => v1::ColumnKind::Boolean,
        }
    }

    fn get(&self, row: &R) -> Option<Value> {
        match self {
            Self::Integer(value) => value(row).map(|number| Value::Integer(number as i64)),
            Self::Real(value) => value(row).and_then(number),
            Self::Text(value) => value(row).map(Value::Text),
            Self::Boolean(value) => value(row).map(Value::Boolean),
        }
    }
}

/// A number that every database gives back alike: SQLite has neither NaN nor a negative zero.
fn number(number: f64) -> Option<Value> {
    let positive_zero = number + 0.0;
    positive_zero
        .is_finite()
        .then_some(Value::Real(positive_zero))
}

/// Where the values of a column come from.
enum Place<R> {
    /// From the sweep, the same in every row.
    Sweep(Column<SweepRow>),
    /// From the row.
    Row(Column<R>),
}

/// The columns of an export.
pub(super) struct Chosen<R>(Vec<Place<R>>);

/// What every table begins with.
pub(super) fn of_every_table() -> Column<SweepRow> {
    text(
        "sweep_name",
        |sweep| Some(sweep.name.clone()),
        "what people call the sweep",
    )
}

/// What the provenance of every table begins with.
pub(super) fn provenance_of_every_table() -> Column<SweepRow> {
    text(
        "sweep",
        |sweep| Some(sweep.id.to_string()),
        "the id of the sweep",
    )
}

impl<R> Chosen<R> {
    /// The columns of a table.
    pub(super) fn of<T: Table<Row = R>>(provenance: bool) -> Self {
        let mut columns = vec![Place::Sweep(of_every_table())];
        columns.extend(T::columns().into_iter().map(Place::Row));
        if provenance {
            columns.push(Place::Sweep(provenance_of_every_table()));
            columns.extend(T::provenance().into_iter().map(Place::Row));
        }
        Self(columns)
    }

    /// The first message.
    pub(super) fn message(&self) -> v1::ExportResponse {
        let columns = self.0.iter().map(|place| match place {
            Place::Sweep(column) => head(column),
            Place::Row(column) => head(column),
        });
        let columns = v1::ExportColumns {
            columns: columns.collect(),
        };
        v1::ExportResponse {
            part: Some(v1::export_response::Part::Columns(columns)),
        }
    }

    /// A row's values.
    pub(super) fn row(&self, sweep: &SweepRow, row: &R) -> v1::ExportRow {
        let values = self.0.iter().map(|place| v1::ExportValue {
            value: match place {
                Place::Sweep(column) => column.value.get(sweep),
                Place::Row(column) => column.value.get(row),
            },
        });
        v1::ExportRow {
            values: values.collect(),
        }
    }
}

fn head<R>(column: &Column<R>) -> v1::ExportColumn {
    v1::ExportColumn {
        name: column.name.to_owned(),
        kind: column.value.kind().into(),
        meaning: column.meaning.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_database_could_not_give_back_is_absent() {
        for lost in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(number(lost), None);
        }
    }

    #[test]
    fn zero_has_no_sign() {
        let Some(Value::Real(zero)) = number(-0.0) else {
            panic!("zero is a number");
        };
        assert_eq!(zero.to_bits(), 0.0_f64.to_bits());
        assert_eq!(number(-1e-300), Some(Value::Real(-1e-300)));
    }
}
