//! The columns of a configuration: what a sweep file says of it, under the same names.

use dwell_domain::{Configuration, Corpus, Task};

use super::column::{Column, boolean, integer, real, text};

/// A row that tells of a configuration.
pub(super) trait Configured {
    /// The configuration.
    fn configuration(&self) -> &Configuration;
}

/// Every setting, in the order of a sweep file.
pub(super) fn settings<R: Configured>() -> Vec<Column<R>> {
    let mut columns = of_task();
    columns.extend(of_model());
    columns.extend(of_training());
    columns.push(text(
        "configuration_hash",
        |row: &R| Some(row.configuration().hash().to_string()),
        "BLAKE3 of all these settings: equal ones have it in common, in any sweep",
    ));
    columns
}

fn of_task<R: Configured>() -> Vec<Column<R>> {
    vec![
        text(
            "task",
            |row| Some(task(row).kind().to_owned()),
            "the kind of the task",
        ),
        integer(
            "bits",
            |row| bits(task(row)),
            "of parity: the length of the input vector",
        ),
        integer(
            "gates",
            |row| gates(task(row)),
            "of logic: the most gates of an input step",
        ),
        integer(
            "digits",
            |row| digits(task(row)),
            "of addition: the most digits of a number",
        ),
        integer(
            "length",
            |row| length(task(row)),
            "the length of a sequence; empty for parity",
        ),
        text(
            "file",
            |row| Some(corpus(task(row))?.file.clone()),
            "of text: the file's path",
        ),
        integer(
            "bytes",
            |row| Some(corpus(task(row))?.content.as_ref()?.bytes),
            "of text: the length of the file",
        ),
        text(
            "blake3",
            |row| Some(corpus(task(row))?.content.as_ref()?.blake3.clone()),
            "of text: the digest of the file",
        ),
    ]
}

fn of_model<R: Configured>() -> Vec<Column<R>> {
    vec![
        text(
            "cell",
            |row| Some(row.configuration().model.cell.name().to_owned()),
            "`rnn`, `lstm` or `gru`",
        ),
        integer(
            "hidden",
            |row| Some(row.configuration().model.hidden.into()),
            "units of the hidden state",
        ),
        integer(
            "max_ponder",
            |row| Some(row.configuration().model.max_ponder.into()),
            "M, the most updates of an input step",
        ),
        text(
            "halting",
            |row| Some(row.configuration().model.halting.to_string()),
            "as a sweep file writes it, such as `repeat:2` or `pondernet:3:mean`",
        ),
        real(
            "ponder_cost",
            |row| Some(row.configuration().model.halting.ponder_cost()?.get()),
            "tau of `act`, beta of `pondernet`; empty for the others",
        ),
    ]
}

fn of_training<R: Configured>() -> Vec<Column<R>> {
    vec![
        integer(
            "batch",
            |row| Some(row.configuration().train.batch.into()),
            "sequences per update",
        ),
        integer(
            "updates",
            |row| Some(row.configuration().train.updates),
            "optimiser updates of a whole trial",
        ),
        real(
            "learning_rate",
            |row| Some(row.configuration().train.learning_rate.get()),
            "Adam's step size",
        ),
        integer(
            "evaluate_every",
            |row| Some(row.configuration().train.evaluate_every),
            "updates between two evaluations",
        ),
        integer(
            "evaluation_sequences",
            |row| Some(row.configuration().train.evaluation_sequences.into()),
            "held-out sequences of an evaluation",
        ),
        integer(
            "checkpoint_every",
            |row| Some(row.configuration().train.checkpoint_every),
            "updates between two checkpoints",
        ),
        real(
            "stop_at_error",
            |row| row.configuration().train.stop_at_error,
            "the error at which a trial ends early; empty: never",
        ),
        real(
            "gradient_clip",
            |row| row.configuration().train.gradient_clip,
            "the most that the norm of a gradient may be; empty: anything",
        ),
        boolean(
            "keep_weights",
            |row| Some(row.configuration().train.keep_weights),
            "whether weights are kept",
        ),
    ]
}

fn task(row: &impl Configured) -> &Task {
    &row.configuration().task
}

fn bits(task: &Task) -> Option<u64> {
    match task {
        Task::Parity { bits } => Some((*bits).into()),
        _ => None,
    }
}

fn gates(task: &Task) -> Option<u64> {
    match task {
        Task::Logic { gates, .. } => Some((*gates).into()),
        _ => None,
    }
}

fn digits(task: &Task) -> Option<u64> {
    match task {
        Task::Addition { digits, .. } => Some((*digits).into()),
        _ => None,
    }
}

fn length(task: &Task) -> Option<u64> {
    match task {
        Task::Parity { .. } => None,
        Task::Logic { length, .. }
        | Task::Addition { length, .. }
        | Task::Sort { length }
        | Task::Text { length, .. } => Some((*length).into()),
    }
}

fn corpus(task: &Task) -> Option<&Corpus> {
    match task {
        Task::Text { corpus, .. } => Some(corpus),
        _ => None,
    }
}
