//! Rows on their way into a statement: however many there are, they travel as one JSON list of lists,
//! which the database unfolds.

use std::fmt::Write as _;

use dwell_domain::{Attempt, TrialId};
use serde::{Serialize, Serializer};
use uuid::Uuid;

/// A list of rows.
pub(crate) fn json(rows: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(rows).expect("rows are plain data")
}

/// An id in a row.
pub(crate) fn id(id: &Uuid) -> String {
    id.simple().to_string()
}

/// Bytes in a row.
pub(crate) fn bytes(bytes: &[u8; 32]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string takes all");
    }
    text
}

/// A row that names an attempt: trial, number.
pub(crate) fn attempt((trial, attempt): (TrialId, Attempt)) -> (String, u32) {
    (id(trial.as_uuid()), attempt.0)
}

/// A float in a row. It is written out to 17 digits, which leaves a margin around it: the shortest
/// text that means it may lie so near to a neighbour's that SQLite would read that one. So it comes
/// back bit for bit from 1e-59 to 1e59, which no error, loss or ponder leaves; beyond, SQLite may miss
/// the last bit.
pub(crate) struct Exact(pub(crate) f64);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:.16e}", self.0))
    }
}

/// A float in a row that is none where it is not finite.
pub(crate) fn finite(number: Option<f64>) -> Option<Exact> {
    number.filter(|number| number.is_finite()).map(Exact)
}
