//! What can be wrong with a message that decodes but means nothing.

use dwell_domain::quantity::OutOfRange;

/// A message that a peer of the same protocol version would not have sent.
#[derive(Debug, thiserror::Error)]
pub enum Malformed {
    /// A field that must be there is absent.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// An enum has a value that this version does not know.
    #[error("`{0}` has an unknown value")]
    Unknown(&'static str),
    /// A field does not have the form that it should.
    #[error("`{field}` is not {expected}")]
    Form {
        /// The field.
        field: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A field holds more than a message may: see [`crate::limits`].
    #[error("`{field}` has more than {most} {unit}")]
    TooMuch {
        /// The field.
        field: &'static str,
        /// The most that it may hold.
        most: usize,
        /// Of what.
        unit: &'static str,
    },
    /// A number that must be finite is not: what diverged is a state, never a number.
    #[error("`{0}` is not finite")]
    NotFinite(&'static str),
    /// A number lies outside its range.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
}

impl From<Malformed> for tonic::Status {
    fn from(malformed: Malformed) -> Self {
        Self::invalid_argument(malformed.to_string())
    }
}

/// The content of an optional message field, or which one is missing.
pub(crate) fn required<T>(field: Option<T>, name: &'static str) -> Result<T, Malformed> {
    field.ok_or(Malformed::Missing(name))
}

/// A finite number, or which one is not.
pub(crate) fn finite(number: f64, name: &'static str) -> Result<f64, Malformed> {
    if number.is_finite() {
        Ok(number)
    } else {
        Err(Malformed::NotFinite(name))
    }
}
