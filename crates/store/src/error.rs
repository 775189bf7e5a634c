//! What can go wrong in a store.

use std::time::Duration;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing has this name.
    #[error("no {kind} is named `{selector}`")]
    NotFound {
        /// `sweep`, `trial`, `worker` or `token`.
        kind: &'static str,
        /// What was asked for.
        selector: String,
    },
    /// Several things have this prefix.
    #[error("`{selector}` names more than one {kind}")]
    Ambiguous {
        /// `sweep`, `trial` or `token`.
        kind: &'static str,
        /// What was asked for.
        selector: String,
    },
    /// The change does not fit the state that is there.
    #[error("{0}")]
    Conflict(String),
    /// A number that cannot be stored; nothing was changed.
    #[error("{what} is not a finite number")]
    NotFinite {
        /// Which number.
        what: &'static str,
    },
    /// A result with two values for one thing; nothing was changed.
    #[error("{what} is told twice")]
    ToldTwice {
        /// What there can be only one of.
        what: &'static str,
    },
    /// A query of a person that cannot be answered; nothing was changed.
    #[error("the query is refused: {reason}")]
    QueryRefused {
        /// Why not.
        reason: String,
    },
    /// A query of a person that took too long, and was stopped.
    #[error("the query was stopped after {time:?}")]
    QueryTooSlow {
        /// The time that it had.
        time: Duration,
    },
    /// A row holds what this version did not write.
    #[error("the database holds an unreadable {what}: {detail}")]
    Corrupt {
        /// The row or column.
        what: &'static str,
        /// What was read.
        detail: String,
    },
    /// The database file cannot be used.
    #[error("cannot open {path}: {reason}")]
    Open {
        /// The database.
        path: String,
        /// Why not.
        reason: String,
    },
    /// A program of the database's own did not do its work.
    #[error("`{command}` failed: {reason}")]
    Program {
        /// The command, as one could type it.
        command: String,
        /// What it said.
        reason: String,
    },
    /// The change was not committed; nothing was changed.
    #[error("the change was not committed: {reason}")]
    NotCommitted {
        /// Why not.
        reason: String,
    },
    /// The change was committed, but a crash of the database may take it back.
    #[error("it is not certain whether the change is on the disk: {reason}")]
    Uncertain {
        /// Why.
        reason: String,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl StoreError {
    /// Nothing of this kind has this name.
    pub(crate) fn not_found(kind: &'static str, selector: impl Into<String>) -> Self {
        Self::NotFound {
            kind,
            selector: selector.into(),
        }
    }

    /// A change that nothing came of.
    pub(crate) fn not_committed(reason: impl Into<String>) -> Self {
        Self::NotCommitted {
            reason: reason.into(),
        }
    }

    /// A change that may yet be lost.
    pub(crate) fn uncertain(reason: impl Into<String>) -> Self {
        Self::Uncertain {
            reason: reason.into(),
        }
    }

    /// What a key refuses is a result that says two things of one.
    pub(crate) fn told_twice(what: &'static str, error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(refused) if refused.is_unique_violation() => Self::ToldTwice { what },
            _ => error.into(),
        }
    }
}
