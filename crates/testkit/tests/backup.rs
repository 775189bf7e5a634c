//! A backup in the middle of a sweep: what is restored from it ends like an undisturbed run.

use dwell_testkit::{Cluster, Dwell, Sweep, Trial};

#[test]
fn a_restored_sweep_goes_on_to_the_same_results() {
    let undisturbed = Dwell::new();
    undisturbed.run_to_end(&Sweep::small());

    let cluster = Cluster::with_workers(1);
    cluster.submit(&Sweep::small());
    cluster.until_some_trial("a trial is under way", Trial::is_under_way);
    let backup = cluster.dwell().path("backup");
    cluster
        .dwell()
        .succeed(&format!("coordinator backup {backup}"));

    let restored = Dwell::new();
    restored.succeed(&format!("coordinator restore {backup}"));
    drop(cluster);
    restored.succeed("coordinator check");
    let cluster = Cluster::on(restored, 1);
    cluster.watch_to_end();
    assert!(cluster.trials().iter().all(Trial::is_completed));
    assert_eq!(cluster.tradeoff(), undisturbed.tradeoff());
    cluster.is_in_order();
}
