//! The views: the stable interface for people who write SQL, as one list.
//!
//! The list is what documents them: `dwell query --views` shows it, `docs/reference/views.md` is made
//! from it, and each engine's tests hold it against what the migrations made. Names, order and types
//! stay; later versions only append.

mod of_ponder;
mod of_sweeps;
mod of_trials;

/// Every view, in the order in which one gets to know them.
pub const VIEWS: [&View; 12] = [
    &of_sweeps::SWEEPS,
    &of_sweeps::CONFIGURATIONS,
    &of_sweeps::TRADEOFF,
    &of_trials::TRIALS,
    &of_trials::ATTEMPTS,
    &of_trials::EVALUATIONS,
    &of_ponder::HISTOGRAM,
    &of_ponder::BY_DIFFICULTY,
    &of_ponder::BY_POSITION,
    &of_ponder::BY_CHARACTER_CLASS,
    &of_ponder::TRACES,
    &of_trials::WORKERS,
];

/// A view.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Its name.
    pub name: &'static str,
    /// What a row of it is.
    pub row: &'static str,
    /// Its columns, in their order.
    pub columns: &'static [Column],
    /// What a researcher would ask it.
    pub examples: &'static [Example],
}

/// A column of a view.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// The type of its values that are not NULL.
    pub kind: Kind,
    /// The unit of its values, or what they are shares of; empty where they have none.
    pub unit: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// The type of a column, which both engines know by names of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text: `TEXT`.
    Text,
    /// A whole number of 64 bits: `INTEGER`, or `BIGINT` on PostgreSQL.
    Integer,
    /// A floating-point number of 64 bits: `REAL`, or `DOUBLE PRECISION` on PostgreSQL.
    Real,
}

/// A question that the views answer, in SQL that both engines understand.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What is asked.
    pub question: &'static str,
    /// The query.
    pub sql: &'static str,
}

impl Kind {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Real => "real",
        }
    }
}

/// Times are counted like this.
const MICROS: &str = "µs since 1970-01-01 UTC";

/// The time of an answer.
const LATENCY: &str = "ms per input step";

/// What an error is of depends on the task.
const METRIC: &str = "as `metric` says";

const fn text(name: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Text,
        unit: "",
        meaning,
    }
}

const fn integer(name: &'static str, unit: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Integer,
        unit,
        meaning,
    }
}

const fn real(name: &'static str, unit: &'static str, meaning: &'static str) -> Column {
    Column {
        name,
        kind: Kind::Real,
        unit,
        meaning,
    }
}
