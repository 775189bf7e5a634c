//! The table that a sweep ends in, as far as it must not depend on how the sweep was run.

use serde_json::Value;

/// Every row with its configuration, errors, ponder and digests; without the ids, which are drawn
/// anew for each sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Tradeoff(Vec<Value>);

impl Tradeoff {
    pub(crate) fn of(answer: &Value) -> Self {
        let rows = answer["configurations"]
            .as_array()
            .expect("a trade-off has its configurations");
        Self(rows.iter().cloned().map(without_ids).collect())
    }

    /// How many configurations it has.
    pub fn rows(&self) -> usize {
        self.0.len()
    }

    /// The digests of all trials' metrics, in order.
    pub fn digests(&self) -> Vec<&str> {
        let digests = self
            .0
            .iter()
            .filter_map(|row| row["digests"].as_array())
            .flatten();
        digests.filter_map(Value::as_str).collect()
    }
}

fn without_ids(mut row: Value) -> Value {
    let fields = row.as_object_mut().expect("a row is an object");
    fields.remove("sweep");
    row
}
