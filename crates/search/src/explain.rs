//! Why a trial waits, told by the order in which [`schedule`](crate::schedule()) serves.

use std::fmt;

use dwell_domain::{PackKey, QueuedGroup, SweepId};

use crate::schedule::in_turn;

/// What is between a queued trial and a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Slots in the whole cluster.
    pub slots: u32,
    /// Queued trials of sweeps that were submitted before its own.
    pub of_older_sweeps: u64,
    /// Queued trials of its own sweep whose kind is served before its own.
    pub of_longer_kinds: u64,
    /// Queued trials of its sweep and kind, itself among them.
    pub alike: u64,
}

impl Turn {
    /// The turn of a trial of this sweep and kind; `None` where none is queued.
    pub fn of(
        queue: &[QueuedGroup],
        sweep: SweepId,
        pack_key: &PackKey,
        slots: u32,
    ) -> Option<Self> {
        let groups = in_turn(queue);
        let place = groups
            .iter()
            .position(|group| group.sweep == sweep && group.pack_key == *pack_key)?;
        let before = |is_own: bool| {
            let groups = groups[..place].iter();
            let groups = groups.filter(|group| (group.sweep == sweep) == is_own);
            groups.map(|group| group.trials).sum()
        };
        Some(Self {
            slots,
            of_older_sweeps: before(false),
            of_longer_kinds: before(true),
            alike: groups[place].trials,
        })
    }
}

/// A sentence for people, without a full stop.
impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            slots,
            of_older_sweeps,
            of_longer_kinds,
            alike,
        } = self;
        match slots {
            0 => write!(f, "it waits for a worker: none is there")?,
            1 => write!(f, "it waits for a free lane of the one slot that there is")?,
            _ => write!(f, "it waits for a free lane of one of {slots} slots")?,
        }
        match (of_older_sweeps, of_longer_kinds) {
            (0, 0) => {}
            (older, 0) => write!(f, ", behind {older} of older sweeps")?,
            (0, longer) => write!(f, ", behind {longer} of its sweep that take longer")?,
            (older, longer) => write!(
                f,
                ", behind {older} of older sweeps and {longer} of its own that take longer"
            )?,
        }
        match alike {
            1 => write!(f, "; no other that could share its pack is queued"),
            _ => write!(
                f,
                "; {alike} that can share a pack are queued, itself among them"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{SlotView, schedule};

    fn sweep(number: u128) -> SweepId {
        SweepId::from_uuid(Uuid::from_u128(number))
    }

    fn group(of: u128, kind: &str, trials: u64, longest: f64) -> QueuedGroup {
        QueuedGroup {
            sweep: sweep(of),
            pack_key: PackKey::from_text(kind),
            trials,
            longest,
        }
    }

    fn queue() -> Vec<QueuedGroup> {
        vec![
            group(2, "short", 5, 1.0),
            group(1, "short", 3, 1.0),
            group(2, "long", 7, 9.0),
            group(3, "long", 11, 9.0),
        ]
    }

    fn told(of: u128, kind: &str, slots: u32) -> String {
        let turn = Turn::of(&queue(), sweep(of), &PackKey::from_text(kind), slots);
        turn.expect("it is queued").to_string()
    }

    #[test]
    fn a_sentence_says_who_goes_first() {
        insta::assert_snapshot!(told(1, "short", 0), @"it waits for a worker: none is there; 3 that can share a pack are queued, itself among them");
        insta::assert_snapshot!(told(2, "long", 1), @"it waits for a free lane of the one slot that there is, behind 3 of older sweeps; 7 that can share a pack are queued, itself among them");
        insta::assert_snapshot!(told(2, "short", 4), @"it waits for a free lane of one of 4 slots, behind 3 of older sweeps and 7 of its own that take longer; 5 that can share a pack are queued, itself among them");
        let alone = [group(1, "short", 1, 1.0)];
        let turn = Turn::of(&alone, sweep(1), &alone[0].pack_key, 2);
        insta::assert_snapshot!(turn.unwrap(), @"it waits for a free lane of one of 2 slots; no other that could share its pack is queued");
    }

    #[test]
    fn what_is_not_queued_has_no_turn() {
        let kind = PackKey::from_text("long");
        assert_eq!(Turn::of(&queue(), sweep(1), &kind, 1), None);
    }

    #[test]
    fn who_has_nobody_before_it_is_what_an_empty_slot_takes() {
        let queue = queue();
        let slot = SlotView {
            free_lanes: 1,
            held: 0,
            resident: None,
            slots: 1,
        };
        let picks = schedule(&queue, &slot);
        let first = Turn::of(&queue, picks[0].sweep, &picks[0].pack_key, 1).unwrap();
        assert_eq!((first.of_older_sweeps, first.of_longer_kinds), (0, 0));
        let next = queue
            .iter()
            .filter(|group| group.sweep != picks[0].sweep)
            .map(|group| Turn::of(&queue, group.sweep, &group.pack_key, 1).unwrap());
        for turn in next {
            assert!(turn.of_older_sweeps > 0, "{turn:?}");
        }
    }
}
