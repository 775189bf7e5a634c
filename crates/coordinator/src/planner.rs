//! From the text of a spec to a sweep that can be stored.
//!
//! Reading is left to `dwell_domain::spec`, expanding to `dwell_search::plan`; what is added here
//! are what the corpora hold, ids and costs.

use std::{collections::HashMap, path::Path};

use dwell_domain::{
    ConfigurationId, Micros, PackKey, SweepId, TrialId,
    spec::{self, Diagnostics, InvalidName, Spec},
};
use dwell_search::{Plan, plan, predicted_cost};
use dwell_store::rows::{NewConfiguration, NewSweep, NewTrial};
use uuid::Uuid;

use crate::corpora;

/// Why a spec is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// It has mistakes.
    #[error(transparent)]
    Mistakes(#[from] Diagnostics),
    /// The name that is to replace its own cannot be one.
    #[error(transparent)]
    Name(#[from] InvalidName),
}

/// A spec with its expansion.
///
/// The spec, and with it the hash by which equal sweeps are found, stays as it was written, whereas
/// the expansion names what each corpus holds. So an equal spec attaches to the sweep that is there
/// even if a corpus has changed in between, and that sweep stays with the bytes that it began with;
/// a sweep over the new ones is a fresh one, or one whose spec says what its corpus holds.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) spec: Spec,
    pub(crate) plan: Plan,
}

/// Trials that can be trained in one pack.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PackTotals {
    pub(crate) key: PackKey,
    pub(crate) trials: u64,
    pub(crate) updates: u64,
}

impl Planned {
    /// Reads and expands a spec; a `name` that is given replaces the one in it. Texts are looked
    /// for in the folder `corpora`.
    pub(crate) fn read(text: &str, name: Option<String>, corpora: &Path) -> Result<Self, Refused> {
        let mut spec = spec::parse(text)?;
        if let Some(name) = name {
            spec = spec.named(name)?;
        }
        let plan = plan(&Spec {
            tasks: corpora::pinned(&spec.tasks, text, corpora)?,
            ..spec.clone()
        });
        Ok(Self { spec, plan })
    }

    /// What is to be trained for each pack key, in the order of the plan.
    pub(crate) fn packs(&self) -> Vec<PackTotals> {
        let mut packs: Vec<PackTotals> = Vec::new();
        let mut places: HashMap<PackKey, usize> = HashMap::new();
        let place_of: Vec<usize> = (self.plan.configurations.iter())
            .map(|configuration| {
                let key = configuration.pack_key();
                *places.entry(key.clone()).or_insert_with(|| {
                    let (trials, updates) = (0, 0);
                    packs.push(PackTotals {
                        key,
                        trials,
                        updates,
                    });
                    packs.len() - 1
                })
            })
            .collect();
        for trial in &self.plan.trials {
            let pack = &mut packs[place_of[trial.configuration]];
            let updates = self.plan.configurations[trial.configuration].train.updates;
            pack.trials += 1;
            pack.updates = pack.updates.saturating_add(updates);
        }
        packs
    }

    /// The sweep to be stored, with new ids.
    pub(crate) fn into_sweep(self, submission: Submission) -> NewSweep {
        let costs: Vec<f64> = self
            .plan
            .configurations
            .iter()
            .map(predicted_cost)
            .collect();
        let trials = self.plan.trials.iter().map(|trial| NewTrial {
            id: TrialId::from_uuid(Uuid::now_v7()),
            configuration: trial.configuration,
            seed: trial.seed,
            predicted_cost: costs[trial.configuration],
        });
        NewSweep {
            id: SweepId::from_uuid(Uuid::now_v7()),
            request_id: submission.request_id,
            spec_hash: self.spec.hash(),
            name: self.spec.name,
            price_per_hour: self.spec.price_per_hour,
            spec: submission.text,
            fresh: submission.fresh,
            now: submission.now,
            trials: trials.collect(),
            configurations: (self.plan.configurations.into_iter())
                .map(|configuration| NewConfiguration {
                    id: ConfigurationId::from_uuid(Uuid::now_v7()),
                    configuration,
                })
                .collect(),
        }
    }
}

/// What a submission says beside what its spec means.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) text: String,
    pub(crate) request_id: Uuid,
    pub(crate) fresh: bool,
    pub(crate) now: Micros,
}
