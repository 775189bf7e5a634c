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
