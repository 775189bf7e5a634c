//! The coordinator: accepts sweeps, hands their trials to workers, and keeps what comes back.
//!
//! It holds no state of its own. The store is the only truth, each call is one transaction, and
//! the process may be killed at any time. Here are the gRPC services, the dispatch of trials, the
//! reaper of leases, the keeping of checkpoints, the look at corpora and the data folder; what a spec means, what a
//! slot takes and how a trade-off is computed are left to `dwell-domain` and `dwell-search`, and
//! what is durable to `dwell-store`.

pub mod access;
mod backup;
mod changes;
mod check;
mod checkpoints;
mod clock;
mod coordinator;
mod core;
mod corpora;
mod dispatch;
mod error;
mod explain;
mod export;
mod folder;
pub mod limits;
mod news;
mod objects;
mod offload;
mod page;
mod place;
mod places;
mod planner;
mod reaper;
mod refusal;
mod replica;
mod rows;
mod service;
mod settings;
mod slots;

pub use crate::{
    backup::{BackupError, Manifest, Piece, back_up, restore},
    check::{Checked, Finding, check},
    checkpoints::CheckpointError,
    coordinator::Coordinator,
    error::CoordinatorError,
    folder::{DataFolder, Holder},
    place::{Place, PlaceError, UnknownPlace},
    replica::{Connection, Replica},
    settings::Settings,
};
pub use dwell_store::Database;
