//! Every task through all processes: disturbed or not, its trials end with the same digests and the
//! same weights.

use dwell_testkit::{Cluster, Dwell, Sweep, Trial};

/// Puts the corpus of the sweep where its text is looked for.
fn provide_corpus(dwell: &Dwell) {
    let sentence = "How long a network thinks about a byte, it may decide itself. ";
    dwell.put_corpus(Sweep::CORPUS, sentence.repeat(40).as_bytes());
}

/// The tensors of a safetensors file, without the header before them.
fn tensors(file: &[u8]) -> &[u8] {
    let (length, rest) = file
        .split_first_chunk()
        .expect("it begins with the length of its header");
    &rest[u64::from_le_bytes(*length) as usize..]
}

#[test]
fn every_task_survives_kills_with_its_digests_and_its_weights() {
    let alone = Dwell::new();
    provide_corpus(&alone);
    alone.run_to_end(&Sweep::of_every_task());

    let mut cluster = Cluster::with_workers(2);
    provide_corpus(cluster.dwell());
    cluster.submit(&Sweep::of_every_task());
    cluster.until_some_trial("a trial is under way", Trial::is_under_way);
    cluster.worker(0).kill_trainer();
    cluster.until_some_trial("one is tried again", |trial| trial.attempt > 1);
    cluster.worker(1).kill();
    cluster.watch_to_end();

    let trials = cluster.trials();
    assert!(trials.iter().all(Trial::is_completed), "{trials:?}");
    assert_eq!(cluster.tradeoff(), alone.tradeoff());
    for Trial { number, .. } in trials {
        for weights in [Dwell::weights, Dwell::best_weights] {
            let (here, there) = (weights(cluster.dwell(), number), weights(&alone, number));
            let are_equal = !tensors(&here).is_empty() && tensors(&here) == tensors(&there);
            assert!(are_equal, "the weights of trial {number} differ");
        }
    }
}

#[test]
fn a_text_without_its_corpus_fails_alone_and_says_which_host_lacks_which_file() {
    let dwell = Dwell::new();
    let path = dwell.write(&Sweep::of_every_task());
    let ended = dwell.run(&format!("run {path}"));
    assert_eq!(ended.status.code(), Some(3), "{ended:?}");
    let (failed, completed): (Vec<_>, Vec<_>) = dwell
        .trials()
        .into_iter()
        .partition(|trial| trial.state == "failed");
    assert!(completed.iter().all(Trial::is_completed), "{completed:?}");
    assert!(!completed.is_empty() && !failed.is_empty());
    for trial in failed {
        let shown = dwell.succeed(&format!("trial show last/{}", trial.number));
        assert!(shown.contains("cannot be trained: on host "), "{shown}");
        assert!(shown.contains("there is no corpus "), "{shown}");
        assert!(shown.contains(Sweep::CORPUS), "{shown}");
    }
}
