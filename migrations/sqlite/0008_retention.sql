-- Of each trial the last few checkpoints to go on from are kept, not one, and beside the weights at its
-- end those of its best evaluation.

ALTER TABLE checkpoints ADD COLUMN is_best INTEGER NOT NULL DEFAULT 0 CHECK (is_best IN (0, 1));

DROP INDEX checkpoints_to_go_on_from;
CREATE INDEX checkpoints_to_go_on_from ON checkpoints (trial, attempt, step)
WHERE needed = 1 AND is_final = 0 AND is_best = 0;
CREATE UNIQUE INDEX checkpoints_best ON checkpoints (trial, attempt)
WHERE needed = 1 AND is_best = 1;

DROP TRIGGER checkpoints_of_ended_trials;
CREATE TRIGGER checkpoints_of_ended_trials AFTER UPDATE OF state ON trials
WHEN NEW.state IN ('completed', 'failed', 'cancelled', 'pruned')
BEGIN
    UPDATE checkpoints SET needed = 0
    WHERE trial = NEW.id AND needed = 1
      AND NOT ((is_final = 1 OR is_best = 1)
               AND attempt IS (SELECT attempt FROM results WHERE trial = NEW.id));
END;
