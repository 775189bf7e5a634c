//! Damage done to a healthy database behind the store's back, and what a check says of it.

use dwell_domain::{FailureKind, MetricsDigest, TrialResult};

use super::story::{KEEP, Story, UPDATES, draft, evaluation, result};
use crate::{
    Inspection, Store, Subject, Wrong,
    rows::{CheckpointRow, HandedOut},
};

/// Damage: what is done, and what is found, among what else may follow from it.
pub(crate) struct Damage {
    pub(crate) sql: &'static str,
    wrong: Wrong,
    detail: &'static str,
}

const fn damage(sql: &'static str, wrong: Wrong, detail: &'static str) -> Damage {
    Damage { sql, wrong, detail }
}

/// What is done to the database of [`healthy`], in SQL of both engines.
pub(crate) const DAMAGES: [Damage; 23] = [
    damage(
        "UPDATE trials SET lease_until = 1 WHERE state = 'completed' AND number = 1",
        Wrong::History,
        "it is completed and has a lease",
    ),
    damage(
        "UPDATE trials SET lease_until = NULL WHERE state = 'running'",
        Wrong::History,
        "it is running without a lease",
    ),
    damage(
        "DELETE FROM results WHERE trial IN (SELECT id FROM trials WHERE number = 1)",
        Wrong::History,
        "it is completed and has no result",
    ),
    damage(
        "UPDATE attempts SET outcome = 'completed' WHERE outcome = 'expired'",
        Wrong::History,
        "it was completed 2 times",
    ),
    damage(
        "INSERT INTO events (at, sweep, trial, attempt, worker, kind, state)
         SELECT at, sweep, trial, attempt, worker, kind, state FROM events WHERE kind = 'completed'",
        Wrong::History,
        "it was completed 2 times",
    ),
    damage(
        "UPDATE trials SET state = 'queued' WHERE state = 'failed'",
        Wrong::History,
        "it is queued, but its events lead to failed",
    ),
    damage(
        "DELETE FROM events WHERE kind = 'expired'",
        Wrong::History,
        "`claimed` of attempt 2 to running, cannot follow those before it",
    ),
    damage(
        "UPDATE trials SET attempt = 9 WHERE number = 1",
        Wrong::History,
        "its last attempt is 9",
    ),
    damage(
        "DELETE FROM attempts WHERE outcome IS NULL",
        Wrong::History,
        "attempt 1 is unknown, but its events lead to open",
    ),
    damage(
        "UPDATE evaluations SET error = error + 0.125 WHERE step = 200",
        Wrong::Digest,
        "its evaluations have the digest ",
    ),
    damage(
        "UPDATE results SET mean_ponder = mean_ponder + 0.125",
        Wrong::Digest,
        "its result has other final metrics than its evaluations",
    ),
    damage(
        "DELETE FROM evaluations WHERE step = 300",
        Wrong::Evaluation,
        "its evaluation at step 300 is missing",
    ),
    damage(
        "DELETE FROM evaluations WHERE step = 1000",
        Wrong::Orphan,
        "the evaluation of its result is missing",
    ),
    damage(
        "DELETE FROM trials WHERE number = 1",
        Wrong::Orphan,
        "the trial of attempts is missing",
    ),
    damage("DELETE FROM sweeps", Wrong::Orphan, "its sweep is missing"),
    damage("DELETE FROM workers", Wrong::Orphan, "the worker of attempts is missing"),
    damage("DELETE FROM configurations", Wrong::Orphan, "its configuration is missing"),
    damage(
        "DELETE FROM results",
        Wrong::Orphan,
        "the result of a ponder histogram is missing",
    ),
    damage(
        "UPDATE sweeps SET completed = completed + 1",
        Wrong::Tally,
        "completed trials: 3 are counted, 2 are there",
    ),
    damage(
        "UPDATE sweeps SET updates_done = 1",
        Wrong::Tally,
        "updates done: 1 are counted",
    ),
    damage(
        "UPDATE trial_groups SET queued = 7",
        Wrong::Tally,
        "queued trials in one of its groups: 7 are counted",
    ),
    damage(
        "UPDATE configurations SET seeds = 5 WHERE place = 0",
        Wrong::Tally,
        "seeds: 5 are counted, 2 are there",
    ),
    damage(
        "UPDATE sweeps SET state = 'completed', ended_at = 1",
        Wrong::Sweep,
        "it is completed, but 1 of its trials have not ended",
    ),
];

/// A sweep of which one trial completed at once and one at the second attempt; one failed and one
/// runs.
pub(crate) async fn healthy(store: &dyn Store) {
    let mut story = Story::on(store);
    story.submits(draft("healthy", &[1e-3, 1e-2], 2)).await;
    let first = story.worker().await;
    story.takes(first, 2, &[]).await;
    story.leases_run_out().await;
    let second = story.worker().await;
    let held = story.takes(second, 4, &[]).await;
    let kept = CheckpointRow {
        trial: held[0].trial,
        attempt: held[0].attempt,
        step: result(0.5).evaluation.step,
        content_hash: blake3_of_nothing(),
        size: 0,
        is_final: true,
        is_best: true,
    };
    assert!(
        store
            .put_checkpoint(second, kept, KEEP, story.now)
            .await
            .unwrap()
    );
    for held in &held[..2] {
        complete(&story, second, held).await;
    }
    let report = story.says(second).failed(&held[2], FailureKind::Invalid);
    report.holds(&held[3]).sends().await;
}

/// The name of an object without bytes.
fn blake3_of_nothing() -> String {
    "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262".to_owned()
}

/// Reports a trial's evaluations and its result.
async fn complete(story: &Story<'_>, worker: dwell_domain::WorkerId, held: &HandedOut) {
    let steps = (100..=UPDATES).step_by(100);
    let evaluations: Vec<_> = steps
        .map(|step| evaluation(step, 1.0 / step as f64))
        .collect();
    let (last, before) = evaluations.split_last().expect("there are ten");
    let result = TrialResult {
        digest: MetricsDigest::of(&evaluations),
        evaluation: last.clone(),
        ..result(0.5)
    };
    let mut report = story.says(worker);
    for evaluation in before {
        report = report.evaluated(held, evaluation.clone());
    }
    report.completed(held, result).sends().await;
}

/// Nothing is wrong with [`healthy`], and all of it was looked at.
pub(crate) fn is_healthy(inspection: &Inspection) {
    assert_eq!(inspection.findings, []);
    let contents = &inspection.contents;
    assert_eq!(
        (contents.sweeps, contents.trials, contents.results),
        (1, 4, 2)
    );
    assert_eq!(inspection.digests, 2);
    assert_eq!(contents.needed.len(), 1);
}

/// The damage is among what was found, and says of which trial, sweep or row it is.
pub(crate) fn is_found(damage: &Damage, inspection: &Inspection) {
    let mut findings = inspection.findings.iter();
    let found = findings
        .find(|finding| finding.wrong == damage.wrong && finding.detail.contains(damage.detail));
    let Some(found) = found else {
        panic!("{}: {:#?}", damage.sql, inspection.findings);
    };
    if damage.wrong == Wrong::History {
        assert!(
            matches!(found.subject, Subject::Trial { place: Some(_), .. }),
            "{found:?}"
        );
    }
}
