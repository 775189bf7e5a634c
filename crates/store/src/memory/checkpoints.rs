//! Which checkpoints a trial can go on from, and which weights came with its result.

use std::{cmp::Reverse, collections::BTreeSet, num::NonZeroU32};

use dwell_domain::{Attempt, Step, TrialId, WorkerId};

use super::tables::{Checkpoint, Tables, Trial};
use crate::rows::{CheckpointRow, WhichWeights};

impl Trial {
    /// The checkpoints that the next attempt can go on from, the latest first.
    pub(super) fn to_go_on_from(&self) -> Vec<&CheckpointRow> {
        let kept = self.checkpoints.iter().filter(|kept| kept.is_needed);
        let kept = kept.map(|kept| &kept.row).filter(|row| !row.is_weights());
        let mut rows: Vec<_> = kept.collect();
        rows.sort_by_key(|row| Reverse(age(row)));
        rows
    }

    /// Gives up what nobody needs once the trial has ended: all but the weights of its result.
    pub(super) fn release_checkpoints(&mut self) {
        let accepted = self.result.as_ref().map(|(attempt, _)| *attempt);
        for kept in &mut self.checkpoints {
            kept.is_needed &= kept.row.is_weights() && Some(kept.row.attempt) == accepted;
        }
    }

    fn put(&mut self, new: CheckpointRow, keep: NonZeroU32) {
        for kept in &mut self.checkpoints {
            let old = &kept.row;
            let is_same_kind = old.is_final && new.is_final || old.is_best && new.is_best;
            kept.is_needed &= !(is_same_kind && old.attempt == new.attempt);
        }
        let name = |row: &CheckpointRow| (row.is_final, row.attempt, row.content_hash.clone());
        self.checkpoints
            .retain(|kept| name(&kept.row) != name(&new));
        self.checkpoints.push(Checkpoint {
            row: new,
            is_needed: true,
        });
        let latest = self.to_go_on_from();
        let oldest = latest.get(keep.get() as usize - 1).map(|row| age(row));
        for kept in &mut self.checkpoints {
            kept.is_needed &= kept.row.is_weights() || Some(age(&kept.row)) >= oldest;
        }
    }
}

/// What places to go on from are ordered by.
const fn age(row: &CheckpointRow) -> (Attempt, Step) {
    (row.attempt, row.step)
}

impl Tables {
    /// Whether a checkpoint is worth receiving.
    pub(super) fn wants(&self, worker: WorkerId, checkpoint: &CheckpointRow) -> bool {
        let Some(situation) = self.situation(worker, checkpoint.trial, checkpoint.attempt) else {
            return false;
        };
        if checkpoint.is_weights() {
            !situation.state.is_terminal()
        } else {
            situation.standing().may_go_on()
        }
    }

    pub(super) fn put_checkpoint(
        &mut self,
        worker: WorkerId,
        checkpoint: CheckpointRow,
        keep: NonZeroU32,
    ) -> bool {
        let is_wanted = self.wants(worker, &checkpoint);
        if is_wanted {
            let trial = self.trials.get_mut(&checkpoint.trial);
            trial.expect("it is wanted").put(checkpoint, keep);
        }
        is_wanted
    }

    pub(super) fn weights(&self, trial: TrialId, which: WhichWeights) -> Option<CheckpointRow> {
        let trial = self.trials.get(&trial)?;
        let (accepted, _) = trial.result.as_ref()?;
        let is_wanted = |row: &CheckpointRow| match which {
            WhichWeights::Final => row.is_final,
            WhichWeights::Best => row.is_best,
        };
        let mut kept = trial.checkpoints.iter().filter(|kept| kept.is_needed);
        kept.find(|kept| is_wanted(&kept.row) && kept.row.attempt == *accepted)
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
