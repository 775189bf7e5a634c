//! The trade-off for programs, with every digit: JSON and CSV.

mod csv;
mod json;

pub use csv::tradeoff as tradeoff_csv;
pub use json::{TRADEOFF_SCHEMA, tradeoff as tradeoff_json};
