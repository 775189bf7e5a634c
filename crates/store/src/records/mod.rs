//! What both engines have in their tables, read from columns into the words of the domain; and what
//! follows from it, whichever engine it is.

pub(crate) mod batch;
mod candidate;
mod evaluation;
mod event;
mod exported;
mod known;
mod ponder;
mod result;
pub(crate) mod submission;
mod sweep;
mod token;
mod trial;
mod worker;

pub(crate) use self::{
    candidate::{Candidate, apart},
    evaluation::{EvaluationRecord, EvaluationRow, check_numbers},
    event::{Event, EventRecord, entry},
    exported::{EvaluationRowRecord, TraceStepRecord},
    known::{Known, KnownRecord, NEVER_GIVEN, compared},
    ponder::{TraceRecord, axis, traces_of},
    result::{Late, ResultRecord},
    sweep::SweepRecord,
    token::TokenRecord,
    trial::{AttemptRecord, TrialRecord},
    worker::{HeldRecord, WorkerRecord},
};
