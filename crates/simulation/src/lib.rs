//! A whole cluster in one thread: coordinators, workers and a client as they are, on a simulated
//! network, over the store in memory, with trainers that train nothing.
//!
//! Time and network are turmoil's: minutes pass in a moment, and whatever a network can do is done on
//! purpose. Everything follows from the story and its seed, so that a story that is told twice leaves
//! the same [`Trace`] twice; a failure can be looked at as often as it takes. What has to hold
//! whatever happens is said once, in [`Verdict`].
//!
//! | part | its business |
//! |---|---|
//! | `cluster`, `hosts`, `network` | what there is |
//! | `faults` | what befalls it |
//! | `wire`, `client` | calls, and what befalls those |
//! | `trainer`, `metrics`, `script` | what stands in for `dwell-trainer` |
//! | `trace`, `seen`, `panics`, `verdict` | what happened, and whether it may have |
//! | `story`, `plan`, `fuzz` | stories that tests tell, and stories that a seed tells |

mod client;
mod cluster;
mod faults;
mod fuzz;
mod hosts;
mod metrics;
mod network;
mod panics;
mod plan;
mod script;
mod seen;
mod story;
mod sweeps;
mod trace;
mod trainer;
mod verdict;
mod wire;

pub use crate::{
    cluster::{Cluster, Setup},
    fuzz::{Misadventure, Tally, fuzz, fuzz_twice, traced},
    script::{Misfortune, Script, Trouble},
    seen::Seen,
    story::told_twice,
    sweeps::Draft,
    trace::Trace,
    verdict::{Table, Verdict},
    wire::Mischief,
};
