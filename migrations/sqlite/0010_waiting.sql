-- Only trials that wait are looked for by their group: others need no place in the index.

CREATE INDEX trials_waiting ON trials (trial_group, predicted_cost DESC, number)
WHERE state = 'queued';
DROP INDEX trials_by_group;
