//! What a slot takes: a few stories, and the properties that hold for any queue.

use dwell_domain::{PackKey, Pick, QueuedGroup, SweepId};
use dwell_search::{SlotView, schedule};
use proptest::prelude::*;
use uuid::Uuid;

fn sweep(number: u8) -> SweepId {
    SweepId::from_uuid(Uuid::from_u128(number.into()))
}

fn group(number: u8, kind: &str, trials: u64, longest: f64) -> QueuedGroup {
    QueuedGroup {
        sweep: sweep(number),
        pack_key: PackKey::from_text(kind),
        trials,
        longest,
    }
}

fn empty_slot(free_lanes: u32, slots: u32) -> SlotView {
    SlotView {
        free_lanes,
        held: 0,
        resident: None,
        slots,
    }
}

fn busy_slot(kind: &str, held: u32, free_lanes: u32) -> SlotView {
    SlotView {
        free_lanes,
        held,
        resident: Some(PackKey::from_text(kind)),
        slots: 1,
    }
}

/// Sweep, kind and number of each pick.
fn taken(queue: &[QueuedGroup], slot: &SlotView) -> Vec<(SweepId, String, u32)> {
    let picks = schedule(queue, slot).into_iter();
    picks
        .map(|pick| (pick.sweep, pick.pack_key.to_string(), pick.trials))
        .collect()
}

#[test]
fn nothing_waits_nothing_is_taken() {
    assert_eq!(schedule(&[], &empty_slot(4, 1)), []);
    assert_eq!(schedule(&[group(1, "act", 0, 1.0)], &empty_slot(4, 1)), []);
}

#[test]
fn an_empty_slot_takes_the_kind_with_the_longest_trial() {
    let queue = [group(1, "none", 2, 1.0), group(1, "act", 3, 9.0)];
    assert_eq!(
        taken(&queue, &empty_slot(8, 1)),
        [(sweep(1), "act".into(), 3)]
    );
}

#[test]
fn a_resident_pack_is_refilled_with_its_own_kind() {
    let queue = [group(1, "none", 2, 1.0), group(1, "act", 3, 9.0)];
    assert_eq!(
        taken(&queue, &busy_slot("none", 1, 1)),
        [(sweep(1), "none".into(), 1)]
    );
}

#[test]
fn two_slots_share_a_kind_however_often_the_first_one_asks() {
    let queue = [group(1, "act", 8, 9.0)];
    assert_eq!(
        taken(&queue, &empty_slot(8, 2)),
        [(sweep(1), "act".into(), 4)]
    );
    let rest = [group(1, "act", 4, 9.0)];
    let again = SlotView {
        slots: 2,
        ..busy_slot("act", 4, 4)
    };
    assert_eq!(taken(&rest, &again), []);
    assert_eq!(
        taken(&rest, &empty_slot(8, 2)),
        [(sweep(1), "act".into(), 2)]
    );
}

#[test]
fn a_younger_sweep_fills_the_lanes_that_the_oldest_leaves_free() {
    let queue = [group(2, "act", 5, 99.0), group(1, "act", 2, 1.0)];
    let expected = [(sweep(1), "act".into(), 2), (sweep(2), "act".into(), 2)];
    assert_eq!(taken(&queue, &empty_slot(4, 1)), expected);
}

#[test]
fn a_younger_sweep_does_not_keep_an_older_one_waiting() {
    let queue = [group(2, "act", 5, 99.0), group(1, "none", 2, 1.0)];
    assert_eq!(taken(&queue, &busy_slot("act", 3, 1)), []);
    assert_eq!(
        taken(&queue, &empty_slot(4, 1)),
        [(sweep(1), "none".into(), 2)]
    );
}

fn queues() -> impl Strategy<Value = Vec<QueuedGroup>> {
    let groups = (
        0..4_u8,
        prop::sample::select(vec!["a", "b", "c"]),
        0..20_u64,
        0.0..9.0,
    );
    prop::collection::vec(groups, 0..8).prop_map(|groups| {
        let mut queue: Vec<QueuedGroup> = Vec::new();
        for (number, kind, trials, longest) in groups {
            let group = group(number, kind, trials, longest);
            let known = |g: &QueuedGroup| g.sweep == group.sweep && g.pack_key == group.pack_key;
            if !queue.iter().any(known) {
                queue.push(group);
            }
        }
        queue
    })
}

fn slots() -> impl Strategy<Value = SlotView> {
    (
        0..10_u32,
        0..10_u32,
        prop::sample::select(vec!["a", "b", "c"]),
        1..5_u32,
    )
        .prop_map(|(free_lanes, held, kind, slots)| SlotView {
            free_lanes,
            held,
            resident: (held > 0).then(|| PackKey::from_text(kind)),
            slots,
        })
}

fn total(picks: &[Pick]) -> u64 {
    picks.iter().map(|pick| u64::from(pick.trials)).sum()
}

/// What is queued of the kind of a pick.
fn queued(queue: &[QueuedGroup], kind: &PackKey) -> u64 {
    let same = queue.iter().filter(|group| group.pack_key == *kind);
    same.map(|group| group.trials).sum()
}

/// Takes the picks out of the queue.
fn hand_out(queue: &mut [QueuedGroup], picks: &[Pick]) {
    for pick in picks {
        let group = queue
            .iter_mut()
            .find(|group| group.sweep == pick.sweep && group.pack_key == pick.pack_key)
            .expect("only what is queued is picked");
        group.trials -= u64::from(pick.trials);
    }
}

proptest! {
    #[test]
    fn no_more_is_taken_than_there_are_free_lanes(queue in queues(), slot in slots()) {
        prop_assert!(total(&schedule(&queue, &slot)) <= u64::from(slot.free_lanes));
    }

    #[test]
    fn all_that_is_taken_is_of_one_kind_and_that_of_the_resident(
        queue in queues(),
        slot in slots(),
    ) {
        let picks = schedule(&queue, &slot);
        let kind = slot.resident.or(picks.first().map(|pick| pick.pack_key.clone()));
        prop_assert!(picks.iter().all(|pick| Some(&pick.pack_key) == kind.as_ref()));
    }

    #[test]
    fn only_what_is_queued_is_taken(mut queue in queues(), slot in slots()) {
        let picks = schedule(&queue, &slot);
        prop_assert!(picks.iter().all(|pick| pick.trials > 0));
        hand_out(&mut queue, &picks);
    }

    #[test]
    fn no_slot_holds_more_than_its_part(queue in queues(), slot in slots()) {
        let picks = schedule(&queue, &slot);
        if let Some(first) = picks.first() {
            let held = u64::from(slot.held);
            let part = (queued(&queue, &first.pack_key) + held).div_ceil(slot.slots.into());
            prop_assert!(held + total(&picks) <= part);
        }
    }

    #[test]
    fn an_empty_slot_with_free_lanes_never_idles(queue in queues(), slot in slots()) {
        let empty = SlotView { held: 0, resident: None, ..slot };
        let waits = queue.iter().any(|group| group.trials > 0);
        let takes = !schedule(&queue, &empty).is_empty();
        prop_assert_eq!(takes, waits && empty.free_lanes > 0);
    }

    /// One slot of a cluster, and a younger sweep that grows with every round.
    ///
    /// A round that hands out no older trial ends a trial of a pack that nothing refills, so there
    /// are at most as many of those in a row as there are lanes: all before the first, and one less
    /// behind each trial that is handed out, as one trial has ended by then.
    #[test]
    fn nothing_starves_behind_younger_sweeps(
        mut queue in queues(),
        lanes in 1..6_u32,
        slots in 1..4_u32,
        mut held in 0..6_u32,
        resident in prop::sample::select(vec!["a", "b", "c"]),
    ) {
        held = held.min(lanes);
        let mut resident = PackKey::from_text(resident);
        let waiting = queue.iter().map(|group| group.trials).sum::<u64>();
        queue.extend(["a", "b", "c"].map(|kind| group(9, kind, 0, 99.0)));
        let older = |queue: &[QueuedGroup]| {
            queue.iter().filter(|g| g.sweep != sweep(9)).map(|g| g.trials).sum::<u64>()
        };
        let mut rounds = 0;
        while older(&queue) > 0 {
            rounds += 1;
            prop_assert!(rounds <= 1 + u64::from(lanes) * waiting, "{queue:?}");
            for group in queue.iter_mut().filter(|group| group.sweep == sweep(9)) {
                group.trials += 3;
            }
            let slot = SlotView {
                free_lanes: lanes - held,
                held,
                resident: (held > 0).then(|| resident.clone()),
                slots,
            };
            let picks = schedule(&queue, &slot);
            hand_out(&mut queue, &picks);
            if let Some(pick) = picks.first() {
                resident = pick.pack_key.clone();
            }
            // One trial of the pack ends.
            held = (held + total(&picks) as u32).saturating_sub(1);
        }
    }
}
