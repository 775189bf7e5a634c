//! The words of a life, as tables, JSON and the database spell them: states, outcomes, events; and
//! which state may follow which.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Makes an enum of fixed words for what a kind of thing, named in errors, can be.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident of $kind:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every one, in the order of a life.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word for it in tables, in JSON and in the database.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|word| word.as_str() == text)
                    .ok_or_else(|| UnknownWord {
                        kind: $kind,
                        word: text.to_owned(),
                    })
            }
        }
    };
}

/// A word that is none of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {kind} `{word}`")]
pub struct UnknownWord {
    /// What the word was to name.
    pub kind: &'static str,
    /// The word.
    pub word: String,
}

words!(
    /// Where a trial is in its life.
    TrialState of "state" {
        /// Waits for a lane.
        Queued = "queued",
        /// Leased to a worker.
        Running = "running",
        /// Has its one accepted result.
        Completed = "completed",
        /// Given up for good, with a reason.
        Failed = "failed",
        /// Ended by a person.
        Cancelled = "cancelled",
        /// Ended by a pruner.
        Pruned = "pruned",
    }
);

words!(
    /// Where a sweep is in its life.
    SweepState of "state of a sweep" {
        /// Its trials are handed out.
        Active = "active",
        /// Nothing new is handed out.
        Paused = "paused",
        /// Every trial has ended.
        Completed = "completed",
        /// Ended by a person.
        Cancelled = "cancelled",
    }
);

words!(
    /// How an attempt ended.
    AttemptOutcome of "outcome" {
        /// Its result was accepted.
        Completed = "completed",
        /// It failed.
        Failed = "failed",
        /// Its lease ran out.
        Expired = "expired",
        /// Its worker gave it back.
        Released = "released",
        /// Its sweep was cancelled, or another attempt's result was taken.
        Cancelled = "cancelled",
    }
);

words!(
    /// What the event log says happened to an attempt.
    TrialEvent of "event" {
        /// It was handed out.
        Claimed = "claimed",
        /// Its lease ran out.
        Expired = "expired",
        /// Its worker came back before anybody else had the trial.
        Reattached = "reattached",
        /// Its worker gave it back.
        Released = "released",
        /// It failed.
        Failed = "failed",
        /// Its result was accepted.
        Completed = "completed",
        /// Its result came after the trial was decided.
        Repeated = "repeated",
        /// An older attempt brought the result.
        Superseded = "superseded",
    }
);

impl TrialState {
    /// Whether nothing can follow.
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Queued | Self::Running => false,
            Self::Completed | Self::Failed | Self::Cancelled | Self::Pruned => true,
        }
    }

    /// Whether a trial may go from this state to `next`.
    ///
    /// A queued trial can be completed without running again: a worker whose lease ended may still
    /// bring a valid result, and then that result is taken.
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Queued => !matches!(next, Self::Queued),
            Self::Running => !matches!(next, Self::Running),
            Self::Completed | Self::Failed | Self::Cancelled | Self::Pruned => false,
        }
    }
}

impl SweepState {
    /// Whether nothing can follow.
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_follows_a_terminal_state() {
        for state in TrialState::ALL.iter().filter(|state| state.is_terminal()) {
            assert!(
                TrialState::ALL.iter().all(|next| !state.may_become(*next)),
                "{state}"
            );
        }
    }

    #[test]
    fn words_and_states_are_inverse() {
        for state in TrialState::ALL {
            assert_eq!(state.as_str().parse(), Ok(*state));
        }
        assert_eq!(
            "gone".parse::<SweepState>(),
            Err(UnknownWord {
                kind: "state of a sweep",
                word: "gone".to_owned(),
            })
        );
    }
}
