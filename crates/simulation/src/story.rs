//! Telling a story: twice with one seed, with equal traces, and with the numbers of the same sweeps
//! undisturbed.

use crate::{
    cluster::{Cluster, Setup},
    sweeps::Draft,
    verdict::{Table, Verdict},
};

/// Tells a story twice. Panics unless both tellings are the same, and everything holds that has to.
pub fn told_twice(setup: &Setup, seed: u64, story: impl Fn(&mut Cluster)) {
    let first = told_to_its_end(setup, seed, &story);
    let undisturbed = undisturbed(setup, first.drafts());
    let verdict = Verdict::of(&first, &undisturbed);
    let first = first.trace().clone();
    let findings = verdict.findings.join("\n");
    assert!(
        findings.is_empty(),
        "{findings}\nthe last that happened:\n{}",
        first.tail(80)
    );
    let second = told_to_its_end(setup, seed, &story);
    if let Some(place) = first.parts_from(second.trace()) {
        panic!("told twice, it went two ways:\n{place}");
    }
}

/// Tells a story once.
pub(crate) fn told_to_its_end(setup: &Setup, seed: u64, story: impl Fn(&mut Cluster)) -> Cluster {
    let mut cluster = Cluster::new(setup.clone(), seed);
    story(&mut cluster);
    cluster.comes_to_an_end();
    cluster
}

/// What comes of the same sweeps where nothing befalls anybody.
pub(crate) fn undisturbed(setup: &Setup, drafts: &[Draft]) -> Table {
    let mut cluster = Cluster::new(setup.undisturbed(), 0);
    for draft in drafts {
        cluster.submits(draft);
    }
    cluster.comes_to_an_end();
    Table::of(cluster.store())
}
