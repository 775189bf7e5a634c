//! Databases that a release wrote, in `releases/VERSION/ENGINE.sql`: today's code has to read them.

use std::{fs, path::Path};

use crate::{Database, Store};

/// What a dump of a view's rows is: its name, its columns then, and its rows as JSON, in order.
pub(crate) type Told = Vec<(String, String, Vec<String>)>;

/// The dumps of every release, for an engine.
pub(crate) fn dumps(engine: &str) -> Vec<String> {
    let releases = Path::new(env!("CARGO_MANIFEST_DIR")).join("releases");
    let releases = fs::read_dir(releases).unwrap();
    let dumps: Vec<String> = releases
        .map(|release| release.unwrap().path().join(format!("{engine}.sql")))
        .map(|dump| fs::read_to_string(&dump).unwrap_or_else(|error| panic!("{dump:?}: {error}")))
        .collect();
    assert!(!dumps.is_empty());
    dumps
}

/// Reads everything that there is, and holds one answer against the other.
pub(crate) async fn everything_is_read(store: &dyn Store, database: &Database) {
    let sweeps = store.sweeps(None, u32::MAX >> 1).await.unwrap();
    assert!(!sweeps.is_empty());
    for sweep in sweeps {
        let id = sweep.id.to_string();
        assert_eq!(store.sweep(&id).await.unwrap().id, sweep.id);
        assert!(store.spec(sweep.id).await.unwrap().contains("[search]"));
        let trials = store.trials(sweep.id, &[], 0, 1_000).await.unwrap();
        let counts = sweep.trials;
        let ended = counts.completed + counts.failed + counts.cancelled + counts.pruned;
        assert_eq!(trials.len() as u64, counts.queued + counts.running + ended);
        for trial in &trials {
            a_trial_is_read(store, &trial.id.to_string()).await;
        }
        let outcomes = store.outcomes(sweep.id).await.unwrap();
        let results: usize = outcomes.iter().map(|outcome| outcome.results.len()).sum();
        assert_eq!(results as u64, sweep.trials.completed);
    }
    assert!(!store.workers().await.unwrap().is_empty());
    assert!(!store.queue().await.unwrap().is_empty());
    assert_eq!(database.inspect().await.unwrap().findings, []);
}

async fn a_trial_is_read(store: &dyn Store, id: &str) {
    let trial = store.trial(id).await.unwrap();
    let attempts = store.attempts(trial.id).await.unwrap();
    assert_eq!(attempts.len(), trial.attempt.0 as usize);
    let evaluations = store.evaluations(trial.id).await.unwrap();
    if let Some(result) = trial.result {
        assert_eq!(evaluations.last(), Some(&result.evaluation));
        assert!(!result.traces.is_empty());
    }
}
