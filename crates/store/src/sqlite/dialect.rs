//! SQLite for the flows: the types of its driver, and what its SQL says differently.

pub(super) use sqlx::{Sqlite as Database, SqliteConnection as Connection};

pub(super) use super::SqliteStore as Engine;
use crate::statement::statements;

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

/// A parameter that is the text of a JSON value.
macro_rules! json {
    ($parameter:literal) => {
        $parameter
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

pub(super) use {json, locked, no, skip_locked, yes};

statements! {
    /// The histogram of a result, from its JSON list.
    INSERT_HISTOGRAM = "
        INSERT INTO ponder_histogram (trial, ponder, samples)
        SELECT $1, counted.key + 1, counted.value FROM json_each($2) AS counted
        WHERE counted.value > 0";
    /// Configurations: id, place, hash, JSON, seeds, halting, metric.
    INSERT_CONFIGURATIONS = "
        INSERT INTO configurations (id, sweep, place, hash, configuration, seeds, halting,
                                    metric)
        SELECT unhex(new.value ->> 0), $2, new.value ->> 1, unhex(new.value ->> 2),
               new.value ->> 3, new.value ->> 4, new.value ->> 5, new.value ->> 6
        FROM json_each($1) AS new";
    /// Trials: id, number, configuration, group, seed, predicted cost, updates.
    INSERT_TRIALS = "
        INSERT INTO trials (id, sweep, number, configuration, trial_group, seed, predicted_cost,
                            updates, since)
        SELECT unhex(new.value ->> 0), $2, new.value ->> 1, unhex(new.value ->> 2),
               new.value ->> 3, new.value ->> 4, new.value ->> 5, new.value ->> 6, $3
        FROM json_each($1) AS new";
}

/// Text is kept as it was said.
pub(super) fn text(said: &str) -> &str {
    said
}
