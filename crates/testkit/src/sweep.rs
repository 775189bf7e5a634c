//! Sweeps to test with: small enough to wait for, long enough to be disturbed in the middle.

/// A sweep file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sweep {
    updates: u32,
}

impl Sweep {
    /// All three haltings and two seeds: eight trials, some seconds on one core.
    pub const fn small() -> Self {
        Self { updates: 2_000 }
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        "small"
    }

    /// The file's text.
    pub fn text(&self) -> String {
        format!(
            r#"
name = "{name}"
tasks = [{{ kind = "parity", bits = 8 }}]

[model]
cell = "rnn"
hidden = 48
max_ponder = 10
halting = ["none", "repeat:2", "act"]

[train]
batch = 64
updates = {updates}
learning_rate = 1e-3
evaluate_every = {evaluate_every}
evaluation_sequences = 500
checkpoint_every = {evaluate_every}

[search]
ponder_cost = [1e-3, 1e-1]
seeds = 2
"#,
            name = self.name(),
            updates = self.updates,
            evaluate_every = self.updates / 8,
        )
    }
}
