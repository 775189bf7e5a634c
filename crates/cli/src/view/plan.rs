//! What a sweep file would become: `dwell plan`.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use dwell_domain::{PackKey, PricePerHour, spec::Spec};
use dwell_search::Plan;
use serde::Serialize;

use super::write_facts;
use crate::{
    output::{Column, Document, Table},
    wording::{counted, grouped},
};

/// Configurations, trials, and the packs that the trials can be trained in.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlanView {
    name: String,
    configurations: u64,
    trials: u64,
    seeds: u64,
    updates: u64,
    price_per_hour: Option<PricePerHour>,
    packs: Vec<PackView>,
}

/// Trials that can be trained together.
#[derive(Clone, Debug, Serialize)]
struct PackView {
    pack: PackKey,
    trials: u64,
    updates: u64,
}

impl PlanView {
    /// The summary of a plan.
    pub(crate) fn new(spec: &Spec, plan: &Plan) -> Self {
        let mut packs = BTreeMap::<PackKey, (u64, u64)>::new();
        for trial in &plan.trials {
            let configuration = &plan.configurations[trial.configuration];
            let (trials, updates) = packs.entry(configuration.pack_key()).or_default();
            *trials += 1;
            *updates += configuration.train.updates;
        }
        Self {
            name: spec.name.clone(),
            configurations: plan.configurations.len() as u64,
            trials: plan.trials.len() as u64,
            seeds: spec.search.seeds.len() as u64,
            updates: packs.values().map(|(_, updates)| updates).sum(),
            price_per_hour: spec.price_per_hour,
            packs: packs
                .into_iter()
                .map(|(pack, (trials, updates))| PackView {
                    pack,
                    trials,
                    updates,
                })
                .collect(),
        }
    }
}

const PACK_COLUMNS: &[Column] = &[
    Column::words("pack"),
    Column::numbers("trials"),
    Column::numbers("updates"),
];

impl Document for PlanView {
    const SCHEMA: &'static str = "dwell.plan.v1";

    fn json(&self) -> impl Serialize {
        self
    }

    fn rows(&self) -> Vec<impl Serialize> {
        self.packs.clone()
    }

    fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        let trials = format!(
            "{}, {} each",
            counted(self.configurations, "configuration"),
            counted(self.seeds, "seed")
        );
        let mut facts = vec![
            ("sweep", self.name.clone()),
            ("trials", format!("{} = {trials}", grouped(self.trials))),
            ("updates", grouped(self.updates)),
        ];
        if let Some(price) = self.price_per_hour {
            facts.push(("price", format!("{price} for an hour of one device")));
        }
        write_facts(out, &facts)?;
        writeln!(out)?;
        let packs = self.packs.iter().map(|pack| {
            vec![
                pack.pack.to_string(),
                grouped(pack.trials),
                grouped(pack.updates),
            ]
        });
        Table::new(PACK_COLUMNS).write(out, packs)
    }
}
