-- Sweeps with results, as if they had come in long ago. :sweeps of them have :trials trials each, but
-- for the first one, which is twice as large; each trial has :evaluations evaluations.

-- Neither foreign keys nor a journal.
PRAGMA foreign_keys = OFF;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -400000;

BEGIN;

CREATE TEMP TABLE filled AS
WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < :sweeps)
SELECT i, unhex(printf('018f000000007000a000%012x', i)) AS sweep,
       unhex(printf('018f000000007000b000%012x', i)) AS request,
       CASE i WHEN 0 THEN 2 * :trials ELSE :trials END AS trials
FROM numbers;

CREATE TEMP TABLE seeds AS
WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < 100)
SELECT i FROM numbers;

CREATE TEMP TABLE steps AS
WITH RECURSIVE numbers (i) AS (
    SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 <= :evaluations)
SELECT i FROM numbers;

CREATE TEMP TABLE places AS
WITH RECURSIVE numbers (i) AS (
    SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < 2 * :trials / 100)
SELECT i FROM numbers;

INSERT INTO sweeps (id, request_id, name, spec, spec_hash, state, submitted_at, ended_at,
                    configurations, queued, completed, failed, updates_done, updates_total, metric,
                    best_error)
SELECT sweep, request, 'load-' || i, '', randomblob(32), 'completed', 1, 2, trials / 100, 0,
       trials - trials / 100, trials / 100, 1000 * (trials - trials / 100), 1000 * trials,
       'sequence_error', 0.001
FROM filled;

INSERT INTO trial_groups (sweep, pack_key, queued) SELECT sweep, 'load', 0 FROM filled;

INSERT INTO workers (id, host, pid, version, registered_at, seen_at)
SELECT unhex('018f000000007000c000000000000000'), 'filled', 1, '0.1.0', 1, 2;

INSERT INTO configurations (id, sweep, place, hash, configuration, seeds, halting, metric)
SELECT unhex(printf('018f000000007%03xd000%012x', f.i, p.i)), f.sweep, p.i, randomblob(32),
       printf('{"task":{"kind":"parity","bits":16},"model":{"cell":"rnn","hidden":64,'
           || '"max_ponder":10,"halting":{"kind":"act","ponder_cost":%!.6f}},'
           || '"train":{"batch":64,"updates":1000,"learning_rate":0.001,"evaluate_every":50,'
           || '"evaluation_sequences":100,"checkpoint_every":1000,"stop_at_error":null,'
           || '"gradient_clip":null,"keep_weights":false}}', 0.0001 * (p.i + 1)),
       100, printf('act:%!.6f', 0.0001 * (p.i + 1)), 'sequence_error'
FROM filled AS f JOIN places AS p ON p.i < f.trials / 100;

INSERT INTO trials (id, sweep, number, configuration, trial_group, seed, predicted_cost, updates,
                    step, state, since, attempt, worker, slot)
SELECT unhex(printf('018f000000007%03xe000%012x', f.i, 100 * p.i + s.i + 1)), f.sweep,
       100 * p.i + s.i + 1, unhex(printf('018f000000007%03xd000%012x', f.i, p.i)), g.id, s.i, 1.0,
       1000, 1000, CASE s.i WHEN 0 THEN 'failed' ELSE 'completed' END, 2, 1,
       unhex('018f000000007000c000000000000000'), 0
FROM filled AS f
JOIN places AS p ON p.i < f.trials / 100
CROSS JOIN seeds AS s
JOIN trial_groups AS g ON g.sweep = f.sweep;

INSERT INTO attempts (trial, attempt, worker, slot, started_at, ended_at, outcome, failure)
SELECT id, 1, worker, 0, 1, 2, state, CASE state WHEN 'failed' THEN 'invalid' END FROM trials;

INSERT INTO evaluations (trial, step, attempt, loss, training_loss, error, mean_ponder, p50_ponder,
                         p90_ponder, p99_ponder, max_ponder, share_at_one, share_at_cap,
                         mean_batch_max, mean_remainder, histogram, profile)
SELECT t.id, 50 * s.i, 1, 0.5, 0.5, (1.0 + (t.number * 7919 + s.i * 104729) % 1000) / (1000.0 * s.i),
       1.8, 2, 3, 4, 4, 0.4, 0.0, 3.5, 0.25,
       '[' || (40 + t.number % 7) || ',50,' || (4 + t.number % 5) || ',1]',
       '[{"axis":"difficulty","key":1,"samples":50,"mean_ponder":1.4,"error":0.01},'
       || '{"axis":"difficulty","key":2,"samples":50,"mean_ponder":2.2,"error":0.03}]'
FROM trials AS t CROSS JOIN steps AS s;

INSERT INTO results (trial, attempt, step, verdict, digest, device, libtorch, cpu_capability, seconds,
                     error, mean_ponder, low_error_step, accepted_at)
SELECT t.id, 1, e.step, 'learned', randomblob(32), 'cpu', '2.11.0', 'AVX2', 12.5, e.error, e.mean_ponder,
       (SELECT min(low.step) FROM evaluations AS low WHERE low.trial = t.id AND low.error <= 0.02), 2
FROM trials AS t JOIN evaluations AS e ON e.trial = t.id AND e.step = 50 * :evaluations
WHERE t.state = 'completed';

INSERT INTO ponder_histogram (trial, ponder, samples)
SELECT r.trial, s.i, 10 * s.i FROM results AS r JOIN steps AS s ON s.i <= 4;

INSERT INTO ponder_profile (trial, axis, key, samples, mean_ponder, error)
SELECT r.trial, 'difficulty', s.i, 50, 1.0 + s.i, 0.01 FROM results AS r JOIN steps AS s ON s.i <= 2;

INSERT INTO events (at, sweep, trial, attempt, worker, kind, state)
SELECT 1, sweep, id, 1, worker, 'claimed', 'running' FROM trials;

INSERT INTO events (at, sweep, trial, attempt, worker, kind, state)
SELECT 2, sweep, id, 1, worker, state, state FROM trials;

COMMIT;

PRAGMA journal_mode = WAL;
