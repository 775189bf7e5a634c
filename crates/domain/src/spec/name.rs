//! The name of a sweep: what a person types to mean it.

use super::Spec;

/// What a name must be.
pub(super) const EXPECTED: &str =
    "1 to 100 letters, digits, `-`, `_` or `.`, the first a letter or digit";

/// A text that cannot be the name of a sweep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name of a sweep must be {EXPECTED}; `{name}` is not: {fault}")]
pub struct InvalidName {
    /// The text.
    pub name: String,
    /// What is wrong with it.
    pub fault: &'static str,
}

impl Spec {
    /// The same spec under another name.
    pub fn named(self, name: String) -> Result<Self, InvalidName> {
        match fault(&name) {
            Some(fault) => Err(InvalidName { name, fault }),
            None => Ok(Self { name, ..self }),
        }
    }
}

/// Why a text cannot be a name; `None` if it can.
pub(super) fn fault(name: &str) -> Option<&'static str> {
    let first_fits = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let rest_fits = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    match name {
        "" => Some("no name"),
        "last" => Some("`last` already means the newest sweep"),
        long if long.len() > 100 => Some("too long"),
        _ if !(first_fits && rest_fits) => Some("not such a name"),
        _ => None,
    }
}
