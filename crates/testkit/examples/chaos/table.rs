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

    /// The lines that one has and the other has not, each with its table and whose it is.
    pub(crate) fn differences(&self, undisturbed: &Self) -> Vec<String> {
        let pairs = TABLES.iter().zip(self.0.iter().zip(&undisturbed.0));
        pairs
            .flat_map(|(table, (here, there))| differences(table, here, there))
            .collect()
    }
}

fn differences(table: &str, here: &str, undisturbed: &str) -> Vec<String> {
    if here == undisturbed {
        return Vec::new();
    }
    let [ours, theirs] = [here, undisturbed].map(|text| text.lines().collect::<BTreeSet<_>>());
    let added = ours
        .difference(&theirs)
        .map(|line| format!("{table}: + {line}"));
    let gone = theirs
        .difference(&ours)
        .map(|line| format!("{table}: - {line}"));
    let differing: Vec<_> = added.chain(gone).collect();
    if differing.is_empty() {
        return vec![format!("{table}: the same lines in another order")];
    }
    differing
}
