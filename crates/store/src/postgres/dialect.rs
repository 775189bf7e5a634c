//! PostgreSQL for the flows: the types of its driver, and what its SQL says differently.

pub(super) use sqlx::{PgConnection as Connection, Postgres as Database};

pub(super) use super::{PostgresStore as Engine, text::text};
use crate::statement::statements;

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

/// A parameter that is the text of a JSON value.
macro_rules! json {
    ($parameter:literal) => {
        concat!("CAST(", $parameter, " AS JSON)")
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

pub(super) use {json, locked, no, skip_locked, yes};

statements! {
    /// The histogram of a result, from its JSON list.
    INSERT_HISTOGRAM = "
        INSERT INTO ponder_histogram (trial, ponder, samples)
        SELECT $1, counted.ponder, counted.samples::BIGINT
        FROM json_array_elements_text($2::JSON) WITH ORDINALITY AS counted (samples, ponder)
        WHERE counted.samples::BIGINT > 0";
    /// Configurations: id, place, hash, JSON, seeds, halting, metric.
    INSERT_CONFIGURATIONS = "
        INSERT INTO configurations (id, sweep, place, hash, configuration, seeds, halting,
                                    metric)
        SELECT (new ->> 0)::UUID, $2, (new ->> 1)::BIGINT, decode(new ->> 2, 'hex'),
               (new ->> 3)::JSON, (new ->> 4)::BIGINT, new ->> 5, new ->> 6
        FROM json_array_elements($1::JSON) AS new";
    /// Trials: id, number, configuration, group, seed, predicted cost, updates.
    INSERT_TRIALS = "
        INSERT INTO trials (id, sweep, number, configuration, trial_group, seed, predicted_cost,
                            updates, since)
        SELECT (new ->> 0)::UUID, $2, (new ->> 1)::BIGINT, (new ->> 2)::UUID,
               (new ->> 3)::BIGINT, (new ->> 4)::BIGINT, (new ->> 5)::DOUBLE PRECISION,
               (new ->> 6)::BIGINT, $3
        FROM json_array_elements($1::JSON) AS new";
}
