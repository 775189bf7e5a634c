//! What a slot with free lanes takes from the queue.
//!
//! The rules, in the order in which they bind:
//! 1. A slot trains one pack at a time: a resident pack is refilled with its own kind alone, and an
//!    empty slot takes trials of one kind.
//! 2. Sweeps are served in the order of their submission. A younger sweep may fill lanes that the
//!    oldest one leaves free, but it does not refill a pack while an older sweep waits for another
//!    kind: the pack runs dry, and the older sweep gets the slot. So nothing starves.
//! 3. Within a sweep, the kind with the longest predicted trial goes first; which trials of a kind
//!    are handed out (the longest first, too) is left to the store.
//! 4. A slot holds at most its part of a kind (what is queued and what it holds itself, divided by
//!    the slots, rounded up), so that none idles while another packs everything.

use dwell_domain::{PackKey, Pick, QueuedGroup};

/// A slot as the scheduler sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotView {
    /// Lanes that wait for a trial.
    pub free_lanes: u32,
    /// Lanes that train one.
    pub held: u32,
    /// The kind of pack that those train; `None` for an empty slot.
    pub resident: Option<PackKey>,
    /// Slots in the whole cluster that could run what is queued, this one among them.
    pub slots: u32,
}

/// Chooses what the slot takes: never more than its free lanes, and all of one pack key.
pub fn schedule(queue: &[QueuedGroup], slot: &SlotView) -> Vec<Pick> {
    let served = served(queue, slot.resident.as_ref());
    let mut lanes = room(served.iter().map(|group| group.trials).sum(), slot);
    let mut picks = Vec::new();
    for group in served {
        let trials = group.trials.min(u64::from(lanes)) as u32;
        lanes -= trials;
        if trials > 0 {
            picks.push(Pick {
                sweep: group.sweep,
                pack_key: group.pack_key.clone(),
                trials,
            });
        }
    }
    picks
}

/// The groups that may be taken from, all of one kind, in the order of their turn.
fn served<'a>(queue: &'a [QueuedGroup], resident: Option<&'a PackKey>) -> Vec<&'a QueuedGroup> {
    let mut waiting = in_turn(queue);
    let Some(first) = waiting.first() else {
        return waiting;
    };
    let oldest = first.sweep;
    let kind = resident.unwrap_or(&first.pack_key);
    let oldest_wants_another_kind = waiting
        .iter()
        .any(|group| group.sweep == oldest && group.pack_key != *kind);
    waiting.retain(|group| {
        group.pack_key == *kind && (group.sweep == oldest || !oldest_wants_another_kind)
    });
    waiting
}

/// The groups that have trials, in the order in which an empty slot serves them.
pub(crate) fn in_turn(queue: &[QueuedGroup]) -> Vec<&QueuedGroup> {
    let mut waiting: Vec<&QueuedGroup> = queue.iter().filter(|group| group.trials > 0).collect();
    waiting.sort_by(|a, b| {
        (a.sweep.cmp(&b.sweep))
            .then(b.longest.total_cmp(&a.longest))
            .then(a.pack_key.cmp(&b.pack_key))
    });
    waiting
}

/// The lanes that the slot may fill now: its part of a kind, less what it holds already.
fn room(queued: u64, slot: &SlotView) -> u32 {
    let held = u64::from(slot.held);
    let part = (queued + held).div_ceil(u64::from(slot.slots.max(1)));
    part.saturating_sub(held).min(u64::from(slot.free_lanes)) as u32
}
