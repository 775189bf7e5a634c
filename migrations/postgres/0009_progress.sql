-- How far trials are that run is told with every heartbeat. What a sweep counts no longer has that in
-- it, so that heartbeats change nothing which they share; whoever asks for a sweep's progress adds the
-- trials up that run just then.

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
               coalesce(sum(one * updates_done) FILTER (WHERE state <> 'running'), 0)
                                                                        AS updates_done
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

UPDATE sweeps AS s SET updates_done = s.updates_done - running.updates_done
FROM (
    SELECT sweep, sum(updates_done) AS updates_done FROM trials WHERE state = 'running'
    GROUP BY sweep
) AS running
WHERE running.sweep = s.id;

CREATE OR REPLACE VIEW v_sweeps AS
SELECT id::TEXT AS sweep, name, state, reason, configurations,
       queued + running + completed + failed + cancelled + pruned AS trials,
       queued, running, completed, failed, cancelled, pruned,
       (updates_done + (
           SELECT coalesce(sum(t.updates_done), 0) FROM trials AS t
           WHERE t.sweep = s.id AND t.state = 'running'))::BIGINT AS updates_done,
       updates_total, metric, best_error, submitted_at, ended_at,
       price_per_hour
FROM sweeps AS s;
