//! The words of Dwell as types: ids, units, configurations, lifecycle, evaluations, the sweep
//! spec, the statistics of a trade-off, and who may do what.
//!
//! Everything here is pure: no clock, no randomness, no I/O. Callers pass `now` and generators.

pub mod access;
pub mod configuration;
pub mod evaluation;
pub mod id;
pub mod latency;
pub mod lifecycle;
pub mod model;
pub mod ponder;
mod pooling;
pub mod quantity;
pub mod queue;
pub mod result;
pub mod spec;
pub mod task;
pub mod trace;
pub mod tradeoff;

pub use access::{Scope, Token, TokenHash, TokenName};
pub use configuration::{Configuration, ConfigurationHash, PackKey, Training};
pub use evaluation::Evaluation;
pub use id::{ConfigurationId, SweepId, TokenId, TrialId, WorkerId};
pub use latency::Latency;
pub use lifecycle::{AttemptOutcome, SweepState, TrialState};
pub use model::{Cell, Halting, HaltingKind, Model, Sampler};
pub use ponder::{Axis, CharacterClass, PonderStatistics, ProfilePoint};
pub use quantity::{
    Attempt, LearningRate, Micros, Milliseconds, PonderCost, PricePerHour, PriorMean, Seed, Step,
};
pub use queue::{Pick, QueuedGroup};
pub use result::{Failure, FailureKind, MetricsDigest, Numerics, TrialResult, Verdict};
pub use task::{Corpus, CorpusContent, Metric, Task};
pub use trace::{Trace, TraceStep};
