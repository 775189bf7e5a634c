//! The tables of a sweep that follow from its file alone.

use std::collections::BTreeSet;

/// Those that `dwell export` writes.
const TABLES: [&str; 6] = [
    "trials",
    "configurations",
    "evaluations",
    "histogram",
    "profile",
    "traces",
];

/// Each table's text, with the sweep's name taken out.
pub(crate) struct Tables(Vec<String>);

impl Tables {
    /// Reads all of a sweep's.
    pub(crate) fn read(sweep: &str, export: impl Fn(&str) -> Vec<u8>) -> Self {
        let read = |table: &&str| {
            let text = String::from_utf8(export(table)).expect("CSV is text");
            text.replace(sweep, "chaos")
        };
        Self(TABLES.iter().map(read).collect())
    }

    /// How many lines there are.
    pub(crate) fn lines(&self) -> u64 {
        self.0.iter().map(|text| text.lines().count() as u64).sum()
    }

    /// How many lines one has and the other has not.
    pub(crate) fn differences(&self, other: &Self) -> u64 {
        let pairs = self.0.iter().zip(&other.0);
        pairs.map(|(one, other)| differences(one, other)).sum()
    }
}

fn differences(one: &str, other: &str) -> u64 {
    if one == other {
        return 0;
    }
    let [one, other] = [one, other].map(|text| text.lines().collect::<BTreeSet<_>>());
    // The same lines in another order are a difference, too.
    (one.symmetric_difference(&other).count() as u64).max(1)
}
