//! The worker daemon: acquires trials, supervises trainers, reports.
//!
//! One process per host. It starts a `dwell-trainer` per slot, asks the coordinator for work
//! whenever a lane is free, and tells it what comes of it. Training and talking are independent:
//! a trainer that crashes or hangs costs the attempts that it had, a coordinator that is away costs
//! nothing. What to train, what to retry and what a result means is decided elsewhere.
//!
//! | part | its business |
//! |---|---|
//! | `ledger`, `outbox` | what is held and what is to be said; pure, and the only shared state |
//! | `slot`, `trainer`, `frames`, `files` | one trainer child: its life, its pipes, its bytes, its files |
//! | `session`, `acquire`, `checkpoints` | the calls to the coordinator |
//! | `offload` | work on files, off the threads that talk |
//! | `devices`, `daemon`, `drain` | the start and the end of it all |

mod acquire;
mod attempt;
mod checkpoints;
mod daemon;
mod devices;
mod drain;
mod error;
mod files;
mod frames;
mod last_words;
mod ledger;
mod offload;
mod outbox;
mod retry;
mod session;
mod settings;
mod slot;
mod trainer;

pub use crate::{
    daemon::{Surroundings, patient, run, run_in},
    devices::{Devices, UnknownDevices},
    error::WorkerError,
    settings::{WorkerSettings, find_trainer},
    trainer::Trainers,
};
