//! What can befall the hosts of a cluster.

use std::{
    sync::{PoisonError, atomic::Ordering},
    time::Duration,
};

use crate::{cluster::Cluster, script::Doom, wire::Mischief};

impl Cluster {
    /// Nothing gets through between two hosts, in either direction; what is on its way is lost.
    pub fn parts(&mut self, a: &str, b: &str) {
        self.tell(a, &format!("is cut off from {b}"));
        self.sim.partition(a, b);
    }

    /// Nothing gets through in one direction.
    pub fn mutes(&mut self, from: &str, to: &str) {
        self.tell(from, &format!("is not heard by {to} any more"));
        self.sim.partition_oneway(from, to);
    }

    /// Two hosts hear each other again.
    pub fn heals(&mut self, a: &str, b: &str) {
        self.tell(a, &format!("and {b} hear each other again"));
        self.sim.repair(a, b);
    }

    /// Whatever is sent between two hosts waits.
    pub fn holds(&mut self, a: &str, b: &str) {
        self.tell(a, &format!("and {b} wait for each other"));
        self.sim.hold(a, b);
    }

    /// What waited arrives.
    pub fn releases(&mut self, a: &str, b: &str) {
        self.tell(a, &format!("and {b} get everything at once"));
        self.sim.release(a, b);
    }

    /// Messages between two hosts take this long from now on.
    pub fn slows(&mut self, a: &str, b: &str, latency: Duration) {
        self.tell(a, &format!("is {latency:?} away from {b}"));
        self.sim.set_link_latency(a, b, latency);
    }

    /// A host is killed.
    pub fn kills(&mut self, host: &str) {
        self.tell(host, "is killed");
        self.sim.crash(host);
    }

    /// A host that was killed, or has ended, starts.
    pub fn starts(&mut self, host: &str) {
        self.tell(host, "starts");
        self.sim.bounce(host);
    }

    /// A worker is told to end in good order.
    pub fn drains(&mut self, worker: &str) {
        self.tell(worker, "is told to stop");
        let drain = &self.strings[worker].drain;
        drain
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .cancel();
    }

    /// Whether anything runs on a host.
    pub fn is_running(&mut self, host: &str) -> bool {
        self.sim.is_host_running(host)
    }

    /// A trainer of a worker dies.
    pub fn kills_trainer(&mut self, worker: &str) {
        self.tell(worker, "loses a trainer");
        self.strings[worker].fate.comes(Doom::Dies);
    }

    /// A trainer of a worker is never heard of again.
    pub fn hangs_trainer(&mut self, worker: &str) {
        self.tell(worker, "has a hung trainer");
        self.strings[worker].fate.comes(Doom::Hangs);
    }

    /// The next call of this kind from a host gets caught.
    pub fn snares(&mut self, host: &str, method: &str, mischief: Mischief) {
        self.strings[host].snares.lay(method, mischief);
    }

    /// Somebody sets the clocks of the coordinators' machines, forwards or backwards.
    pub fn sets_clocks(&mut self, seconds: i64) {
        self.tell("clocks", &format!("are set by {seconds} s"));
        self.clock.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    /// The store's disk is full from now on, or is not any more.
    pub fn fills_disk(&mut self, is_full: bool) {
        let what = if is_full { "is full" } else { "has room again" };
        self.tell("disk", what);
        self.store.set_full(is_full);
    }
}
