//! Wakes calls that wait for something to change, within this process.
//!
//! A wake-up says nothing but "look again": the store is the truth. Whoever waits also looks from
//! time to time by itself, because another process may have changed the store; that it is told so,
//! where the store can, is for [`crate::news`].

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Notify;

/// Something that can be waited for.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Every change that is known of.
    all: Arc<Signal>,
    /// Those that this coordinator made: the others are to hear of them.
    own: Arc<Signal>,
}

/// Wakes everybody who waits, whoever has waited longest first: where there is work for one, it is
/// his turn.
#[derive(Debug, Default)]
struct Signal {
    /// How often it was given.
    given: AtomicU64,
    waiting: Notify,
}

/// One waiter's view of [`Changes`].
#[derive(Debug)]
pub(crate) struct Waiter {
    signal: Arc<Signal>,
    /// How often it was given when the waiter last looked.
    seen: u64,
}

impl Signal {
    fn give(&self) {
        self.given.fetch_add(1, Ordering::SeqCst);
        self.waiting.notify_waiters();
    }

    fn waiter(self: &Arc<Self>) -> Waiter {
        Waiter {
            signal: Arc::clone(self),
            seen: self.given.load(Ordering::SeqCst),
        }
    }
}

impl Changes {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Wakes everybody who waits, and everybody who subscribed and is about to wait.
    pub(crate) fn announce(&self) {
        self.heard();
        self.own.give();
    }

    /// Wakes the same for what another coordinator changed, who told the others itself.
    pub(crate) fn heard(&self) {
        self.all.give();
    }

    /// Changes from now on are noticed, also those between two calls of [`Waiter::changed`].
    pub(crate) fn subscribe(&self) -> Waiter {
        self.all.waiter()
    }

    /// The same for the changes that this coordinator made.
    pub(crate) fn subscribe_to_own(&self) -> Waiter {
        self.own.waiter()
    }
}

impl Waiter {
    /// Returns at the next change, at once if there was one since the last return.
    pub(crate) async fn changed(&mut self) {
        loop {
            // In line before it looks, so that no signal falls between the two.
            let mut next = pin!(self.signal.waiting.notified());
            next.as_mut().enable();
            let given = self.signal.given.load(Ordering::SeqCst);
            if given != self.seen {
                self.seen = given;
                return;
            }
            next.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn a_change_between_subscribing_and_waiting_is_not_missed() {
        let changes = Changes::new();
        let mut waiter = changes.subscribe();
        assert!(waiter.changed().now_or_never().is_none());
        changes.announce();
        assert!(waiter.changed().now_or_never().is_some());
        assert!(waiter.changed().now_or_never().is_none());
    }

    #[tokio::test]
    async fn who_has_waited_longest_is_woken_first() {
        let changes = Changes::new();
        let (told, mut hears) = tokio::sync::mpsc::unbounded_channel();
        for number in 0..20 {
            let (mut waiter, told) = (changes.subscribe(), told.clone());
            tokio::spawn(async move {
                waiter.changed().await;
                told.send(number).unwrap();
            });
            // Each is in line before the next one comes.
            tokio::task::yield_now().await;
        }
        changes.announce();
        for number in 0..20 {
            assert_eq!(hears.recv().await, Some(number));
        }
    }

    #[test]
    fn what_was_heard_wakes_waiters_and_is_not_told_on() {
        let changes = Changes::new();
        let (mut waiter, mut teller) = (changes.subscribe(), changes.subscribe_to_own());
        changes.heard();
        assert!(waiter.changed().now_or_never().is_some());
        assert!(teller.changed().now_or_never().is_none());
        changes.announce();
        assert!(waiter.changed().now_or_never().is_some());
        assert!(teller.changed().now_or_never().is_some());
    }
}
