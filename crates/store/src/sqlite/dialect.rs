//! SQLite for the flows: the types of its driver, and what its SQL says differently.

pub(super) use sqlx::{Sqlite as Database, SqliteConnection as Connection};

pub(super) use super::SqliteStore as Engine;

/// The value of a column that is true. A partial index is found by the words of its condition, so
/// not `TRUE`.
macro_rules! yes {
    () => {
        "1"
    };
}

/// The value of a column that is false.
macro_rules! no {
    () => {
        "0"
    };
}

/// The rows of a batch, which is a parameter, to select from. They stay as SQLite has parsed them:
/// `json_each` would write each out as text for every column that is read of it, to be parsed again.
macro_rules! rows {
    ($parameter:literal) => {
        concat!("jsonb_each(", $parameter, ") AS new")
    };
}

/// A column of a batch's row, counted from 0, that is an id.
macro_rules! id {
    ($column:literal) => {
        concat!("unhex(new.value ->> ", $column, ")")
    };
}

/// One that is a whole number.
macro_rules! integer {
    ($column:literal) => {
        concat!("(new.value ->> ", $column, ")")
    };
}

/// One that is a float.
macro_rules! real {
    ($column:literal) => {
        concat!("CAST(new.value ->> ", $column, " AS REAL)")
    };
}

/// One that is bytes.
macro_rules! bytes {
    ($column:literal) => {
        concat!("unhex(new.value ->> ", $column, ")")
    };
}

/// One that is the text of a JSON value.
macro_rules! json {
    ($column:literal) => {
        concat!("(new.value ->> ", $column, ")")
    };
}

/// The end of a SELECT whose rows of a table nobody else may change before the transaction ends,
/// which nobody else can.
macro_rules! locked {
    ($table:literal) => {
        ""
    };
}

/// The same, without the rows that somebody is just changing.
macro_rules! skip_locked {
    ($table:literal) => {
        ""
    };
}

pub(super) use {bytes, id, integer, json, locked, no, real, rows, skip_locked, yes};

/// Text is kept as it was said.
pub(super) fn text(said: &str) -> &str {
    said
}
