//! What is kept as JSON in the database.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};

/// Whether a value comes back from its JSON as it was.
pub(crate) fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).expect("it is plain data");
    let again: T = serde_json::from_str(&json).expect("what was written is read");
    assert_eq!(again, *value, "by way of {json}");
}

/// Reads JSON, and looks whether what is accepted comes back as it was.
pub(crate) fn read<T: Serialize + DeserializeOwned + PartialEq + Debug>(text: &str) {
    if let Ok(value) = serde_json::from_str::<T>(text) {
        comes_back(&value);
    }
}
