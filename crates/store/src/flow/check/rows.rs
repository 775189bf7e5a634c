//! Rows that name others which are not there, and counts that are not what there is.

use uuid::Uuid;

use super::{super::dialect::Connection, configuration, sweep, trial, worker};
use crate::{Finding, StoreError, Subject, Wrong, statement::statements};

/// Finds the rows of a table whose named row is not there: an id to tell of, and how many.
macro_rules! orphans {
    ($id:literal, $child:literal -> $parent:literal where $condition:literal) => {
        concat!(
            "SELECT c.",
            $id,
            ", count(*) FROM ",
            $child,
            " AS c WHERE NOT EXISTS (SELECT 1 FROM ",
            $parent,
            " AS p WHERE ",
            $condition,
            ") GROUP BY c.",
            $id
        )
    };
    ($id:literal, $child:literal -> $parent:literal where $condition:literal unless $none:literal) => {
        concat!(
            "SELECT c.",
            $id,
            ", count(*) FROM ",
            $child,
            " AS c WHERE c.",
            $none,
            " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ",
            $parent,
            " AS p WHERE ",
            $condition,
            ") GROUP BY c.",
            $id
        )
    };
}

/// Finds the rows whose count is another than that of the rows which it counts: an id, both counts.
macro_rules! tally {
    ($id:literal, $table:literal . $column:literal = $count:literal of $rows:literal by $key:literal) => {
        concat!(
            "SELECT t.",
            $id,
            ", t.",
            $column,
            ", coalesce(r.counted, 0) FROM ",
            $table,
            " AS t LEFT JOIN (SELECT ",
            $key,
            " AS key, CAST(",
            $count,
            " AS BIGINT) AS counted FROM ",
            $rows,
            " GROUP BY ",
            $key,
            ") AS r ON r.key = t.id WHERE t.",
            $column,
            " <> coalesce(r.counted, 0)"
        )
    };
}

statements! {
    CONFIGURATIONS_OF_SWEEPS = orphans!("id", "configurations" -> "sweeps" where "p.id = c.sweep");
    GROUPS_OF_SWEEPS = orphans!("sweep", "trial_groups" -> "sweeps" where "p.id = c.sweep");
    SLOTS_OF_WORKERS = orphans!("worker", "slots" -> "workers" where "p.id = c.worker");
    TRIALS_OF_SWEEPS = orphans!("id", "trials" -> "sweeps" where "p.id = c.sweep");
    TRIALS_OF_CONFIGURATIONS =
        orphans!("id", "trials" -> "configurations" where "p.id = c.configuration");
    TRIALS_OF_GROUPS = orphans!("id", "trials" -> "trial_groups" where "p.id = c.trial_group");
    TRIALS_OF_WORKERS =
        orphans!("id", "trials" -> "workers" where "p.id = c.worker" unless "worker");
    ATTEMPTS_OF_TRIALS = orphans!("trial", "attempts" -> "trials" where "p.id = c.trial");
    ATTEMPTS_OF_WORKERS = orphans!("trial", "attempts" -> "workers" where "p.id = c.worker");
    EVALUATIONS_OF_TRIALS = orphans!("trial", "evaluations" -> "trials" where "p.id = c.trial");
    EVALUATIONS_OF_ATTEMPTS = orphans!("trial", "evaluations" -> "attempts"
        where "p.trial = c.trial AND p.attempt = c.attempt");
    RESULTS_OF_TRIALS = orphans!("trial", "results" -> "trials" where "p.id = c.trial");
    RESULTS_OF_ATTEMPTS = orphans!("trial", "results" -> "attempts"
        where "p.trial = c.trial AND p.attempt = c.attempt");
    RESULTS_OF_EVALUATIONS = orphans!("trial", "results" -> "evaluations"
        where "p.trial = c.trial AND p.step = c.step");
    HISTOGRAMS_OF_RESULTS =
        orphans!("trial", "ponder_histogram" -> "results" where "p.trial = c.trial");
    PROFILES_OF_RESULTS =
        orphans!("trial", "ponder_profile" -> "results" where "p.trial = c.trial");
    TRACES_OF_RESULTS = orphans!("trial", "ponder_traces" -> "results" where "p.trial = c.trial");
    REPEATED_OF_ATTEMPTS = orphans!("trial", "repeated_results" -> "attempts"
        where "p.trial = c.trial AND p.attempt = c.attempt");
    CHECKPOINTS_OF_ATTEMPTS = orphans!("trial", "checkpoints" -> "attempts"
        where "p.trial = c.trial AND p.attempt = c.attempt");
    EVENTS_OF_SWEEPS = orphans!("sweep", "events" -> "sweeps" where "p.id = c.sweep");
    EVENTS_OF_TRIALS = orphans!("trial", "events" -> "trials" where "p.id = c.trial" unless "trial");
    EVENTS_OF_WORKERS =
        orphans!("sweep", "events" -> "workers" where "p.id = c.worker" unless "worker");

    QUEUED = tally!("id", "sweeps"."queued" = "count(*) FILTER (WHERE state = 'queued')"
        of "trials" by "sweep");
    RUNNING = tally!("id", "sweeps"."running" = "count(*) FILTER (WHERE state = 'running')"
        of "trials" by "sweep");
    COMPLETED = tally!("id", "sweeps"."completed" = "count(*) FILTER (WHERE state = 'completed')"
        of "trials" by "sweep");
    FAILED = tally!("id", "sweeps"."failed" = "count(*) FILTER (WHERE state = 'failed')"
        of "trials" by "sweep");
    CANCELLED = tally!("id", "sweeps"."cancelled" = "count(*) FILTER (WHERE state = 'cancelled')"
        of "trials" by "sweep");
    PRUNED = tally!("id", "sweeps"."pruned" = "count(*) FILTER (WHERE state = 'pruned')"
        of "trials" by "sweep");
    UPDATES_DONE = tally!("id", "sweeps"."updates_done" = "sum(updates_done) FILTER (WHERE state <> 'running')"
        of "trials" by "sweep");
    UPDATES_TOTAL = tally!("id", "sweeps"."updates_total" = "sum(updates)" of "trials" by "sweep");
    CONFIGURATIONS = tally!("id", "sweeps"."configurations" = "count(*)"
        of "configurations" by "sweep");
    SEEDS = tally!("id", "configurations"."seeds" = "count(*)" of "trials" by "configuration");
    GROUPS = tally!("sweep", "trial_groups"."queued" = "count(*) FILTER (WHERE state = 'queued')"
        of "trials" by "trial_group");
}

/// What an id that a statement finds is of.
type Of = fn(Uuid) -> Subject;

/// Whose named rows may be missing, and what is said of them.
const ORPHANS: [(&str, Of, &str); 22] = [
    (CONFIGURATIONS_OF_SWEEPS, configuration, "its sweep"),
    (GROUPS_OF_SWEEPS, sweep, "the sweep of groups of trials"),
    (SLOTS_OF_WORKERS, worker, "the worker of slots"),
    (TRIALS_OF_SWEEPS, trial, "its sweep"),
    (TRIALS_OF_CONFIGURATIONS, trial, "its configuration"),
    (TRIALS_OF_GROUPS, trial, "its group"),
    (TRIALS_OF_WORKERS, trial, "its worker"),
    (ATTEMPTS_OF_TRIALS, trial, "the trial of attempts"),
    (ATTEMPTS_OF_WORKERS, trial, "the worker of attempts"),
    (EVALUATIONS_OF_TRIALS, trial, "the trial of evaluations"),
    (EVALUATIONS_OF_ATTEMPTS, trial, "the attempt of evaluations"),
    (RESULTS_OF_TRIALS, trial, "the trial of a result"),
    (RESULTS_OF_ATTEMPTS, trial, "the attempt of its result"),
    (
        RESULTS_OF_EVALUATIONS,
        trial,
        "the evaluation of its result",
    ),
    (
        HISTOGRAMS_OF_RESULTS,
        trial,
        "the result of a ponder histogram",
    ),
    (PROFILES_OF_RESULTS, trial, "the result of a ponder profile"),
    (TRACES_OF_RESULTS, trial, "the result of traces"),
    (
        REPEATED_OF_ATTEMPTS,
        trial,
        "the attempt of a repeated result",
    ),
    (CHECKPOINTS_OF_ATTEMPTS, trial, "the attempt of checkpoints"),
    (EVENTS_OF_SWEEPS, sweep, "the sweep of events"),
    (EVENTS_OF_TRIALS, trial, "the trial of events"),
    (EVENTS_OF_WORKERS, sweep, "the worker of events"),
];

/// What is counted twice, and what is said of it.
const TALLIES: [(&str, Of, &str); 11] = [
    (QUEUED, sweep, "queued trials"),
    (RUNNING, sweep, "running trials"),
    (COMPLETED, sweep, "completed trials"),
    (FAILED, sweep, "failed trials"),
    (CANCELLED, sweep, "cancelled trials"),
    (PRUNED, sweep, "pruned trials"),
    (UPDATES_DONE, sweep, "updates done"),
    (UPDATES_TOTAL, sweep, "updates in all"),
    (CONFIGURATIONS, sweep, "configurations"),
    (SEEDS, configuration, "seeds"),
    (GROUPS, sweep, "queued trials in one of its groups"),
];

pub(super) async fn orphans(
    conn: &mut Connection,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    for (statement, of, parent) in ORPHANS {
        let found: Vec<(Uuid, i64)> = sqlx::query_as(statement).fetch_all(&mut *conn).await?;
        findings.extend(found.into_iter().map(|(id, rows)| Finding {
            wrong: Wrong::Orphan,
            subject: of(id),
            detail: format!("{parent} is missing ({rows} rows name it)"),
        }));
    }
    Ok(())
}

pub(super) async fn tallies(
    conn: &mut Connection,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    for (statement, of, counted) in TALLIES {
        let found: Vec<(Uuid, i64, i64)> = sqlx::query_as(statement).fetch_all(&mut *conn).await?;
        findings.extend(found.into_iter().map(|(id, kept, there)| Finding {
            wrong: Wrong::Tally,
            subject: of(id),
            detail: format!("{counted}: {kept} are counted, {there} are there"),
        }));
    }
    Ok(())
}
