//! A sweep file as it was read: each value with its type and limits checked and its place in the
//! text, but nothing compared with anything else yet.
//!
//! A `None` is a value that was missing or malformed; the reason has been noted.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    axis::{RawAxis, read_list},
    halting::{HaltingSetting, HaltingWord, MOST_UPDATES_OF_A_STEP},
    kind::{Kind, Whole, wrong_type},
    range::read_ponder_cost,
    resolved::Strategy,
    schema,
    section::{Notes, Raw, Section},
    setting::{
        CELL, ERROR, Flag, GRADIENT_CLIP, LEARNING_RATE, Name, PONDER_COST, PRICE, PRUNE_RULE,
        STRATEGY,
    },
    task::read_tasks,
};
use crate::{
    model::Cell,
    quantity::{LearningRate, PonderCost, PricePerHour, Seed},
    task::Task,
};

/// The file.
pub(super) struct RawSpec {
    pub(super) name: Option<Raw<String>>,
    pub(super) tasks: Option<RawAxis<Task>>,
    pub(super) model: Option<RawModel>,
    pub(super) train: Option<RawTrain>,
    pub(super) search: Option<RawSearch>,
    /// `None` also if nobody has said it.
    pub(super) price_per_hour: Option<PricePerHour>,
}

/// `[model]`.
pub(super) struct RawModel {
    pub(super) cell: Option<RawAxis<Cell>>,
    pub(super) hidden: Option<RawAxis<u32>>,
    pub(super) max_ponder: Option<RawAxis<u32>>,
    pub(super) halting: Option<RawAxis<HaltingSetting>>,
}

/// `[train]`.
pub(super) struct RawTrain {
    pub(super) batch: Option<RawAxis<u32>>,
    pub(super) updates: Option<RawAxis<u64>>,
    pub(super) learning_rate: Option<RawAxis<LearningRate>>,
    pub(super) evaluate_every: Option<RawAxis<u64>>,
    pub(super) evaluation_sequences: Option<RawAxis<u32>>,
    pub(super) checkpoint_every: Option<RawAxis<u64>>,
    pub(super) stop_at_error: Option<RawAxis<Option<f64>>>,
    pub(super) gradient_clip: Option<RawAxis<Option<f64>>>,
    pub(super) keep_weights: Option<bool>,
}

/// `[search]`.
pub(super) struct RawSearch {
    pub(super) strategy: Option<Strategy>,
    /// No values if the key is not there.
    pub(super) ponder_cost: Option<RawAxis<PonderCost>>,
    pub(super) seeds: Option<RawAxis<Seed>>,
}

impl RawSpec {
    /// Reads the whole file.
    pub(super) fn read(file: &Spanned<DeTable<'_>>, notes: &mut Notes) -> Self {
        // What the whole file lacks is told at its beginning.
        let root = Section::of(file.get_ref(), 0..0, &schema::ROOT, notes);
        let name = root.scalar("name", &Name, notes);
        let tasks = root
            .require("tasks", notes)
            .and_then(|tasks| read_tasks(tasks, notes));
        let model = root
            .section("model", &schema::MODEL, notes)
            .map(|section| RawModel::read(&section, notes));
        let train = root
            .section("train", &schema::TRAIN, notes)
            .map(|section| RawTrain::read(&section, notes));
        let search = root
            .section("search", &schema::SEARCH, notes)
            .map(|section| RawSearch::read(&section, notes));
        if let Some(prune) = root.get("prune") {
            read_prune(prune, notes);
        }
        let price_per_hour = root
            .get("resources")
            .and_then(|resources| read_resources(resources, notes));
        Self {
            name,
            tasks,
            model,
            train,
            search,
            price_per_hour,
        }
    }
}

impl RawModel {
    fn read(section: &Section<'_>, notes: &mut Notes) -> Self {
        let hidden = Whole {
            least: 1,
            most: 8_192,
        };
        let max_ponder = Whole {
            least: 1,
            most: MOST_UPDATES_OF_A_STEP,
        };
        Self {
            cell: section.axis("cell", &CELL, notes),
            hidden: section.axis("hidden", &hidden, notes),
            max_ponder: section.axis_or("max_ponder", &max_ponder, 100, notes),
            halting: section.axis("halting", &HaltingWord, notes),
        }
    }
}

impl RawTrain {
    fn read(section: &Section<'_>, notes: &mut Notes) -> Self {
        let batch = Whole {
            least: 1,
            most: 65_536,
        };
        let updates = Whole {
            least: 1,
            most: MOST_UPDATES,
        };
        let sequences = Whole {
            least: 1,
            most: 10_000_000,
        };
        Self {
            batch: section.axis("batch", &batch, notes),
            updates: section.axis("updates", &updates, notes),
            learning_rate: section.axis("learning_rate", &LEARNING_RATE, notes),
            evaluate_every: section.axis_or("evaluate_every", &updates, 500, notes),
            evaluation_sequences: section.axis_or(
                "evaluation_sequences",
                &sequences,
                10_000,
                notes,
            ),
            checkpoint_every: section.axis_or("checkpoint_every", &updates, 1_000, notes),
            stop_at_error: section.axis_or("stop_at_error", &ERROR, None, notes),
            gradient_clip: section.axis_or("gradient_clip", &GRADIENT_CLIP, None, notes),
            keep_weights: section.scalar_or("keep_weights", &Flag, true, notes),
        }
    }
}

impl RawSearch {
    fn read(section: &Section<'_>, notes: &mut Notes) -> Self {
        Self {
            strategy: section.scalar_or("strategy", &STRATEGY, Strategy::Grid, notes),
            ponder_cost: match section.get("ponder_cost") {
                Some(value) => read_ponder_cost(value, &PONDER_COST, notes),
                None if section.is_misspelled("ponder_cost") => None,
                None => Some(Spanned::new(section.span(), Vec::new())),
            },
            seeds: section
                .require("seeds", notes)
                .and_then(|seeds| read_seeds(seeds, notes)),
        }
    }
}

/// A count of seeds from 0, or the seeds themselves.
fn read_seeds(value: &Spanned<DeValue<'_>>, notes: &mut Notes) -> Option<RawAxis<Seed>> {
    let count = Whole {
        least: 1,
        most: MOST_SEEDS as u64,
    };
    let one_seed = Whole {
        least: 0,
        most: MOST_SEED,
    };
    let seeds: Vec<u64> = match value.get_ref() {
        DeValue::Array(_) => {
            let list = read_list("seeds", value, &one_seed, MOST_SEEDS, notes)?;
            let seeds = list.into_inner().into_iter();
            seeds.map(Spanned::into_inner).collect()
        }
        DeValue::Integer(_) => (0..notes.keep(count.read("seeds", value))?).collect(),
        _ => return notes.refuse(wrong_type("seeds", value, "a count, or a list of seeds")),
    };
    let seeds = seeds
        .into_iter()
        .map(|seed| Spanned::new(value.span(), Seed(seed)))
        .collect();
    Some(Spanned::new(value.span(), seeds))
}

/// The most optimiser updates of a trial.
pub const MOST_UPDATES: u64 = 1_000_000_000;

/// The most seeds of a sweep: what a median and its interval are worth computing for.
const MOST_SEEDS: usize = 1_000;
/// The greatest seed: databases keep signed integers.
const MOST_SEED: u64 = i64::MAX as u64;

/// `[prune]` says what happens anyway: no trial is pruned.
fn read_prune(value: &Spanned<DeValue<'_>>, notes: &mut Notes) {
    if let Some(section) = Section::of_value("prune", value, &schema::PRUNE, notes) {
        section.scalar("rule", &PRUNE_RULE, notes);
    }
}

/// `[resources]` says what a device costs.
fn read_resources(value: &Spanned<DeValue<'_>>, notes: &mut Notes) -> Option<PricePerHour> {
    let section = Section::of_value("resources", value, &schema::RESOURCES, notes)?;
    let price = section.scalar("price_per_hour", &PRICE, notes)?;
    Some(price.into_inner())
}
