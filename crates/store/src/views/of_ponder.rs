//! The views of how accepted results ponder.

use super::{
    Column, Example, METRIC, View, integer,
    of_sweeps::{SAMPLES, of_a_result},
    real, text,
};

/// How long the input steps of a point of a profile were thought about.
const MEAN_PONDER: Column = real(
    "mean_ponder",
    "updates per input step",
    "their mean ponder, N",
);

/// `v_ponder_histogram`.
pub(super) const HISTOGRAM: View = View {
    name: "v_ponder_histogram",
    row: "how many input steps of a result's held-out data got so many updates; what none got has no row",
    columns: of_a_result![
        integer(
            "ponder",
            "updates",
            "N, how often the cell was applied to one input step"
        ),
        integer("samples", "input steps", "how many got that many updates"),
    ],
    examples: &[Example {
        question: "How is ponder distributed at each ponder cost?",
        sql: "\
SELECT c.ponder_cost, h.ponder, sum(h.samples) AS samples
FROM v_ponder_histogram AS h
JOIN v_configurations AS c ON c.configuration = h.configuration
WHERE c.sweep_name = 'quickstart' AND c.halting = 'act'
GROUP BY c.ponder_cost, h.ponder
ORDER BY c.ponder_cost, h.ponder",
    }],
};

/// `v_ponder_by_difficulty`.
pub(super) const BY_DIFFICULTY: View = View {
    name: "v_ponder_by_difficulty",
    row: "ponder and error of a result's input steps of one difficulty",
    columns: of_a_result![
        integer(
            "difficulty",
            "",
            "the task's own measure, such as the set bits of parity"
        ),
        SAMPLES,
        MEAN_PONDER,
        real("error", METRIC, "of these input steps alone"),
    ],
    examples: &[Example {
        question: "Do the networks think longer about what is harder?",
        sql: "\
SELECT c.ponder_cost, d.difficulty, avg(d.mean_ponder) AS ponder, avg(d.error) AS error
FROM v_ponder_by_difficulty AS d
JOIN v_configurations AS c ON c.configuration = d.configuration
WHERE c.sweep_name = 'quickstart'
GROUP BY c.ponder_cost, d.difficulty
ORDER BY c.ponder_cost, d.difficulty",
    }],
};

/// `v_ponder_by_position`.
pub(super) const BY_POSITION: View = View {
    name: "v_ponder_by_position",
    row: "ponder and error of a result's input steps at one place of their sequences",
    columns: of_a_result![
        integer("position", "", "the place of the input step in its sequence, from 1"),
        SAMPLES,
        MEAN_PONDER,
        real("error", METRIC, "of these input steps alone"),
    ],
    examples: &[Example {
        question: "Where in a sequence does the best trial of a sweep think longest?",
        sql: "\
SELECT p.position, p.mean_ponder, p.error
FROM v_ponder_by_position AS p
WHERE p.trial = (
    SELECT trial FROM v_trials WHERE sweep_name = 'quickstart' AND error IS NOT NULL ORDER BY error, number LIMIT 1)
ORDER BY p.mean_ponder DESC, p.position
LIMIT 10",
    }],
};

/// `v_ponder_by_character_class`.
pub(super) const BY_CHARACTER_CLASS: View = View {
    name: "v_ponder_by_character_class",
    row: "ponder and error of a text result's characters of one class",
    columns: of_a_result![
        text(
            "character_class",
            "`letter`, `digit`, `space`, `comma`, `full stop`, `punctuation`, `markup` or `other`",
        ),
        SAMPLES,
        MEAN_PONDER,
        real("error", "bits per character", "of these characters alone"),
    ],
    examples: &[Example {
        question: "Which characters of a text are thought about longest?",
        sql: "\
SELECT character_class, sum(samples) AS samples,
       sum(samples * mean_ponder) / sum(samples) AS ponder
FROM v_ponder_by_character_class
GROUP BY character_class
ORDER BY ponder DESC",
    }],
};

/// `v_ponder_traces`.
pub(super) const TRACES: View = View {
    name: "v_ponder_traces",
    row: "an input step of one of the example sequences that come with a result",
    columns: of_a_result![
        integer("row", "", "which sequence of the held-out data, from 0"),
        integer(
            "step",
            "",
            "the place of the input step in the sequence, from 1"
        ),
        text("input", "what the network saw, in a few characters"),
        integer("ponder", "updates", "N, how many this step got"),
        real(
            "loss",
            "nats",
            "of this step's answers; NULL where none was asked for"
        ),
        real(
            "entropy",
            "nats",
            "of what the network predicted; NULL where nothing was asked for"
        ),
    ],
    examples: &[Example {
        question: "How did the trials of a sweep think about one and the same sequence, step by step?",
        sql: "\
SELECT t.ponder_cost, t.seed, s.step, s.input, s.ponder, s.loss
FROM v_ponder_traces AS s
JOIN v_trials AS t ON t.trial = s.trial
WHERE t.sweep_name = 'quickstart' AND s.row = 0
ORDER BY t.number, s.step",
    }],
};
