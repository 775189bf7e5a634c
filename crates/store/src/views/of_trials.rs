//! The views of trials, their attempts and evaluations, and of the workers that trained them.

use super::{Example, LATENCY, METRIC, MICROS, View, integer, real, text};

/// `v_trials`.
pub(super) const TRIALS: View = View {
    name: "v_trials",
    row: "a trial, with its accepted result if it has one",
    columns: &[
        text("sweep", "the id of its sweep"),
        text("sweep_name", "the name of its sweep"),
        text("trial", "its id"),
        integer("number", "", "its number in the sweep, from 1"),
        text("configuration", "the id of its configuration"),
        text("task", "`parity`, `logic`, `addition`, `sort` or `text`"),
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
        integer("seed", "", "of its initial weights and training data"),
        text(
            "state",
            "`queued`, `running`, `completed`, `failed`, `cancelled` or `pruned`",
        ),
        text("reason", "why it is in that state; may be empty"),
        integer(
            "attempt",
            "",
            "the number of its last attempt; 0 before the first",
        ),
        integer("step", "optimiser updates", "done, as last told"),
        integer("updates", "optimiser updates", "that it is to do"),
        text("worker", "the id of who has or last had it"),
        integer("since", MICROS, "since when it is in its state"),
        text(
            "verdict",
            "`solved`, `learned`, `collapsed`, `saturated` or `diverged`",
        ),
        text(
            "metric",
            "what its error is: `sequence_error` or `bits_per_character`",
        ),
        real("error", METRIC, "of its result, on held-out data"),
        real(
            "loss",
            "nats per sequence",
            "of its result, without the ponder cost; NULL where not finite",
        ),
        real(
            "mean_ponder",
            "updates per input step",
            "the mean N of its result",
        ),
        real(
            "seconds",
            "s",
            "of training in the attempt that brought the result",
        ),
        text("device", "what it was trained and measured on"),
        real(
            "latency_1_ms",
            LATENCY,
            "one sequence at a time; NULL where it was not measured",
        ),
        real("latency_128_ms", LATENCY, "128 sequences at a time"),
    ],
    examples: &[
        Example {
            question: "Which trials failed, and why?",
            sql: "\
SELECT sweep_name, number, halting, ponder_cost, seed, attempt, reason
FROM v_trials
WHERE state = 'failed'
ORDER BY since DESC",
        },
        Example {
            question: "What became of the seeds of each configuration?",
            sql: "\
SELECT halting, ponder_cost, verdict, count(*) AS trials
FROM v_trials
WHERE sweep_name = 'quickstart' AND state = 'completed'
GROUP BY halting, ponder_cost, verdict
ORDER BY halting, ponder_cost, verdict",
        },
    ],
};

/// `v_attempts`.
pub(super) const ATTEMPTS: View = View {
    name: "v_attempts",
    row: "a try at running a trial",
    columns: &[
        text("sweep", "the id of its sweep"),
        text("trial", "the id of its trial"),
        integer("number", "", "the trial's number in the sweep, from 1"),
        integer("attempt", "", "its number, from 1"),
        text("worker", "the id of who got it"),
        text("host", "the name of that worker's machine"),
        integer("slot", "", "which of the worker's slots, from 0"),
        integer("started_at", MICROS, "when it was handed out"),
        integer("ended_at", MICROS, "when it ended; NULL until then"),
        text(
            "outcome",
            "`completed`, `failed`, `expired`, `released` or `cancelled`; NULL while it goes on",
        ),
        text(
            "failure",
            "how it failed: `crashed`, `out_of_memory` or `invalid`",
        ),
        text("message", "what was said about its end; may be empty"),
    ],
    examples: &[Example {
        question: "On which machines do attempts end without a result, and how?",
        sql: "\
SELECT host, outcome, failure, count(*) AS attempts
FROM v_attempts
WHERE outcome IS NOT NULL AND outcome <> 'completed'
GROUP BY host, outcome, failure
ORDER BY attempts DESC",
    }],
};

/// `v_evaluations`.
pub(super) const EVALUATIONS: View = View {
    name: "v_evaluations",
    row: "the metrics of a trial at a step, on held-out data",
    columns: &[
        text("sweep", "the id of its sweep"),
        text("trial", "the id of its trial"),
        integer("number", "", "the trial's number in the sweep, from 1"),
        integer("step", "optimiser updates", "done before it"),
        integer("attempt", "", "the attempt that brought it"),
        real(
            "loss",
            "nats per sequence",
            "on held-out data, without the ponder cost; NULL where not finite",
        ),
        real(
            "training_loss",
            "nats per sequence",
            "of the batch just learned from; NULL where not finite",
        ),
        real(
            "error",
            "as `metric` of `v_trials` says",
            "on held-out data",
        ),
        real("mean_ponder", "updates per input step", "the mean N"),
        integer("p50_ponder", "updates", "the median N"),
        integer(
            "p90_ponder",
            "updates",
            "the N that 90 % of input steps do not exceed",
        ),
        integer(
            "p99_ponder",
            "updates",
            "the N that 99 % of input steps do not exceed",
        ),
        integer("max_ponder", "updates", "the largest N"),
        real(
            "share_at_one",
            "0 to 1",
            "the share of input steps with a single update",
        ),
        real(
            "share_at_cap",
            "0 to 1",
            "the share of input steps with as many updates as allowed",
        ),
        real(
            "mean_batch_max",
            "updates",
            "the largest N of a batch, in the mean over the evaluation's: what its time follows",
        ),
        real(
            "mean_remainder",
            "",
            "the mean R, where the halting has one",
        ),
    ],
    examples: &[Example {
        question: "How do error and ponder of a sweep develop, in the mean over its trials?",
        sql: "\
SELECT t.halting, t.ponder_cost, e.step, avg(e.error) AS error, avg(e.mean_ponder) AS ponder
FROM v_evaluations AS e
JOIN v_trials AS t ON t.trial = e.trial
WHERE t.sweep_name = 'quickstart'
GROUP BY t.halting, t.ponder_cost, e.step
ORDER BY t.halting, t.ponder_cost, e.step",
    }],
};

/// `v_workers`.
pub(super) const WORKERS: View = View {
    name: "v_workers",
    row: "a worker that ever registered",
    columns: &[
        text("worker", "its id"),
        text("host", "the name of its machine"),
        integer("pid", "", "its process"),
        text("version", "its version of Dwell"),
        integer("slots", "", "how many trainers it can run"),
        integer("lanes", "", "how many trials it can train at once"),
        text("devices", "one per slot, separated by spaces"),
        integer("running", "trials", "that it has now"),
        real(
            "updates_per_second",
            "optimiser updates/s",
            "as it last told, over all its trials",
        ),
        integer("registered_at", MICROS, "when it first came"),
        integer("seen_at", MICROS, "when it last reported"),
    ],
    examples: &[Example {
        question: "Which workers do how much of the work?",
        sql: "\
SELECT w.host, w.devices, w.updates_per_second, count(t.trial) AS completed
FROM v_workers AS w
LEFT JOIN v_trials AS t ON t.worker = w.worker AND t.state = 'completed'
GROUP BY w.worker, w.host, w.devices, w.updates_per_second
ORDER BY completed DESC, w.host",
    }],
};
