-- Of each trial the last few checkpoints to go on from are kept, not one, and beside the weights at its
-- end those of its best evaluation.

ALTER TABLE checkpoints ADD COLUMN is_best BOOLEAN NOT NULL DEFAULT FALSE;

DROP INDEX checkpoints_to_go_on_from;
CREATE INDEX checkpoints_to_go_on_from ON checkpoints (trial, attempt, step)
WHERE needed AND NOT is_final AND NOT is_best;
CREATE UNIQUE INDEX checkpoints_best ON checkpoints (trial, attempt) WHERE needed AND is_best;

CREATE OR REPLACE FUNCTION give_up_checkpoints() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE checkpoints AS k SET needed = FALSE
    FROM trials_after AS n LEFT JOIN results AS r ON r.trial = n.id
    WHERE n.state IN ('completed', 'failed', 'cancelled', 'pruned')
      AND k.trial = n.id AND k.needed
      AND NOT ((k.is_final OR k.is_best) AND k.attempt IS NOT DISTINCT FROM r.attempt);
    RETURN NULL;
END
$$;
