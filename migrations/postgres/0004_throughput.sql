-- PostgreSQL checks a reference with a query and a lock of its own for each row: most of what it took
-- to submit a sweep, and a good part of a trial's way. What is written by the million and refers to
-- rows that the same transaction wrote or locked is no longer checked here. The same statements run on
-- SQLite, where a check is a look into an index, and there every reference stays declared.

ALTER TABLE configurations DROP CONSTRAINT configurations_sweep_fkey;

ALTER TABLE trials
    DROP CONSTRAINT trials_sweep_fkey,
    DROP CONSTRAINT trials_configuration_fkey,
    DROP CONSTRAINT trials_trial_group_fkey,
    DROP CONSTRAINT trials_worker_fkey;

ALTER TABLE attempts DROP CONSTRAINT attempts_worker_fkey;

ALTER TABLE events
    DROP CONSTRAINT events_sweep_fkey,
    DROP CONSTRAINT events_trial_fkey,
    DROP CONSTRAINT events_worker_fkey;

ALTER TABLE ponder_histogram DROP CONSTRAINT ponder_histogram_trial_fkey;
ALTER TABLE ponder_profile DROP CONSTRAINT ponder_profile_trial_fkey;
ALTER TABLE ponder_traces DROP CONSTRAINT ponder_traces_trial_fkey;

-- The tallies once more, without a join of what was with what is: PL/pgSQL keeps the plan of a few
-- trials, which for the trials of a large sweep that is cancelled would compare each with each.

CREATE OR REPLACE FUNCTION tally_trials() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sweeps AS s SET
        queued       = s.queued       + d.queued,
        running      = s.running      + d.running,
        completed    = s.completed    + d.completed,
        failed       = s.failed       + d.failed,
        cancelled    = s.cancelled    + d.cancelled,
        pruned       = s.pruned       + d.pruned,
        updates_done = s.updates_done + d.updates_done
    FROM (
        SELECT sweep,
               coalesce(sum(one) FILTER (WHERE state = 'queued'), 0)    AS queued,
               coalesce(sum(one) FILTER (WHERE state = 'running'), 0)   AS running,
               coalesce(sum(one) FILTER (WHERE state = 'completed'), 0) AS completed,
               coalesce(sum(one) FILTER (WHERE state = 'failed'), 0)    AS failed,
               coalesce(sum(one) FILTER (WHERE state = 'cancelled'), 0) AS cancelled,
               coalesce(sum(one) FILTER (WHERE state = 'pruned'), 0)    AS pruned,
               sum(one * updates_done)                                  AS updates_done
        FROM (
            SELECT -1 AS one, sweep, state, updates_done FROM trials_before
            UNION ALL
            SELECT 1, sweep, state, updates_done FROM trials_after
        ) AS changed
        GROUP BY sweep
    ) AS d
    WHERE s.id = d.sweep
      AND (d.queued, d.running, d.completed, d.failed, d.cancelled, d.pruned, d.updates_done)
          <> (0, 0, 0, 0, 0, 0, 0);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION tally_trial_groups() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE trial_groups AS g SET queued = g.queued + d.queued
    FROM (
        SELECT trial_group, sum(one) AS queued
        FROM (
            SELECT -1 AS one, trial_group FROM trials_before WHERE state = 'queued'
            UNION ALL
            SELECT 1, trial_group FROM trials_after WHERE state = 'queued'
        ) AS changed
        GROUP BY trial_group
    ) AS d
    WHERE g.id = d.trial_group AND d.queued <> 0;
    RETURN NULL;
END
$$;
