//! One coordinator and two workers on one machine: the way of a sweep when nothing goes wrong.

use std::collections::BTreeSet;

use dwell_testkit::{Cluster, Dwell, Sweep};

#[test]
fn two_workers_share_a_sweep_and_give_the_table_of_one_machine() {
    let alone = Dwell::new();
    alone.run_to_end(&Sweep::small());

    let cluster = Cluster::with_workers(2);
    cluster.submit(&Sweep::small());
    cluster.watch_to_end();

    let workers: BTreeSet<String> = cluster
        .trials()
        .into_iter()
        .map(|trial| trial.worker)
        .collect();
    assert_eq!(workers.len(), 2, "both workers get trials: {workers:?}");
    assert_eq!(cluster.tradeoff(), alone.tradeoff());
}

#[test]
fn a_table_has_one_row_per_configuration_and_one_digest_per_trial() {
    let dwell = Dwell::new();
    dwell.run_to_end(&Sweep::small());
    let tradeoff = dwell.tradeoff();
    assert_eq!(tradeoff.rows(), 4);
    assert_eq!(tradeoff.digests().len(), 8);
}
