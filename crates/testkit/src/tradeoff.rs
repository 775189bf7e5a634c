//! The table that a sweep ends in. Nothing in it may depend on how the sweep was run, so two runs
//! of one sweep are compared as a whole.

use serde_json::Value;

/// Every row with its configuration, error, ponder and digests.
#[derive(Clone, Debug, PartialEq)]
pub struct Tradeoff(Vec<Value>);

impl Tradeoff {
    pub(crate) fn of(answer: &Value) -> Self {
        Self(
            answer["rows"]
                .as_array()
                .expect("a trade-off has rows")
                .clone(),
        )
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
