//! What the daemon holds and what it has to say: attempts by slot, and the outbox of their facts.
//!
//! Pure: it is the one state that slots, session and drain share, behind a `watch` channel that
//! wakes whoever waits for a change. An attempt is *training* until its last fact is written down,
//! and *held* until that fact is acknowledged; only then can the coordinator not hand it out again.

use std::collections::BTreeMap;

use dwell_proto::v1::{self, fact::What};

use crate::{
    attempt::AttemptKey,
    outbox::{Outbox, Sequence},
};

/// The attempts of a daemon, and the facts about them.
#[derive(Debug)]
pub(crate) struct Ledger {
    slots: Vec<SlotEntry>,
    holds: BTreeMap<AttemptKey, Hold>,
    outbox: Outbox,
}

/// One slot.
#[derive(Debug)]
struct SlotEntry {
    /// Trials that a pack of unknown size begins with.
    lanes: u32,
    /// The pack whose size is known, and that size.
    capacity: Option<(String, u32)>,
    /// Whether its trainer can be given work.
    up: bool,
    /// Optimiser updates per second, as last told.
    rate: f64,
}

/// One attempt.
#[derive(Debug)]
struct Hold {
    slot: u32,
    pack_key: String,
    step: u64,
    /// Its last fact, once it has ended.
    end: Option<Sequence>,
}

impl Ledger {
    /// Nothing held; one entry per slot with the lanes that a pack of unknown size begins with.
    pub(crate) fn new(lanes: impl IntoIterator<Item = u32>) -> Self {
        let entry = |lanes| SlotEntry {
            lanes,
            capacity: None,
            up: true,
            rate: 0.0,
        };
        Self {
            slots: lanes.into_iter().map(entry).collect(),
            holds: BTreeMap::new(),
            outbox: Outbox::default(),
        }
    }

    /// Takes an attempt into a lane of a slot; `false` when it is held already, which is what a
    /// repeated hand-out looks like.
    pub(crate) fn hold(&mut self, attempt: AttemptKey, slot: u32, pack_key: &str) -> bool {
        if self.holds.contains_key(&attempt) {
            return false;
        }
        let hold = Hold {
            slot,
            pack_key: pack_key.to_owned(),
            step: 0,
            end: None,
        };
        self.holds.insert(attempt, hold);
        true
    }

    /// Whether the attempt is held and has not ended.
    pub(crate) fn is_training(&self, attempt: AttemptKey) -> bool {
        let hold = self.holds.get(&attempt);
        hold.is_some_and(|hold| hold.end.is_none())
    }

    /// Writes down an evaluation; without effect unless the attempt is training.
    pub(crate) fn evaluated(&mut self, attempt: AttemptKey, evaluation: v1::Evaluation) {
        if self.is_training(attempt) {
            self.progressed(attempt, evaluation.step);
            self.outbox.push(attempt, What::Evaluated(evaluation));
        }
    }

    /// Writes down an attempt's last fact and frees its lane; without effect unless it is training.
    pub(crate) fn end(&mut self, attempt: AttemptKey, last: What) {
        if let Some(hold) = self.holds.get_mut(&attempt)
            && hold.end.is_none()
        {
            hold.end = Some(self.outbox.push(attempt, last));
        }
    }

    /// Gives back every attempt that is still training, without a fault of the trial.
    pub(crate) fn release_all(&mut self, reason: &str) {
        let training: Vec<_> = self.training().map(|(attempt, _)| *attempt).collect();
        for attempt in training {
            let reason = reason.to_owned();
            self.end(attempt, What::Released(v1::Released { reason }));
        }
    }

    /// Stops an attempt at the coordinator's word and says which slot trains it. One that has
    /// ended already keeps its facts: its result may still be of use for comparison.
    pub(crate) fn stop(&mut self, attempt: AttemptKey) -> Option<u32> {
        if !self.is_training(attempt) {
            return None;
        }
        self.outbox.forget(attempt);
        self.holds.remove(&attempt).map(|hold| hold.slot)
    }

    /// Forgets the facts up to this one, and the attempts whose last fact is among them.
    pub(crate) fn acknowledge(&mut self, up_to: Sequence) {
        self.outbox.acknowledge(up_to);
        self.holds
            .retain(|_, hold| hold.end.is_none_or(|end| end > up_to));
    }

    /// Where an attempt is now.
    pub(crate) fn progressed(&mut self, attempt: AttemptKey, step: u64) {
        if let Some(hold) = self.holds.get_mut(&attempt) {
            hold.step = step;
        }
    }

    /// How fast a slot trains now, in optimiser updates per second.
    pub(crate) fn measured(&mut self, slot: u32, rate: f64) {
        self.slots[slot as usize].rate = rate;
    }

    /// Whether a slot's trainer can be given work from now on.
    pub(crate) fn set_up(&mut self, slot: u32, up: bool) {
        let entry = &mut self.slots[slot as usize];
        entry.up = up;
        entry.rate = 0.0;
        entry.capacity = None;
    }

    /// How many lanes the pack that a slot trains now should have. The next pack is another matter.
    pub(crate) fn set_capacity(&mut self, slot: u32, lanes: u32) {
        let resident = self.resident_pack_key(slot);
        let known = resident.map(|key| (key.to_owned(), lanes));
        self.slots[slot as usize].capacity = known;
    }

    /// Lanes of a slot that could take a trial now: none while its trainer is down.
    pub(crate) fn free_lanes(&self, slot: u32) -> u32 {
        let entry = &self.slots[slot as usize];
        let busy = self.training_in(slot).count() as u32;
        if entry.up {
            self.lanes(slot).saturating_sub(busy)
        } else {
            0
        }
    }

    /// The lanes that a slot's pack should have.
    fn lanes(&self, slot: u32) -> u32 {
        let entry = &self.slots[slot as usize];
        match (&entry.capacity, self.resident_pack_key(slot)) {
            (Some((known, lanes)), Some(resident)) if known == resident => *lanes,
            _ => entry.lanes,
        }
    }

    /// The key of the pack that a slot trains; `None` while it is idle.
    pub(crate) fn resident_pack_key(&self, slot: u32) -> Option<&str> {
        self.training_in(slot)
            .next()
            .map(|hold| hold.pack_key.as_str())
    }

    /// Every attempt that a slot knows of, ended ones included.
    pub(crate) fn held_by(&self, slot: u32) -> Vec<v1::AttemptId> {
        let of_slot = self.holds.iter().filter(|(_, hold)| hold.slot == slot);
        of_slot.map(|(attempt, _)| (*attempt).into()).collect()
    }

    /// The place of the last fact that was written down.
    pub(crate) const fn written(&self) -> Sequence {
        self.outbox.last()
    }

    /// Up to which place the facts are with the coordinator, or of no use any more.
    pub(crate) fn told(&self) -> Sequence {
        self.outbox.told()
    }

    /// Whether there is a fact to report.
    pub(crate) fn has_news(&self) -> bool {
        !self.outbox.is_empty()
    }

    /// Whether nothing is held and nothing is left to say.
    pub(crate) fn is_settled(&self) -> bool {
        self.holds.is_empty() && self.outbox.is_empty()
    }

    /// The next report of this worker.
    pub(crate) fn report(&self, worker_id: &str) -> v1::ReportRequest {
        let progress = self.training().map(|(attempt, hold)| v1::Progress {
            attempt: Some((*attempt).into()),
            step: hold.step,
        });
        v1::ReportRequest {
            worker_id: worker_id.to_owned(),
            held: self.holds.keys().map(|key| (*key).into()).collect(),
            facts: self.outbox.batch(),
            progress: progress.collect(),
            updates_per_second: self.slots.iter().map(|slot| slot.rate).sum(),
        }
    }

    fn training(&self) -> impl Iterator<Item = (&AttemptKey, &Hold)> {
        self.holds.iter().filter(|(_, hold)| hold.end.is_none())
    }

    fn training_in(&self, slot: u32) -> impl Iterator<Item = &Hold> {
        self.training()
            .map(|(_, hold)| hold)
            .filter(move |hold| hold.slot == slot)
    }
}

#[cfg(test)]
mod tests;
