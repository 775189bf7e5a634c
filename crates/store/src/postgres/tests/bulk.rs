//! A sweep of several batches is there as a whole or not at all.

use tokio::task::yield_now;

use super::open;
use crate::{
    Database, Store,
    suite::story::{Story, draft},
};

#[tokio::test]
async fn a_caller_that_gives_up_leaves_no_part_of_a_sweep() {
    let opened = open().await;
    let sweep = draft("large", &[1e-3, 1e-2], 3_000);

    // Given up on later and later, until it is done before that.
    let mut patience = 1;
    let submitted = loop {
        let gives_up = async {
            for _ in 0..patience {
                yield_now().await;
            }
        };
        tokio::select! {
            biased;
            submitted = opened.store.submit(sweep.clone()) => break submitted.unwrap(),
            () = gives_up => {}
        }
        let sweeps = opened.store.sweeps(None, 10).await.unwrap();
        assert!(sweeps.iter().all(|found| found.trials.queued == 6_000));
        patience += patience / 4 + 1;
    };

    let story = Story::on(&opened.store);
    let trials = story.all_trials(submitted.sweep.id).await;
    let seeds = trials.iter().map(|trial| (trial.number, trial.seed.0));
    assert!(seeds.eq((1..=6_000).map(|number| (number, (number - 1) % 3_000 + 1))));
    let database: Database = opened.database.url().parse().unwrap();
    assert_eq!(database.inspect().await.unwrap().findings, []);
}
