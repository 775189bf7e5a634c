-- How far trials are that run is told with every heartbeat. What a sweep counts no longer has that in
-- it, so that heartbeats change nothing which they share; whoever asks for a sweep's progress adds the
-- trials up that run just then.

DROP TRIGGER trials_tally;
CREATE TRIGGER trials_tally AFTER UPDATE OF state, step ON trials
WHEN OLD.state <> NEW.state OR (OLD.step <> NEW.step AND NEW.state <> 'running')
BEGIN
    UPDATE sweeps SET
        queued       = queued    - (OLD.state = 'queued')    + (NEW.state = 'queued'),
        running      = running   - (OLD.state = 'running')   + (NEW.state = 'running'),
        completed    = completed - (OLD.state = 'completed') + (NEW.state = 'completed'),
        failed       = failed    - (OLD.state = 'failed')    + (NEW.state = 'failed'),
        cancelled    = cancelled - (OLD.state = 'cancelled') + (NEW.state = 'cancelled'),
        pruned       = pruned    - (OLD.state = 'pruned')    + (NEW.state = 'pruned'),
        updates_done = updates_done
            - OLD.updates_done * (OLD.state <> 'running')
            + NEW.updates_done * (NEW.state <> 'running')
    WHERE id = NEW.sweep;
END;

UPDATE sweeps SET updates_done = sweeps.updates_done - running.updates_done
FROM (
    SELECT sweep, sum(updates_done) AS updates_done FROM trials WHERE state = 'running'
    GROUP BY sweep
) AS running
WHERE running.sweep = sweeps.id;

DROP VIEW v_sweeps;
CREATE VIEW v_sweeps AS
SELECT uuid AS sweep, name, state, reason, configurations,
       queued + running + completed + failed + cancelled + pruned AS trials,
       queued, running, completed, failed, cancelled, pruned,
       updates_done + (
           SELECT coalesce(sum(t.updates_done), 0) FROM trials AS t
           WHERE t.sweep = s.id AND t.state = 'running') AS updates_done,
       updates_total, metric, best_error, submitted_at, ended_at,
       price_per_hour
FROM sweeps AS s;
