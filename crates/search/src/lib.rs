//! What to run, what it will cost, and what a slot takes next: pure functions, without clock or I/O.
//!
//! [`plan()`] expands a spec into configurations and trials, [`predicted_cost`] guesses how long each
//! will take, [`schedule()`] chooses from what waits, and a [`Turn`] tells why something still does. Making a choice durable and exclusive is
//! left to the store.

mod cost;
mod explain;
mod plan;
mod schedule;
mod strategy;

pub use cost::{predicted_cost, predicted_ponder};
pub use explain::Turn;
pub use plan::{Plan, PlannedTrial, plan};
pub use schedule::{SlotView, schedule};
