//! The table that a sweep ends in. Nothing in it may depend on how the sweep was run but what answers
//! cost, which is measured; so two runs of one sweep are compared in all the rest.

use serde_json::Value;

/// Every row with its configuration, error, ponder and digests, without its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Tradeoff(Vec<Value>);

impl Tradeoff {
    /// The one in an answer.
    pub fn of(answer: &Value) -> Self {
        let rows = answer["rows"].as_array().expect("a trade-off has rows");
        let mut rows = rows.clone();
        for row in &mut rows {
            let row = row.as_object_mut().expect("a row has fields");
            row.remove("cost").expect("a row tells its cost");
        }
        Self(rows)
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
