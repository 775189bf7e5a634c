//! Ctrl-C: work is handed back and goes on where it stopped.

use dwell_testkit::{Cluster, Dwell, Sweep, Trial, until};

#[test]
fn an_interrupted_run_is_resumed_by_running_it_again() {
    let undisturbed = Dwell::new();
    undisturbed.run_to_end(&Sweep::small());

    let dwell = Dwell::new();
    let mut run = dwell.start_run(&Sweep::small());
    until("a trial is under way", || {
        let listing = dwell.run("trial list last -o json");
        let under_way = listing.status.success() && dwell.trials().iter().any(Trial::is_under_way);
        under_way.then_some(())
    });
    assert_eq!(run.interrupt().code(), Some(5));
    assert!(
        !dwell.trials().iter().all(Trial::is_completed),
        "it was interrupted in the middle"
    );

    dwell.run_to_end(&Sweep::small());
    assert_eq!(
        dwell.json("sweep list")["sweeps"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(dwell.tradeoff(), undisturbed.tradeoff());
}

#[test]
fn an_interrupted_worker_hands_its_trials_to_the_next() {
    let undisturbed = Dwell::new();
    undisturbed.run_to_end(&Sweep::small());

    let mut cluster = Cluster::with_workers(1);
    cluster.submit(&Sweep::small());
    cluster.until_some_trial("a trial is under way", Trial::is_under_way);
    cluster.worker(0).interrupt();
    assert!(
        cluster
            .trials()
            .iter()
            .all(|trial| trial.state != "running")
    );
    cluster.add_worker();
    cluster.watch_to_end();
    assert_eq!(cluster.tradeoff(), undisturbed.tradeoff());
}
