//! Workers behind TLS, and those that are not let in any more.

use std::fs;

use dwell_testkit::until;
use serde_json::Value;

use super::{Cluster, file, words};
use crate::{
    database::{SPEC, scripted_trainer},
    process::Running,
};

impl Cluster {
    fn worker(&self, token: &str) -> Running {
        let said = self.with_token(&words(&worker()), token);
        self.dwell.start(&words(&said))
    }
}

/// A worker of one scripted trainer.
fn worker() -> Vec<String> {
    let trainer = scripted_trainer().into_os_string().into_string();
    let trainer = trainer.expect("target folders have plain names");
    let start = [
        "worker",
        "start",
        "--device",
        "cpu",
        "--slots",
        "1",
        "--trainer",
    ];
    start
        .map(str::to_owned)
        .into_iter()
        .chain([trainer])
        .collect()
}

impl Cluster {
    /// How many trials of the last sweep are in this state.
    fn trials(&self, token: &str, state: &str) -> u64 {
        let said = self.with_token(&["sweep", "show", "last", "-o", "json"], token);
        let shown = self.dwell.succeed(&words(&said)).stdout;
        let shown: Value = serde_json::from_str(&shown).unwrap();
        shown[state].as_u64().expect("a sweep counts its trials")
    }
}

#[test]
fn a_sweep_is_trained_over_mutual_tls_with_tokens() {
    let cluster = Cluster::start();
    let [submit, worker] = ["submit", "worker"].map(|scope| cluster.token(scope, &[]));
    let hand_in = cluster.with_token(&["submit", SPEC], &submit);
    cluster.dwell.succeed(&words(&hand_in));
    let mut worker = cluster.worker(&worker);
    worker.until_it_says("registered");
    until("every trial has completed", || {
        (cluster.trials(&submit, "completed") == 4).then_some(())
    });
    assert_eq!(worker.interrupt(), Some(0));
}

#[test]
fn a_worker_whose_token_is_revoked_ends_and_says_why() {
    let cluster = Cluster::start();
    let submit = cluster.token("submit", &[]);
    let worker = cluster.token("worker", &[]);
    let endless = fs::read_to_string(SPEC)
        .unwrap()
        .replace("seeds = [1]", "seeds = [4]");
    let spec = file(&cluster.dwell, "endless.toml");
    fs::write(&spec, endless).unwrap();
    let hand_in = cluster.with_token(&["submit", &spec], &submit);
    cluster.dwell.succeed(&words(&hand_in));
    let mut worker = cluster.worker(&worker);
    worker.until_it_says("registered");
    until("it trains", || {
        (cluster.trials(&submit, "running") > 0).then_some(())
    });
    cluster
        .dwell
        .succeed(&["token", "revoke", &cluster.newest()]);
    let said = worker.until_it_says("error: ");
    assert!(said.contains("does not let this worker in"), "{said}");
    assert!(said.contains("is revoked"), "{said}");
    assert_eq!(worker.wait(), Some(9));
}

#[test]
fn a_worker_that_is_never_let_in_ends_at_once() {
    let cluster = Cluster::start();
    let read = cluster.token("read", &[]);
    let mut worker = cluster.worker(&read);
    let said = worker.until_it_says("error: ");
    assert!(said.contains("needs a token of scope `worker`"), "{said}");
    assert_eq!(worker.wait(), Some(9));
}

#[test]
fn a_worker_that_does_not_trust_the_coordinator_ends_at_once() {
    let cluster = Cluster::start();
    let token = cluster.token("worker", &[]);
    let other = crate::process::Dwell::new();
    super::make_certificates(&other);
    fs::copy(file(&other, "ca.pem"), file(&cluster.dwell, "ca.pem")).unwrap();
    let mut worker = cluster.worker(&token);
    let said = worker.until_it_says("error: ");
    assert!(
        said.contains("by no authority that is trusted here"),
        "{said}"
    );
    assert_eq!(worker.wait(), Some(6));
}

#[test]
fn a_trainer_does_not_see_the_token_of_its_worker() {
    let cluster = Cluster::start();
    let path = cluster.token("worker", &[]);
    let token = fs::read_to_string(path).unwrap();
    let said = [worker(), cluster.trusted()].concat();
    let mut worker = cluster
        .dwell
        .start_with(&words(&said), "DWELL_TOKEN", token.trim());
    worker.until_it_says("registered");
    let has_token = |process: u32| {
        let environment = fs::read(format!("/proc/{process}/environ")).unwrap();
        String::from_utf8_lossy(&environment).contains(token.trim())
    };
    let id = worker.id();
    let threads = fs::read_dir(format!("/proc/{id}/task")).unwrap();
    let children: String = threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .collect();
    let children: Vec<u32> = children
        .split_whitespace()
        .map(|child| child.parse().unwrap())
        .collect();
    assert!(has_token(id) && !children.is_empty());
    assert!(!children.into_iter().any(has_token));
}
