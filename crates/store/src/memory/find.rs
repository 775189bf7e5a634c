//! Finding: by the names that people use, by page, and over seeds.

use dwell_domain::{
    Evaluation, Step, SweepId, TrialId, TrialResult, TrialState, Verdict, tradeoff::SeedResult,
};
use uuid::Uuid;

use super::tables::{Planned, Sweep, Tables, Trial};
use crate::{
    StoreError,
    prefix::IdRange,
    rows::{ConfigurationOutcomes, SweepRow, TrialRow},
};

/// The one of these ids that begins with a prefix.
pub(super) fn by_prefix<'a>(
    ids: impl Iterator<Item = &'a Uuid>,
    kind: &'static str,
    selector: &str,
) -> Result<Uuid, StoreError> {
    let range = IdRange::of_prefix(selector);
    let range = range.ok_or_else(|| StoreError::not_found(kind, selector))?;
    let found: Vec<_> = ids
        .copied()
        .filter(|id| (range.first..=range.last).contains(id))
        .collect();
    IdRange::only(&found, kind, selector)
}

impl Tables {
    pub(super) fn get_sweep(&self, id: SweepId) -> Result<&Sweep, StoreError> {
        let sweep = self.sweeps.get(&id);
        sweep.ok_or_else(|| StoreError::not_found("sweep", id.to_string()))
    }

    pub(super) fn find_sweep(&self, selector: &str) -> Result<SweepId, StoreError> {
        let mut newest_first = self.sweeps.iter().rev();
        let named = newest_first.find(|(_, sweep)| selector == "last" || sweep.name == selector);
        match named {
            Some((id, _)) => Ok(*id),
            None => by_prefix(self.sweeps.keys().map(SweepId::as_uuid), "sweep", selector)
                .map(SweepId::from_uuid),
        }
    }

    pub(super) fn find_trial(&self, selector: &str) -> Result<TrialId, StoreError> {
        let Some((sweep, number)) = selector.rsplit_once('/') else {
            return by_prefix(self.trials.keys().map(TrialId::as_uuid), "trial", selector)
                .map(TrialId::from_uuid);
        };
        let missing = || StoreError::not_found("trial", selector);
        let number: u32 = number.parse().map_err(|_| missing())?;
        let trials = &self.sweeps[&self.find_sweep(sweep)?].trials;
        let place = (number as usize).checked_sub(1).ok_or_else(missing)?;
        trials.get(place).copied().ok_or_else(missing)
    }

    pub(super) fn find_configuration(
        &self,
        selector: &str,
    ) -> Result<(SweepId, ConfigurationOutcomes), StoreError> {
        let all = || {
            let sweeps = self.sweeps.iter();
            sweeps.flat_map(|(id, sweep)| sweep.configurations.iter().map(move |c| (*id, c)))
        };
        let ids = all().map(|(_, planned)| planned.id.as_uuid());
        let id = by_prefix(ids, "configuration", selector)?;
        let found = all().find(|(_, planned)| *planned.id.as_uuid() == id);
        let (sweep, planned) = found.expect("its id was found");
        Ok((sweep, self.over_seeds(sweep, planned)))
    }

    pub(super) fn sweeps_before(&self, before: Option<SweepId>, limit: u32) -> Vec<SweepRow> {
        let older = self
            .sweeps
            .keys()
            .rev()
            .filter(|id| before.is_none_or(|b| **id < b));
        older
            .take(limit as usize)
            .map(|id| self.row_of_sweep(*id))
            .collect()
    }

    pub(super) fn trials_after(
        &self,
        sweep: SweepId,
        states: &[TrialState],
        after: u64,
        limit: u32,
    ) -> Vec<TrialRow> {
        let wanted = |trial: &&Trial| {
            trial.number > after && (states.is_empty() || states.contains(&trial.state))
        };
        let page = self.trials_of(sweep).filter(wanted).take(limit as usize);
        page.map(|trial| {
            let mut row = self.row_of_trial(trial.id);
            row.result = row.result.map(without_traces);
            row
        })
        .collect()
    }

    pub(super) fn outcomes(&self, sweep: SweepId) -> Vec<ConfigurationOutcomes> {
        let planned = self.sweeps.get(&sweep).into_iter();
        let planned = planned.flat_map(|sweep| &sweep.configurations);
        planned
            .map(|planned| self.over_seeds(sweep, planned))
            .collect()
    }

    /// The trials of a sweep, by number.
    pub(super) fn trials_of(&self, sweep: SweepId) -> impl Iterator<Item = &Trial> {
        let ids = self.sweeps.get(&sweep).into_iter();
        ids.flat_map(|sweep| &sweep.trials)
            .map(|id| &self.trials[id])
    }

    pub(super) fn over_seeds(&self, sweep: SweepId, planned: &Planned) -> ConfigurationOutcomes {
        let trials = || {
            self.trials_of(sweep)
                .filter(|t| t.configuration.id == planned.id)
        };
        let mut results: Vec<_> = trials().filter_map(seed_result).collect();
        results.sort_by_key(|result| result.seed);
        ConfigurationOutcomes {
            id: planned.id,
            configuration: planned.configuration.clone(),
            seeds: trials().count() as u32,
            results,
        }
    }
}

fn seed_result(trial: &Trial) -> Option<SeedResult> {
    let (_, result) = trial.result.as_ref()?;
    let is_low = |(step, (_, evaluation)): &(&Step, &(_, Evaluation))| {
        **step <= result.evaluation.step && evaluation.error <= Verdict::SOLVED_ERROR
    };
    let first = trial.evaluations.iter().find(is_low);
    let low_error_at = first.map(|(step, _)| *step);
    Some(SeedResult::of(trial.seed, result, low_error_at))
}

fn without_traces(result: TrialResult) -> TrialResult {
    TrialResult {
        traces: vec![],
        ..result
    }
}
