//! What goes into a store and what comes out of it, as plain types.

mod checkpoint;
mod event;
mod exported;
mod lease;
mod query;
mod report;
mod sweep;
mod token;
mod trial;
mod worker;

pub use dwell_domain::AttemptOutcome;

pub use self::{
    checkpoint::{CheckpointRow, WhichWeights},
    event::EventRow,
    exported::{EvaluationRow, TraceStepRow},
    lease::{Claim, HandedOut, LeaseEnd},
    query::{QueryAnswer, QueryLimits, QueryValue},
    report::{Fact, FactEvent, Report, Reported},
    sweep::{
        ConfigurationOutcomes, NewConfiguration, NewSweep, NewTrial, Status, Submitted, SweepRow,
        TrialCounts,
    },
    token::{NewToken, TokenRow, TokenStanding},
    trial::{AttemptRow, TrialRow},
    worker::{HeldRow, NewWorker, SlotOffer, WorkerRow},
};
