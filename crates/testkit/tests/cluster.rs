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

#[test]
fn every_completed_trial_says_how_long_its_answers_take() {
    let dwell = Dwell::new();
    dwell.run_to_end(&Sweep::small());
    let listed = dwell.json("trial list last");
    let trials = listed["trials"].as_array().expect("a list of trials");
    assert_eq!(trials.len(), 8);
    for trial in trials {
        for latency in ["latency_1_ms", "latency_128_ms"] {
            let milliseconds = trial[latency].as_f64();
            assert!(milliseconds.is_some_and(|ms| ms > 0.0), "{trial}");
        }
    }
    let costs = dwell.succeed("tradeoff last --cost --no-plot");
    assert!(
        costs.contains("medians over seeds, measured on cpu"),
        "{costs}"
    );
}
