//! Wakes calls that wait for something to change, within this process.
//!
//! A wake-up says nothing but "look again": the store is the truth. Whoever waits also looks from
//! time to time by itself, because another process may have changed the store; that it is told so,
//! where the store can, is for [`crate::news`].

use tokio::sync::watch;

/// Something that can be waited for.
#[derive(Debug)]
pub(crate) struct Changes {
    /// Every change that is known of.
    all: watch::Sender<()>,
    /// Those that this coordinator made: the others are to hear of them.
    own: watch::Sender<()>,
}

/// One waiter's view of [`Changes`].
#[derive(Debug)]
pub(crate) struct Waiter(watch::Receiver<()>);

impl Changes {
    pub(crate) fn new() -> Self {
        Self {
            all: watch::Sender::new(()),
            own: watch::Sender::new(()),
        }
    }

    /// Wakes everybody who waits, and everybody who subscribed and is about to wait.
    pub(crate) fn announce(&self) {
        self.heard();
        self.own.send_replace(());
    }

    /// Wakes the same for what another coordinator changed, who told the others itself.
    pub(crate) fn heard(&self) {
        self.all.send_replace(());
    }

    /// Changes from now on are noticed, also those between two calls of [`Waiter::changed`].
    pub(crate) fn subscribe(&self) -> Waiter {
        Waiter(self.all.subscribe())
    }

    /// The same for the changes that this coordinator made.
    pub(crate) fn subscribe_to_own(&self) -> Waiter {
        Waiter(self.own.subscribe())
    }
}

impl Waiter {
    /// Returns at the next change, at once if there was one since the last return.
    pub(crate) async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            // The announcer is gone, so nothing will change any more.
            std::future::pending::<()>().await;
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
