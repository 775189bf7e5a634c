//! The sweeps that are submitted.

/// A sweep: its configurations times its seeds are its trials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is called.
    pub name: String,
    /// Configurations of one pack.
    pub configurations: u32,
    /// Seeds of each.
    pub seeds: Vec<u64>,
    /// Updates of each trial, of 100 ms.
    pub updates: u64,
    /// Updates between two evaluations.
    pub evaluate_every: u64,
    /// Updates between two checkpoints.
    pub checkpoint_every: u64,
    /// Whether weights are kept.
    pub keeps_weights: bool,
    /// Whether there is a second kind of pack.
    pub has_two_packs: bool,
}

impl Draft {
    /// Trials of 20 s, with an evaluation and a checkpoint every 5 s: one configuration, so many
    /// seeds.
    pub fn of(seeds: u64) -> Self {
        Self {
            name: "simulated".to_owned(),
            configurations: 1,
            seeds: (1..=seeds).collect(),
            updates: 200,
            evaluate_every: 50,
            checkpoint_every: 50,
            keeps_weights: false,
            has_two_packs: false,
        }
    }

    /// Trials that take so many seconds.
    #[must_use]
    pub fn lasting(mut self, seconds: u64) -> Self {
        self.updates = 10 * seconds;
        self
    }

    /// The text of its spec.
    pub(crate) fn spec(&self) -> String {
        let costs: Vec<_> = (1..=self.configurations)
            .map(|place| format!("{place}e-3"))
            .collect();
        let haltings = if self.has_two_packs {
            r#"["act", "none"]"#
        } else {
            r#"["act"]"#
        };
        format!(
            r#"name = "{}"
tasks = [{{ kind = "parity", bits = 8 }}]

[model]
cell = "rnn"
hidden = 8
max_ponder = 5
halting = {haltings}

[train]
batch = 8
updates = {}
learning_rate = 1e-3
evaluate_every = {}
evaluation_sequences = 64
checkpoint_every = {}
keep_weights = {}

[search]
ponder_cost = [{}]
seeds = {:?}
"#,
            self.name,
            self.updates,
            self.evaluate_every,
            self.checkpoint_every,
            self.keeps_weights,
            costs.join(", "),
            self.seeds,
        )
    }
}
