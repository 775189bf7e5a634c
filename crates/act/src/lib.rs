//! ACT networks on libtorch: cells, halting, packs, training, evaluation and checkpoints.
//!
//! ```no_run
//! # fn run(configuration: dwell_domain::Configuration) -> Result<(), Box<dyn std::error::Error>> {
//! use dwell_act::{Device, LaneAssignment, LaneEvent, Pack};
//! use dwell_domain::Seed;
//! use dwell_tasks::Source;
//!
//! let device = Device::open("cpu", 1)?;
//! let source = Source::new(&configuration.task, None)?;
//! let mut pack = Pack::new(&configuration, &device, source);
//! pack.admit(LaneAssignment { configuration, seed: Seed(1), checkpoint: None })?;
//! while pack.lanes().len() > 0 {
//!     for (lane, event) in pack.advance()? {
//!         if let LaneEvent::Finished { result, .. } = event {
//!             println!("{lane:?}: {} at error {}", result.verdict, result.evaluation.error);
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The pack knows nothing of pipes, workers and sweeps; `dwell-trainer` drives it. Programs built on
//! this crate need the link arguments of its build script in a build script of their own.

mod adam;
pub mod benchmark;
mod best;
pub mod capacity;
mod cell;
pub mod checkpoint;
mod cuda;
pub mod device;
pub mod error;
mod evaluate;
mod expand;
mod forward;
mod graph;
mod halting;
mod head;
mod lane;
mod lanes;
mod latency;
mod layout;
mod memory;
mod network;
#[cfg(test)]
mod oracle;
pub mod pack;
mod products;
mod reverse;
mod sizes;
mod span;
mod update;
pub mod weights;

pub use capacity::Capacity;
pub use checkpoint::Checkpoint;
pub use cuda::{CudaVersion, NoCuda};
pub use device::Device;
pub use error::{ActError, Damage};
pub use pack::{LaneAssignment, LaneEvent, LaneId, Pack};
pub use weights::{KeptWeights, Weights};
