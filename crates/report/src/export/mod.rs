//! The trade-off for programs, with every digit: JSON and CSV; and rows of any table, as they come.

mod csv;
mod json;
pub mod rows;

pub use csv::tradeoff as tradeoff_csv;
pub use json::{TRADEOFF_SCHEMA, tradeoff as tradeoff_json};
