//! What the event log tells.

use dwell_domain::{Micros, TrialId, WorkerId, lifecycle::Entry};

/// Something that happened to a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// When.
    pub at: Micros,
    /// To which trial.
    pub trial: TrialId,
    /// What, to which of its attempts, and where that left it.
    pub entry: Entry,
    /// Who had that attempt; `None` before the first.
    pub worker: Option<WorkerId>,
    /// What is said of it; may be empty.
    pub message: String,
}
