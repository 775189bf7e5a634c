//! Which checkpoint a trial goes on from, and which weights came with its result.

use std::collections::BTreeSet;

use dwell_domain::{TrialId, WorkerId};

use super::tables::{Checkpoint, Tables, Trial};
use crate::rows::CheckpointRow;

impl Trial {
    /// The checkpoint that the next attempt goes on from.
    pub(super) fn to_go_on_from(&self) -> Option<&CheckpointRow> {
        let mut kept = self.checkpoints.iter();
        kept.find(|kept| kept.is_needed && !kept.row.is_final)
            .map(|kept| &kept.row)
    }

    /// Gives up what nobody needs once the trial has ended: all but the weights of its result.
    pub(super) fn release_checkpoints(&mut self) {
        let accepted = self.result.as_ref().map(|(attempt, _)| *attempt);
        for kept in &mut self.checkpoints {
            kept.is_needed &= kept.row.is_final && Some(kept.row.attempt) == accepted;
        }
    }

    /// A call that is repeated late, after the same attempt brought a later checkpoint, only names
    /// bytes to be forgotten.
    fn is_late(&self, new: &CheckpointRow) -> bool {
        let before = self.to_go_on_from();
        before.is_some_and(|before| before.attempt == new.attempt && before.step > new.step)
    }

    fn put(&mut self, new: CheckpointRow) {
        let is_needed = new.is_final || !self.is_late(&new);
        if is_needed {
            let takes_place_of = |old: &CheckpointRow| {
                old.is_final == new.is_final && (!new.is_final || old.attempt == new.attempt)
            };
            for kept in self
                .checkpoints
                .iter_mut()
                .filter(|kept| takes_place_of(&kept.row))
            {
                kept.is_needed = false;
            }
        }
        let is_same = |kept: &&mut Checkpoint| {
            let (old, new) = (&kept.row, &new);
            (old.is_final, old.attempt, &old.content_hash)
                == (new.is_final, new.attempt, &new.content_hash)
        };
        match self.checkpoints.iter_mut().find(is_same) {
            Some(kept) => kept.is_needed = is_needed,
            None => self.checkpoints.push(Checkpoint {
                row: new,
                is_needed,
            }),
        }
    }
}

impl Tables {
    /// Whether a checkpoint is worth receiving.
    pub(super) fn wants(&self, worker: WorkerId, checkpoint: &CheckpointRow) -> bool {
        let Some(situation) = self.situation(worker, checkpoint.trial, checkpoint.attempt) else {
            return false;
        };
        if checkpoint.is_final {
            !situation.state.is_terminal()
        } else {
            situation.standing().may_go_on()
        }
    }

    pub(super) fn put_checkpoint(&mut self, worker: WorkerId, checkpoint: CheckpointRow) -> bool {
        let is_wanted = self.wants(worker, &checkpoint);
        if is_wanted {
            let trial = self.trials.get_mut(&checkpoint.trial);
            trial.expect("it is wanted").put(checkpoint);
        }
        is_wanted
    }

    pub(super) fn final_weights(&self, trial: TrialId) -> Option<CheckpointRow> {
        let trial = self.trials.get(&trial)?;
        let (accepted, _) = trial.result.as_ref()?;
        let mut kept = trial.checkpoints.iter().filter(|kept| kept.is_needed);
        kept.find(|kept| kept.row.is_final && kept.row.attempt == *accepted)
            .map(|kept| kept.row.clone())
    }

    /// Leaves of some content hashes those that no checkpoint has.
    pub(super) fn retain_unnamed(&self, content_hashes: &mut Vec<String>) {
        let kept = self.trials.values().flat_map(|trial| &trial.checkpoints);
        let named: BTreeSet<&String> = kept.map(|kept| &kept.row.content_hash).collect();
        content_hashes.retain(|hash| !named.contains(hash));
    }

    /// Forgets checkpoints that are not needed; the hashes that nothing names any more.
    pub(super) fn forget_unneeded(&mut self, limit: u32) -> Vec<String> {
        let mut left = limit;
        let mut forgotten = Vec::new();
        for trial in self.trials.values_mut() {
            let unneeded = trial.checkpoints.extract_if(.., |kept| {
                let is_forgotten = !kept.is_needed && left > 0;
                left -= u32::from(is_forgotten);
                is_forgotten
            });
            forgotten.extend(unneeded.map(|kept| kept.row.content_hash));
        }
        forgotten.sort_unstable();
        forgotten.dedup();
        self.retain_unnamed(&mut forgotten);
        forgotten
    }
}
