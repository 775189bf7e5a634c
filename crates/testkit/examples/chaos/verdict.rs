//! What came of it: what happened, and what was lost, duplicated or different.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::{Options, fleet::Fleet, plan::Faults, sweep::Client, table::Tables};

/// How attempts ended that brought no result, and how many of them there were.
const OUTCOMES: &str = "
    SELECT coalesce(outcome, 'open') || coalesce(': ' || failure, '') AS outcome, count(*) AS attempts
    FROM v_attempts GROUP BY 1 ORDER BY 1";

/// The figures of one run.
#[derive(Serialize)]
pub(crate) struct Figures {
    pub(crate) seconds: f64,
    coordinators: usize,
    workers: usize,
    seed: u64,
    faults: BTreeMap<&'static str, u64>,
    sweeps: usize,
    trials: u64,
    /// Attempts by the way in which they ended.
    attempts: BTreeMap<String, u64>,
    /// Lines of all tables that were compared.
    compared: u64,
    /// Trials without a result.
    lost: u64,
    /// Sweeps that are there twice, and accepted results beyond one per trial.
    duplicated: u64,
    /// Lines that differ from the undisturbed tables.
    different: u64,
    /// What `dwell coordinator check` found.
    findings: Vec<Value>,
}

impl Figures {
    /// What happened; nothing is compared yet.
    pub(crate) fn of(
        options: &Options,
        faults: Faults,
        client: &Client,
        sweeps: &[String],
    ) -> Self {
        let trials = sweeps.len() as u64 * options.trials;
        let kept = client.json(&["sweep", "list"]);
        let kept = kept["sweeps"].as_array().map_or(0, Vec::len);
        let results: u64 = sweeps.iter().map(|name| completed(client, name)).sum();
        let attempts = client.query(OUTCOMES);
        let attempts = attempts.iter().map(|row| {
            let outcome = row[0].as_str().expect("an outcome is a word");
            (
                outcome.to_owned(),
                row[1].as_u64().expect("attempts are counted"),
            )
        });
        Self {
            seconds: 0.0,
            coordinators: options.coordinators,
            workers: options.workers,
            seed: options.seed,
            faults: faults
                .into_iter()
                .map(|(kind, count)| (kind.name(), count))
                .collect(),
            sweeps: sweeps.len(),
            trials,
            attempts: attempts.collect(),
            compared: 0,
            lost: trials.saturating_sub(results),
            duplicated: kept.abs_diff(sweeps.len()) as u64 + results.saturating_sub(trials),
            different: 0,
            findings: Vec::new(),
        }
    }

    /// Compares the tables of one sweep with the undisturbed ones.
    pub(crate) fn compare(&mut self, tables: &Tables, undisturbed: &Tables) {
        self.compared += tables.lines();
        let differing = tables.differences(undisturbed);
        for line in &differing {
            eprintln!("{line}");
        }
        self.different += differing.len() as u64;
    }

    /// Has everything checked that the fleet keeps.
    pub(crate) fn check(&mut self, fleet: &Fleet) {
        let checked = fleet.check();
        let findings = checked["findings"].as_array();
        let findings = findings.expect("a check has findings");
        self.findings.clone_from(findings);
    }

    pub(crate) fn all_is_well(&self) -> bool {
        self.lost == 0 && self.duplicated == 0 && self.different == 0 && self.findings.is_empty()
    }
}

/// The accepted results of a sweep.
fn completed(client: &Client, sweep: &str) -> u64 {
    let sweep = client.json(&["sweep", "show", sweep]);
    sweep["completed"].as_u64().expect("results are counted")
}
