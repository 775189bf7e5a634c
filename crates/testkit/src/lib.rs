//! Clusters of real processes for tests: a coordinator and workers that can be killed and started
//! again, and the command line to ask them.
//!
//! Everything is the program that a user runs, on loopback and on a temporary data folder. What
//! can be tested inside one crate is left to that crate; here is what only shows between
//! processes. A step that fails panics with what the programs said.

mod cluster;
mod dwell;
mod postgres;
pub mod process;
mod programs;
mod proxy;
mod s3;
mod sweep;
mod tradeoff;
mod trial;
mod wait;

pub use cluster::{Cluster, Worker, free_address};
pub use dwell::Dwell;
pub use postgres::{PostgresDatabase, PostgresServer};
pub use process::Process;
pub use proxy::Proxy;
pub use s3::S3Server;
pub use sweep::Sweep;
pub use tradeoff::Tradeoff;
pub use trial::Trial;
pub use wait::until;
