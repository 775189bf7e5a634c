//! Identifiers as distinct types, so that a trial's id cannot be passed where a sweep's is meant.
//!
//! ```compile_fail
//! use dwell_domain::{SweepId, TrialId};
//! fn wants_a_trial(_: TrialId) {}
//! wants_a_trial(SweepId::from_uuid(uuid::Uuid::nil()));
//! ```

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID; whoever creates new ids brings the clock and the randomness.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// A submitted sweep.
    SweepId
);
id!(
    /// A configuration of one sweep: a point of its search space, without the seed.
    ConfigurationId
);
id!(
    /// A configuration with one seed: the unit of work.
    TrialId
);
id!(
    /// A worker daemon, from its start to its end.
    WorkerId
);
id!(
    /// A token that lets its bearer in.
    TokenId
);
