//! `kill -9` in the middle of a sweep: it ends by itself, with the table of an undisturbed run.

use dwell_testkit::{Cluster, Dwell, Sweep, Tradeoff, Trial};

fn undisturbed() -> Tradeoff {
    let dwell = Dwell::new();
    dwell.run_to_end(&Sweep::small());
    dwell.tradeoff()
}

/// A cluster whose every worker is in the middle of a trial.
fn cluster_at_work(workers: usize) -> Cluster {
    let cluster = Cluster::with_workers(workers);
    cluster.submit(&Sweep::small());
    cluster.until_some_trial("a trial is under way", Trial::is_under_way);
    cluster
}

fn some_trial_was_tried_again(cluster: &Cluster) -> bool {
    cluster.trials().iter().any(|trial| trial.attempt > 1)
}

#[test]
fn a_killed_worker_loses_no_result() {
    let mut cluster = cluster_at_work(2);
    cluster.worker(0).kill();
    cluster.watch_to_end();
    assert!(
        some_trial_was_tried_again(&cluster),
        "{:?}",
        cluster.trials()
    );
    assert_eq!(cluster.tradeoff(), undisturbed());
    cluster.is_in_order();
}

#[test]
fn a_killed_trainer_costs_one_attempt_and_no_worker() {
    let mut cluster = cluster_at_work(1);
    cluster.worker(0).kill_trainer();
    cluster.watch_to_end();
    assert!(
        some_trial_was_tried_again(&cluster),
        "{:?}",
        cluster.trials()
    );
    assert_eq!(cluster.tradeoff(), undisturbed());
    cluster.is_in_order();
}

#[test]
fn a_coordinator_that_comes_back_within_the_lease_costs_no_attempt() {
    let mut cluster = cluster_at_work(2);
    cluster.kill_coordinator();
    cluster.restart_coordinator();
    cluster.watch_to_end();
    assert!(
        !some_trial_was_tried_again(&cluster),
        "{:?}",
        cluster.trials()
    );
    assert_eq!(cluster.tradeoff(), undisturbed());
    cluster.is_in_order();
}

#[test]
fn a_sweep_survives_the_death_of_every_part_in_turn() {
    let mut cluster = cluster_at_work(2);
    cluster.worker(0).kill_trainer();
    cluster.kill_coordinator();
    cluster.worker(1).kill();
    cluster.restart_coordinator();
    cluster.add_worker();
    cluster.watch_to_end();
    assert!(
        cluster.trials().iter().all(Trial::is_completed),
        "{:?}",
        cluster.trials()
    );
    assert_eq!(cluster.tradeoff(), undisturbed());
    cluster.is_in_order();
}
