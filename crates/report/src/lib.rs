//! What came of a sweep, for people and for programs: tables, figures and exports.
//!
//! Everything here turns the rows of `dwell_domain::tradeoff` into text. The same rows give the
//! same text, always: no clock, no ids that differ from run to run. Where it is written, how wide
//! the terminal is and whether it takes colour is left to the caller.

mod by_task;
pub mod compare;
pub mod cost;
pub mod export;
pub mod figure;
pub mod figures;
pub mod question;
pub mod render;
mod setting;
pub mod table;
mod ticks;
pub mod unit;
