//! What happens in a transaction, written once and compiled for each engine.
//!
//! The files of this folder are modules of `sqlite` and of `postgres`: both engines number their
//! parameters `$1`, cast with `CAST`, and take the same types, so nearly every statement is the
//! same text. What is not comes from the engine that a file is compiled in: `dialect` has the types
//! of its driver and its pieces of SQL, `locks` what it locks before it reads, `bulk` how it takes in
//! rows by the million. So each statement is a
//! constant that its engine prepares and explains, and each flow calls its driver directly, which
//! neither generic functions (a page of bounds each) nor a third driver over both would leave so.

mod change;
pub(super) mod check;
mod checkpoints;
mod claim;
mod completions;
mod evaluations;
mod events;
mod exported;
mod facts;
pub(super) mod identity;
mod leases;
mod moves;
mod named;
mod outcomes;
mod ponder;
mod report;
mod results;
mod store;
mod submit;
mod sweeps;
mod tokens;
mod trials;
mod workers;

pub(super) use self::change::Change;
use super::{bulk, dialect, locks};

/// Every statement of the flows by its name.
#[cfg(test)]
pub(super) const STATEMENTS: [&[(&str, &str)]; 19] = [
    checkpoints::STATEMENTS,
    claim::STATEMENTS,
    completions::STATEMENTS,
    evaluations::STATEMENTS,
    events::STATEMENTS,
    exported::STATEMENTS,
    facts::STATEMENTS,
    identity::STATEMENTS,
    leases::STATEMENTS,
    moves::STATEMENTS,
    outcomes::STATEMENTS,
    ponder::STATEMENTS,
    report::STATEMENTS,
    results::STATEMENTS,
    submit::STATEMENTS,
    sweeps::STATEMENTS,
    tokens::STATEMENTS,
    trials::STATEMENTS,
    workers::STATEMENTS,
];

/// The statements that read a page of an export, where its order matters.
#[cfg(test)]
pub(super) const PAGES_OF_EXPORTS: &[(&str, &str)] = exported::STATEMENTS;
