//! PostgreSQL for the flows: the types of its driver, and what its SQL says differently.

pub(super) use sqlx::{PgConnection as Connection, Postgres as Database};

pub(super) use super::{PostgresStore as Engine, text::text};

/// The value of a column that is true; partial indexes are on such.
macro_rules! yes {
    () => {
        "TRUE"
    };
}

/// The value of a column that is false.
macro_rules! no {
    () => {
        "FALSE"
    };
}

/// The rows of a batch, which is a parameter, to select from.
macro_rules! rows {
    ($parameter:literal) => {
        concat!(
            "jsonb_array_elements(CAST(",
            $parameter,
            " AS JSONB)) AS new (value)"
        )
    };
}

/// A column of a batch's row, counted from 0, that is an id.
macro_rules! id {
    ($column:literal) => {
        concat!("CAST(new.value ->> ", $column, " AS UUID)")
    };
}

/// One that is a whole number.
macro_rules! integer {
    ($column:literal) => {
        concat!("CAST(new.value ->> ", $column, " AS BIGINT)")
    };
}

/// One that is a float.
macro_rules! real {
    ($column:literal) => {
        concat!("CAST(new.value ->> ", $column, " AS DOUBLE PRECISION)")
    };
}

/// One that is bytes.
macro_rules! bytes {
    ($column:literal) => {
        concat!("decode(new.value ->> ", $column, ", 'hex')")
    };
}

/// One that is the text of a JSON value.
macro_rules! json {
    ($column:literal) => {
        concat!("CAST(new.value ->> ", $column, " AS JSON)")
    };
}

/// The end of a SELECT whose rows of a table nobody else may change before the transaction ends.
macro_rules! locked {
    ($table:literal) => {
        concat!(" FOR NO KEY UPDATE OF ", $table)
    };
}

/// The same, without the rows that somebody is just changing.
macro_rules! skip_locked {
    ($table:literal) => {
        concat!(" FOR NO KEY UPDATE OF ", $table, " SKIP LOCKED")
    };
}

pub(super) use {bytes, id, integer, json, locked, no, real, rows, skip_locked, yes};
