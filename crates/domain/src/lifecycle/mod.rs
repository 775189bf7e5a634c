//! The life of a trial: its states, how its attempts end, and what follows from what happens to one.
//!
//! Everything here is a pure function of what is known: a store reads a [`Situation`], asks
//! [`Situation::after`], and makes the [`Decision`] durable in the same transaction. So every store,
//! whatever it is made of, tells the same story.

mod decision;
mod history;
mod recount;
mod situation;
#[cfg(test)]
mod tests;
mod words;

pub use self::{
    decision::{AttemptChange, Decision, Move},
    history::{Contradiction, Entry, Happened, History},
    recount::{Recount, Recounted},
    situation::{Happening, Situation, Standing},
    words::{AttemptOutcome, SweepState, TrialEvent, TrialState, UnknownWord},
};
