//! The name of an attempt inside the daemon: a trial and its fencing token.

use std::fmt;

use dwell_domain::{Attempt, TrialId};
use dwell_proto::{Malformed, v1};

/// One try at running a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AttemptKey {
    /// The trial.
    pub(crate) trial: TrialId,
    /// Which try at it.
    pub(crate) attempt: Attempt,
}

impl fmt::Display for AttemptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.trial, self.attempt)
    }
}

impl From<AttemptKey> for v1::AttemptId {
    fn from(key: AttemptKey) -> Self {
        Self::new(key.trial, key.attempt)
    }
}

impl TryFrom<Option<v1::AttemptId>> for AttemptKey {
    type Error = Malformed;

    fn try_from(wire: Option<v1::AttemptId>) -> Result<Self, Malformed> {
        let (trial, attempt) = wire.ok_or(Malformed::Missing("attempt"))?.parts()?;
        Ok(Self { trial, attempt })
    }
}
