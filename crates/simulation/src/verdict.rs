//! What has to hold at the end of every story.

use std::{collections::BTreeMap, fmt};

use dwell_domain::{
    Evaluation, MetricsDigest, TrialId, TrialState, Verdict as Outcome,
    lifecycle::{Happened, TrialEvent},
};
use dwell_store::{MemoryStore, Store as _, rows::TrialRow};
use futures::{FutureExt as _, StreamExt as _};
use object_store::{ObjectStore as _, path::Path};

use crate::{cluster::Cluster, panics, seen};

/// What is wrong, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Everything that should not be.
    pub findings: Vec<String>,
    /// Trials that have not ended, or not as they do undisturbed.
    pub lost: u64,
    /// Trials with more than one accepted result.
    pub duplicated: u64,
    /// Trials with another result than undisturbed.
    pub different: u64,
}

/// What came of every trial: the numbers that may not depend on what befell the cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Table(Vec<Row>);

#[derive(Clone, Debug, PartialEq)]
struct Row {
    /// The sweep's place, and the trial's number.
    place: (usize, u64),
    state: TrialState,
    result: Option<(Evaluation, MetricsDigest, Outcome)>,
    curve: Vec<Evaluation>,
}

impl Table {
    /// That of a store.
    pub(crate) fn of(store: &MemoryStore) -> Self {
        let sweeps = seen::sweeps(store);
        let rows = sweeps.iter().enumerate().flat_map(|(place, sweep)| {
            let trials = seen::trials(store, sweep.id);
            trials
                .into_iter()
                .map(move |trial| Row::of(store, place, trial))
        });
        Self(rows.collect())
    }
}

impl Row {
    fn of(store: &MemoryStore, sweep: usize, trial: TrialRow) -> Self {
        let result = trial.result;
        Self {
            place: (sweep + 1, trial.number),
            state: trial.state,
            result: result.map(|result| (result.evaluation, result.digest, result.verdict)),
            curve: seen::at_once(store.evaluations(trial.id)),
        }
    }

    /// Where it ended otherwise than undisturbed.
    fn is_lost(&self, undisturbed: &Self) -> Option<String> {
        let is_cancelled = self.state == TrialState::Cancelled;
        let is_lost = self.state != undisturbed.state && !is_cancelled;
        is_lost.then(|| {
            format!(
                "{self} is {}, and {} undisturbed",
                self.state, undisturbed.state
            )
        })
    }

    /// Where its numbers are not those that it has undisturbed.
    fn is_different(&self, undisturbed: &Self) -> Option<String> {
        if self.result.is_some() && self.result != undisturbed.result {
            return Some(format!("{self} has another result than undisturbed"));
        }
        let is_known = |evaluation| undisturbed.curve.contains(evaluation);
        let stranger = self.curve.iter().find(|evaluation| !is_known(evaluation))?;
        let step = stranger.step;
        Some(format!(
            "{self} measured something else at step {step} than undisturbed"
        ))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sweep, number) = self.place;
        write!(f, "trial {sweep}/{number}")
    }
}

impl Verdict {
    /// Judges a cluster at the end of its story.
    pub(crate) fn of(cluster: &Cluster, undisturbed: &Table) -> Self {
        let store = cluster.store();
        let mut verdict = Self::default();
        verdict.compare(&Table::of(store), undisturbed);
        for finding in store.inspect().findings {
            let (wrong, detail) = (finding.wrong.as_str(), finding.detail);
            verdict.findings.push(format!("{wrong}: {detail}"));
        }
        verdict.count_results(store);
        verdict.findings.extend(missing_objects(cluster));
        verdict.findings.extend(differing_repeats(store));
        let panics = panics::counted();
        if panics > 0 {
            verdict.findings.push(format!("{panics} panics"));
        }
        verdict
    }

    fn compare(&mut self, table: &Table, undisturbed: &Table) {
        let (ours, theirs) = (table.0.len(), undisturbed.0.len());
        if ours != theirs {
            let words = format!("there are {ours} trials, and {theirs} undisturbed");
            self.findings.push(words);
        }
        for (row, undisturbed) in table.0.iter().zip(&undisturbed.0) {
            let lost = row.is_lost(undisturbed);
            let different = row.is_different(undisturbed);
            self.lost += u64::from(lost.is_some());
            self.different += u64::from(different.is_some());
            self.findings.extend(lost.into_iter().chain(different));
        }
    }

    fn count_results(&mut self, store: &MemoryStore) {
        let mut results: BTreeMap<TrialId, u64> = BTreeMap::new();
        let completed = Happened::ToAttempt(TrialEvent::Completed);
        for event in store.events_after(0) {
            *results.entry(event.trial).or_default() += u64::from(event.entry.what == completed);
        }
        self.duplicated = results.values().filter(|results| **results > 1).count() as u64;
    }
}

/// Checkpoints and weights that are needed and not there.
fn missing_objects(cluster: &Cluster) -> Vec<String> {
    let needed = cluster.store().inspect().contents.needed;
    let is_missing = |name: &String| {
        let mut uploads = cluster.objects().list(Some(&Path::from(name.as_str())));
        let first = uploads.next().now_or_never().flatten();
        first.is_none_or(|first| first.is_err())
    };
    let names = needed.into_iter().map(|row| row.content_hash);
    names
        .filter(is_missing)
        .map(|name| format!("object {name} is missing"))
        .collect()
}

/// Results that came late and are not what was accepted.
fn differing_repeats(store: &MemoryStore) -> Vec<String> {
    let events = store.events_after(0).into_iter();
    let differs = events.filter(|event| event.message == "its digest differs");
    differs
        .map(|event| {
            format!(
                "a repeated result of attempt {} differs",
                event.entry.attempt
            )
        })
        .collect()
}
