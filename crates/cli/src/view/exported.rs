//! The columns and rows of an export, from messages.

use dwell_proto::{
    Malformed,
    v1::{self, export_value::Value},
};
use dwell_report::export::rows::{Cell, Column, Kind};

/// The columns that an export has.
pub(crate) fn exported_columns(columns: v1::ExportColumns) -> Result<Vec<Column>, Malformed> {
    columns.columns.into_iter().map(column).collect()
}

fn column(column: v1::ExportColumn) -> Result<Column, Malformed> {
    let kind = match column.kind() {
        v1::ColumnKind::Unspecified => return Err(Malformed::Unknown("column.kind")),
        v1::ColumnKind::Integer => Kind::Integer,
        v1::ColumnKind::Real => Kind::Real,
        v1::ColumnKind::Text => Kind::Text,
        v1::ColumnKind::Boolean => Kind::Boolean,
    };
    let name = column.name;
    Ok(Column { name, kind })
}

/// A row, which must have a value of its kind, or none, for each column.
pub(crate) fn exported_row(columns: &[Column], row: v1::ExportRow) -> Result<Vec<Cell>, Malformed> {
    let cells: Vec<Cell> = row.values.into_iter().map(cell).collect();
    let fits = |(column, cell): (&Column, &Cell)| cell.is_of(column.kind);
    if cells.len() != columns.len() || !columns.iter().zip(&cells).all(fits) {
        return Err(Malformed::Form {
            field: "row",
            expected: "a value for each column",
        });
    }
    Ok(cells)
}

fn cell(value: v1::ExportValue) -> Cell {
    match value.value {
        None => Cell::Absent,
        Some(Value::Integer(number)) => Cell::Integer(number),
        Some(Value::Real(number)) => Cell::Real(number),
        Some(Value::Text(text)) => Cell::Text(text),
        Some(Value::Boolean(yes)) => Cell::Boolean(yes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[Option<Value>]) -> v1::ExportRow {
        let values = values
            .iter()
            .cloned()
            .map(|value| v1::ExportValue { value });
        v1::ExportRow {
            values: values.collect(),
        }
    }

    #[test]
    fn a_row_that_does_not_fit_its_columns_is_refused() {
        let column = |kind| Column {
            name: "any".to_owned(),
            kind,
        };
        let columns = [column(Kind::Integer), column(Kind::Text)];
        let fits = |values: &[_]| exported_row(&columns, row(values)).is_ok();
        let text = || Some(Value::Text("x".to_owned()));
        assert!(fits(&[Some(Value::Integer(1)), text()]));
        assert!(fits(&[None, None]));
        assert!(!fits(&[Some(Value::Real(1.0)), text()]));
        assert!(!fits(&[None]));
        assert!(!fits(&[None, None, None]));
    }
}
