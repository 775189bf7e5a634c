//! The views of sweeps, their configurations, and what came of both.

use super::{Column, Example, LATENCY, METRIC, MICROS, View, integer, real, text};

/// `v_sweeps`.
pub(super) const SWEEPS: View = View {
    name: "v_sweeps",
    row: "a sweep, with how far it is",
    columns: &[
        text("sweep", "its id"),
        text("name", "its name; several sweeps may have one"),
        text("state", "`active`, `paused`, `completed` or `cancelled`"),
        text("reason", "why it is in that state; may be empty"),
        integer("configurations", "", "how many it has"),
        integer("trials", "", "how many it has"),
        integer("queued", "trials", "those that wait"),
        integer("running", "trials", "those that a worker has"),
        integer("completed", "trials", "those with a result"),
        integer("failed", "trials", "those that were given up"),
        integer("cancelled", "trials", "those that a person ended"),
        integer(
            "pruned",
            "trials",
            "those that were not worth going on with",
        ),
        integer(
            "updates_done",
            "optimiser updates",
            "done by its trials so far",
        ),
        integer(
            "updates_total",
            "optimiser updates",
            "that its trials are to do",
        ),
        text(
            "metric",
            "what its errors are: `sequence_error` or `bits_per_character`; NULL where its tasks differ in it",
        ),
        real("best_error", METRIC, "the lowest that any trial had so far"),
        integer("submitted_at", MICROS, "when it was submitted"),
        integer("ended_at", MICROS, "when it ended; NULL until then"),
        real(
            "price_per_hour",
            "your currency",
            "of one device, as its sweep file says; NULL where that says none",
        ),
    ],
    examples: &[Example {
        question: "Which sweeps are not done yet, and how far is each, as a share of its updates?",
        sql: "\
SELECT name, queued, running, failed, 1.0 * updates_done / updates_total AS done
FROM v_sweeps
WHERE state = 'active'
ORDER BY submitted_at",
    }],
};

/// `v_configurations`.
pub(super) const CONFIGURATIONS: View = View {
    name: "v_configurations",
    row: "a configuration, with its accepted results over the seeds",
    columns: &[
        text("sweep", "the id of its sweep"),
        text("sweep_name", "the name of its sweep"),
        text("configuration", "its id"),
        integer("place", "", "its place in the sweep, from 0"),
        text("task", "its task with all settings, as JSON"),
        text("cell", "`rnn`, `lstm` or `gru`"),
        integer("hidden", "units", "in the cell's state"),
        text(
            "halting",
            "`none`, `repeat:K`, `act` or `pondernet:..`, as a sweep file says it",
        ),
        real(
            "ponder_cost",
            "",
            "tau, the weight of ponder in the loss; NULL where it has none",
        ),
        real("learning_rate", "", "of Adam"),
        integer("seeds", "", "how many trials it has, one for each seed"),
        integer("results", "", "how many of them have a result"),
        text(
            "metric",
            "what its errors are: `sequence_error` or `bits_per_character`",
        ),
        real("median_error", METRIC, "the median over its results"),
        real("min_error", METRIC, "the lowest of its results"),
        real("mean_error", METRIC, "the mean over its results"),
        real("max_error", METRIC, "the highest of its results"),
        real(
            "median_ponder",
            "updates per input step",
            "the median of the results' means",
        ),
        real(
            "min_ponder",
            "updates per input step",
            "the lowest of the results' means",
        ),
        real(
            "mean_ponder",
            "updates per input step",
            "the mean of the results' means",
        ),
        real(
            "max_ponder",
            "updates per input step",
            "the highest of the results' means",
        ),
        real(
            "share_solved",
            "0 to 1",
            "the share of its results that solved the task",
        ),
        real(
            "mean_seconds",
            "s",
            "the mean time that a result took to train",
        ),
        real(
            "median_latency_1_ms",
            LATENCY,
            "the median over the seeds, one sequence at a time; NULL where none was measured",
        ),
        real(
            "median_latency_128_ms",
            LATENCY,
            "the same, 128 sequences at a time",
        ),
        real(
            "price_per_million",
            "your currency",
            "of a million input steps at that latency; NULL without a price per hour",
        ),
    ],
    examples: &[Example {
        question: "How sure is it that each configuration of a sweep solves its task?",
        sql: "\
SELECT cell, hidden, halting, ponder_cost, results, share_solved, min_error, max_error
FROM v_configurations
WHERE sweep_name = 'quickstart' AND results > 0
ORDER BY share_solved DESC, place",
    }],
};

/// `v_tradeoff`.
pub(super) const TRADEOFF: View = View {
    name: "v_tradeoff",
    row: "a configuration that has results: what it thinks, and what that buys",
    columns: &[
        text("sweep", "the id of its sweep"),
        text("sweep_name", "the name of its sweep"),
        text("configuration", "its id"),
        integer("place", "", "its place in the sweep, from 0"),
        text("task", "its task with all settings, as JSON"),
        text("cell", "`rnn`, `lstm` or `gru`"),
        integer("hidden", "units", "in the cell's state"),
        text(
            "halting",
            "`none`, `repeat:K`, `act` or `pondernet:..`, as a sweep file says it",
        ),
        real(
            "ponder_cost",
            "",
            "tau, the weight of ponder in the loss; NULL where it has none",
        ),
        real("learning_rate", "", "of Adam"),
        integer("seeds", "", "how many trials it has, one for each seed"),
        integer("results", "", "how many of them have a result"),
        text(
            "metric",
            "what its errors are: `sequence_error` or `bits_per_character`",
        ),
        real("median_error", METRIC, "the median over its results"),
        real("mean_error", METRIC, "the mean over its results"),
        real(
            "median_ponder",
            "updates per input step",
            "the median of the results' means",
        ),
        real(
            "mean_ponder",
            "updates per input step",
            "the mean of the results' means",
        ),
        real(
            "share_solved",
            "0 to 1",
            "the share of its results that solved the task",
        ),
        real(
            "mean_seconds",
            "s",
            "the mean time that a result took to train",
        ),
        integer(
            "on_frontier",
            "0 or 1",
            "1: no other configuration of its sweep and task has both medians as low, and one lower",
        ),
        real(
            "median_latency_1_ms",
            LATENCY,
            "the median over the seeds, one sequence at a time; NULL where none was measured",
        ),
        real(
            "median_latency_128_ms",
            LATENCY,
            "the same, 128 sequences at a time",
        ),
        real(
            "price_per_million",
            "your currency",
            "of a million input steps at that latency; NULL without a price per hour",
        ),
    ],
    examples: &[
        Example {
            question: "What does each step along the frontier cost, and what does it buy?",
            sql: "\
SELECT halting, ponder_cost, median_ponder, median_error
FROM v_tradeoff
WHERE sweep_name = 'quickstart' AND on_frontier = 1
ORDER BY median_ponder",
        },
        Example {
            question: "Which configuration has the lowest error with at most three updates per input step?",
            sql: "\
SELECT halting, ponder_cost, median_ponder, median_error
FROM v_tradeoff
WHERE metric = 'sequence_error' AND median_ponder <= 3.0
ORDER BY median_error, median_ponder
LIMIT 1",
        },
    ],
};

/// What a view over the results of trials begins with.
macro_rules! of_a_result {
    ($($column:expr),+ $(,)?) => {
        &[
            super::text("sweep", "the id of its sweep"),
            super::text("trial", "the id of its trial"),
            super::integer("number", "", "the trial's number in the sweep, from 1"),
            super::text("configuration", "the id of the trial's configuration"),
            $($column,)+
        ]
    };
}

pub(super) use of_a_result;

/// The columns of a profile, after what it is over.
pub(super) const SAMPLES: Column = integer("samples", "input steps", "how many there were");
