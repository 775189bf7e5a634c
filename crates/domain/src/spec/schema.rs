//! Which keys a sweep file may hold, table by table, and how to name them to a person.

/// A table of the file: what it may hold.
#[derive(Debug)]
pub(super) struct Schema {
    /// How people see it, such as `[model]`; a mistake inside it is told with this name.
    pub(super) title: &'static str,
    /// Its keys.
    pub(super) keys: &'static [&'static str],
    /// Keys of the design that this version does not support.
    pub(super) planned: &'static [&'static str],
}

/// The file itself.
pub(super) static ROOT: Schema = Schema {
    title: "the sweep file",
    keys: &[
        "name",
        "tasks",
        "model",
        "train",
        "search",
        "prune",
        "resources",
    ],
    planned: &[],
};

/// One of `tasks` whose kind is not known: what any of them may hold.
pub(super) static TASK: Schema = Schema {
    title: "a task",
    keys: &[
        "kind", "bits", "gates", "digits", "length", "file", "bytes", "blake3",
    ],
    planned: &[],
};

/// A task of kind `parity`.
pub(super) static PARITY: Schema = Schema {
    title: "a parity task",
    keys: &["kind", "bits"],
    planned: &[],
};

/// A task of kind `logic`.
pub(super) static LOGIC: Schema = Schema {
    title: "a logic task",
    keys: &["kind", "gates", "length"],
    planned: &[],
};

/// A task of kind `addition`.
pub(super) static ADDITION: Schema = Schema {
    title: "an addition task",
    keys: &["kind", "digits", "length"],
    planned: &[],
};

/// A task of kind `sort`.
pub(super) static SORT: Schema = Schema {
    title: "a sort task",
    keys: &["kind", "length"],
    planned: &[],
};

/// A task of kind `text`.
pub(super) static TEXT: Schema = Schema {
    title: "a text task",
    keys: &["kind", "file", "length", "bytes", "blake3"],
    planned: &[],
};

/// The networks.
pub(super) static MODEL: Schema = Schema {
    title: "[model]",
    keys: &["cell", "hidden", "max_ponder", "halting"],
    planned: &[],
};

/// How they are trained.
pub(super) static TRAIN: Schema = Schema {
    title: "[train]",
    keys: &[
        "batch",
        "updates",
        "learning_rate",
        "evaluate_every",
        "evaluation_sequences",
        "checkpoint_every",
        "stop_at_error",
        "gradient_clip",
        "keep_weights",
    ],
    planned: &[],
};

/// How the space is searched.
pub(super) static SEARCH: Schema = Schema {
    title: "[search]",
    keys: &["strategy", "ponder_cost", "seeds"],
    planned: &[],
};

/// Which trials end early.
pub(super) static PRUNE: Schema = Schema {
    title: "[prune]",
    keys: &["rule"],
    planned: &[],
};

/// What training and answering are paid for.
pub(super) static RESOURCES: Schema = Schema {
    title: "[resources]",
    keys: &["price_per_hour"],
    planned: &[],
};

/// A range in the place of a number.
pub(super) static RANGE: Schema = Schema {
    title: "a range",
    keys: &["log", "linear", "points"],
    planned: &[],
};

/// The range of `ponder_cost`, which knows one more form.
pub(super) static PONDER_RANGE: Schema = Schema {
    title: "a range of ponder costs",
    keys: &["log", "linear", "points", "paper_decades"],
    planned: &["log_uniform", "target"],
};

/// The tables that a misplaced key may belong to.
static SECTIONS: [&Schema; 6] = [&ROOT, &MODEL, &TRAIN, &SEARCH, &PRUNE, &RESOURCES];

impl Schema {
    /// What to tell someone who wrote `key`, which is not one of this table's.
    pub(super) fn advice(&self, key: &str) -> String {
        if let Some(name) = nearest(key, self.keys) {
            return format!("did you mean `{name}`?");
        }
        let home = SECTIONS
            .iter()
            .find(|section| section.title != self.title && section.keys.contains(&key));
        match home {
            Some(home) => format!("`{key}` belongs in {}", home.title),
            None => self.contents(),
        }
    }

    /// Its keys, for someone who looks for one.
    pub(super) fn contents(&self) -> String {
        format!("{} has: {}", self.title, self.keys.join(", "))
    }
}

/// The candidate that `word` was most likely meant to be, if any is near.
pub(super) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let near = |candidate: &&str| strsim::normalized_damerau_levenshtein(word, candidate);
    candidates
        .iter()
        .copied()
        .filter(|candidate| near(candidate) >= 0.6)
        .max_by(|a, b| near(a).total_cmp(&near(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_in_the_reference() {
        let page = include_str!("../../../../docs/reference/sweep-file.md");
        let tables = SECTIONS.into_iter().chain([&TASK, &RANGE, &PONDER_RANGE]);
        for table in tables {
            for key in table.keys {
                assert!(
                    page.contains(&format!("`{key}`")),
                    "{key} of {}",
                    table.title
                );
            }
        }
    }

    #[test]
    fn a_typing_mistake_finds_the_key() {
        assert_eq!(nearest("learning_rte", TRAIN.keys), Some("learning_rate"));
        assert_eq!(nearest("xyz", TRAIN.keys), None);
    }
}
