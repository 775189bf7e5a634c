-- What a trade-off asks of each result, kept with it: a sweep's results are then read without a look
-- at their evaluations, which are many and large.

-- Error and mean N of the evaluation at its step. NULL only until they are set below.
ALTER TABLE results ADD COLUMN error REAL;
ALTER TABLE results ADD COLUMN mean_ponder REAL;
-- The step of the first evaluation whose error would solve a task; NULL: there was none.
ALTER TABLE results ADD COLUMN low_error_step INTEGER;

UPDATE results SET
    (error, mean_ponder) = (
        SELECT e.error, e.mean_ponder FROM evaluations AS e
        WHERE e.trial = results.trial AND e.step = results.step),
    low_error_step = (
        SELECT min(e.step) FROM evaluations AS e
        WHERE e.trial = results.trial AND e.step <= results.step AND e.error <= 0.02);

DROP VIEW v_tradeoff;
DROP VIEW v_configurations;

-- A configuration over its seeds. A median is the mean of the one or two values in the middle:
-- with n values in order, those at the places (n + 1) / 2 and (n + 2) / 2. Not every result has
-- latencies; those that have come first in their order. A price is for a million input steps at
-- batch 128: milliseconds x 1e6 / 3.6e6 ms per hour x the price of an hour.
CREATE VIEW v_configurations AS
WITH placed AS (
    SELECT t.configuration, r.verdict, r.seconds, r.error, r.mean_ponder,
           r.latency_1_ms, r.latency_128_ms,
           count(*) OVER seeds AS n,
           count(r.latency_1_ms) OVER seeds AS latency_1_n,
           count(r.latency_128_ms) OVER seeds AS latency_128_n,
           row_number() OVER (seeds ORDER BY r.error) AS error_place,
           row_number() OVER (seeds ORDER BY r.mean_ponder) AS ponder_place,
           row_number() OVER (seeds ORDER BY r.latency_1_ms NULLS LAST) AS latency_1_place,
           row_number() OVER (seeds ORDER BY r.latency_128_ms NULLS LAST) AS latency_128_place
    FROM results AS r
    JOIN trials AS t ON t.id = r.trial
    WINDOW seeds AS (PARTITION BY t.configuration)
),
over_seeds AS (
    SELECT configuration, n AS results,
           avg(error) FILTER (WHERE error_place IN ((n + 1) / 2, (n + 2) / 2)) AS median_error,
           min(error) AS min_error, avg(error) AS mean_error, max(error) AS max_error,
           avg(mean_ponder) FILTER (WHERE ponder_place IN ((n + 1) / 2, (n + 2) / 2))
               AS median_ponder,
           min(mean_ponder) AS min_ponder, avg(mean_ponder) AS mean_ponder,
           max(mean_ponder) AS max_ponder,
           avg(verdict = 'solved') AS share_solved,
           avg(seconds) AS mean_seconds,
           avg(latency_1_ms) FILTER (
               WHERE latency_1_place IN ((latency_1_n + 1) / 2, (latency_1_n + 2) / 2))
               AS median_latency_1_ms,
           avg(latency_128_ms) FILTER (
               WHERE latency_128_place IN ((latency_128_n + 1) / 2, (latency_128_n + 2) / 2))
               AS median_latency_128_ms
    FROM placed
    GROUP BY configuration
)
SELECT s.uuid AS sweep, s.name AS sweep_name, c.uuid AS configuration, c.place,
       c.configuration -> '$.task' AS task, c.cell, c.hidden, c.halting, c.ponder_cost,
       c.learning_rate, c.seeds, coalesce(o.results, 0) AS results,
       c.metric, o.median_error, o.min_error, o.mean_error, o.max_error,
       o.median_ponder, o.min_ponder, o.mean_ponder, o.max_ponder,
       o.share_solved, o.mean_seconds, o.median_latency_1_ms, o.median_latency_128_ms,
       o.median_latency_128_ms * s.price_per_hour / 3.6 AS price_per_million
FROM configurations AS c
JOIN sweeps AS s ON s.id = c.sweep
LEFT JOIN over_seeds AS o ON o.configuration = c.id;

-- The configurations with results. On the frontier is what no other of its sweep and task beats on
-- both medians, ponder and error: in their order, everything before it has more error.
CREATE VIEW v_tradeoff AS
SELECT sweep, sweep_name, configuration, place, task, cell, hidden, halting, ponder_cost,
       learning_rate, seeds, results, metric, median_error, mean_error, median_ponder,
       mean_ponder, share_solved, mean_seconds,
       coalesce(median_error < min(median_error) OVER (
           PARTITION BY sweep, task ORDER BY median_ponder, median_error
           GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 1) AS on_frontier,
       median_latency_1_ms, median_latency_128_ms, price_per_million
FROM v_configurations
WHERE results > 0;
