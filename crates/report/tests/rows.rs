//! Rows in every form: what a program reads back is what was written.

use std::io::{self, Write};

use dwell_report::export::rows::{Cell, Column, Form, Kind, open};

fn columns() -> Vec<Column> {
    let column = |name: &str, kind| Column {
        name: name.to_owned(),
        kind,
    };
    vec![
        column("number", Kind::Integer),
        column("error", Kind::Real),
        column("input", Kind::Text),
        column("kept", Kind::Boolean),
    ]
}

fn rows() -> Vec<Vec<Cell>> {
    let text = |text: &str| Cell::Text(text.to_owned());
    vec![
        vec![
            Cell::Integer(1),
            Cell::Real(0.1 + 0.2),
            text("+,\"-\"\n"),
            Cell::Boolean(true),
        ],
        vec![
            Cell::Integer(i64::MIN),
            Cell::Real(1.0),
            text(""),
            Cell::Boolean(false),
        ],
        vec![Cell::Absent, Cell::Absent, Cell::Absent, Cell::Absent],
        vec![
            Cell::Integer(4),
            Cell::Real(5e-324),
            text("→"),
            Cell::Absent,
        ],
    ]
}

fn written(form: Form, rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = open(form, &columns(), &mut bytes).unwrap();
    for row in rows {
        writer.write(row).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

#[test]
fn csv_has_a_header_and_leaves_what_is_absent_empty() {
    let csv = String::from_utf8(written(Form::Csv, &rows())).unwrap();
    insta::assert_snapshot!(csv, @r#"
    number,error,input,kept
    1,0.30000000000000004,"+,""-""
    ",true
    -9223372036854775808,1.0,,false
    ,,,
    4,5e-324,→,
    "#);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let reals = reader
        .records()
        .map(|record| record.unwrap()[1].parse::<f64>().ok());
    assert_eq!(
        reals.collect::<Vec<_>>(),
        [Some(0.1 + 0.2), Some(1.0), None, Some(5e-324)]
    );
}

#[test]
fn jsonl_has_an_object_with_every_key_on_each_line() {
    let jsonl = String::from_utf8(written(Form::Jsonl, &rows())).unwrap();
    insta::assert_snapshot!(jsonl, @r#"
    {"number":1,"error":0.30000000000000004,"input":"+,\"-\"\n","kept":true}
    {"number":-9223372036854775808,"error":1.0,"input":"","kept":false}
    {"number":null,"error":null,"input":null,"kept":null}
    {"number":4,"error":5e-324,"input":"→","kept":null}
    "#);
    for line in jsonl.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn no_rows_are_a_header_or_nothing() {
    assert_eq!(written(Form::Csv, &[]), b"number,error,input,kept\n");
    assert_eq!(written(Form::Jsonl, &[]), b"");
}

/// Takes a few bytes, then nobody reads any more.
struct Closed(usize);

impl Write for Closed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What becomes of many rows that nobody reads.
fn unread(form: Form) -> io::Error {
    let mut writer = match open(form, &columns(), Closed(1 << 10)) {
        Ok(writer) => writer,
        Err(error) => return error,
    };
    for row in rows().iter().cycle().take(100_000) {
        if let Err(error) = writer.write(row) {
            return error;
        }
    }
    writer.finish().unwrap_err()
}

#[test]
fn a_broken_pipe_is_told_as_what_it_is() {
    assert_eq!(unread(Form::Csv).kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(unread(Form::Jsonl).kind(), io::ErrorKind::BrokenPipe);
    #[cfg(feature = "parquet")]
    assert_eq!(unread(Form::Parquet).kind(), io::ErrorKind::BrokenPipe);
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use bytes::Bytes;
    use parquet::{
        file::{
            metadata::RowGroupMetaData,
            reader::{FileReader, SerializedFileReader},
        },
        record::Field,
    };

    use super::*;

    fn reader(bytes: Vec<u8>) -> impl FileReader {
        SerializedFileReader::new(Bytes::from(bytes)).unwrap()
    }

    fn cell(field: &Field) -> Cell {
        match field {
            Field::Null => Cell::Absent,
            Field::Long(value) => Cell::Integer(*value),
            Field::Double(value) => Cell::Real(*value),
            Field::Str(value) => Cell::Text(value.clone()),
            Field::Bool(value) => Cell::Boolean(*value),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn parquet_gives_back_every_value_under_its_name() {
        let file = reader(written(Form::Parquet, &rows()));
        let read: Vec<Vec<Cell>> = file
            .get_row_iter(None)
            .unwrap()
            .map(|row| {
                let row = row.unwrap();
                row.get_column_iter()
                    .map(|(_, field)| cell(field))
                    .collect()
            })
            .collect();
        assert_eq!(read, rows());
        let schema = file.metadata().file_metadata().schema_descr();
        let names = schema
            .columns()
            .iter()
            .map(|column| column.name().to_owned());
        assert_eq!(
            names.collect::<Vec<_>>(),
            ["number", "error", "input", "kept"]
        );
    }

    #[test]
    fn many_rows_become_groups_of_a_bounded_size() {
        let many: Vec<_> = rows().into_iter().cycle().take(100_000).collect();
        let file = reader(written(Form::Parquet, &many));
        let groups = file.metadata().row_groups().iter();
        let sizes: Vec<_> = groups.map(RowGroupMetaData::num_rows).collect();
        assert_eq!(sizes, [32_768, 32_768, 32_768, 1_696]);
    }

    #[test]
    fn no_rows_are_a_file_with_columns() {
        let file = reader(written(Form::Parquet, &[]));
        assert_eq!(file.metadata().file_metadata().num_rows(), 0);
        assert_eq!(
            file.metadata().file_metadata().schema_descr().num_columns(),
            4
        );
    }
}
