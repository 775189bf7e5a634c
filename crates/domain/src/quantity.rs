//! Quantities with a meaning: seeds, steps, attempts, times, prices, ponder costs and learning rates.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! count {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

count!(
    /// The seed of a trial: it decides the initial weights and the order of the training data.
    Seed(u64)
);
count!(
    /// A number of optimiser updates since the start of a trial.
    Step(u64)
);
count!(
    /// The number of a try at running a trial (1, 2, ...): the fencing token of its lease.
    Attempt(u32)
);
count!(
    /// Microseconds: since the Unix epoch for an instant, else of a span.
    Micros(i64)
);

impl Attempt {
    /// The attempt after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl Micros {
    /// The instant `span` after this one.
    #[must_use]
    pub fn after(self, span: std::time::Duration) -> Self {
        let micros = i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

/// A float that is not what its type demands.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{what} must be {demand}, not {value}")]
pub struct OutOfRange {
    /// The quantity, in the words of the user.
    pub what: &'static str,
    /// What would be accepted.
    pub demand: &'static str,
    /// What was given.
    pub value: f64,
}

macro_rules! real {
    ($(#[$doc:meta])* $name:ident, $what:literal, $demand:literal, $accepts:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// Checks the value.
            pub fn new(value: f64) -> Result<Self, OutOfRange> {
                let accepts: fn(f64) -> bool = $accepts;
                if accepts(value) {
                    // Adding zero turns -0.0 into 0.0, so that equal values have equal bits.
                    Ok(Self(value + 0.0))
                } else {
                    Err(OutOfRange { what: $what, demand: $demand, value })
                }
            }

            /// The plain number.
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        // Never NaN, and -0.0 is normalised away, so equality is total.
        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.0.to_bits().hash(state);
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;

            fn try_from(value: f64) -> Result<Self, Self::Error> {
                Self::new(value)
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.0 != 0.0 && self.0.abs() < 1e-2 {
                    write!(f, "{:e}", self.0)
                } else {
                    self.0.fmt(f)
                }
            }
        }
    };
}

real!(
    /// tau, the weight of `N + R` in the loss (Graves 2016, equation 13): finite and at least 0.
    PonderCost,
    "a ponder cost",
    "finite and at least 0",
    |v| v.is_finite() && v >= 0.0
);
real!(
    /// The mean of PonderNet's geometric prior, one over lambda_p: finite and at least 1.
    PriorMean,
    "a prior's mean",
    "finite and at least 1",
    |v| v.is_finite() && v >= 1.0
);
real!(
    /// The step size of Adam: finite and above 0.
    LearningRate,
    "a learning rate",
    "finite and above 0",
    |v| v.is_finite() && v > 0.0
);
real!(
    /// A time that can be too short to be counted in [`Micros`]. Its limits, as those of a price, are
    /// wider than anything real, and keep products of both within what databases can multiply.
    Milliseconds,
    "a latency",
    "from 1e-9 to 1e12 ms",
    |v| (1e-9..=1e12).contains(&v)
);
real!(
    /// The price of an hour of one device, in any currency.
    PricePerHour,
    "a price per hour",
    "from 1e-6 to 1e9",
    |v| (1e-6..=1e9).contains(&v)
);
