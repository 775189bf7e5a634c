//! What no value shows by itself: repeat counts and priors against M, ponder costs against haltings,
//! errors to stop at against tasks, and the size of the whole sweep. What passes is resolved.

use std::ops::Range;

use toml::Spanned;

use super::{
    axis::RawAxis,
    diagnostic::Diagnostic,
    halting::HaltingSetting,
    raw::{RawModel, RawSearch, RawSpec, RawTrain},
    resolved::{ModelSpace, Search, SearchAxis, Spec, TrainSpace},
    section::Notes,
};
use crate::task::{Metric, Task};

/// The most trials of one sweep.
pub const MOST_TRIALS: u64 = 1_000_000;

/// Compares the parts of a file with each other and resolves it; `None` if anything was noted.
pub(super) fn resolve(raw: RawSpec, notes: &mut Notes) -> Option<Spec> {
    if let Some(model) = &raw.model {
        haltings_fit_into_cap(model, notes);
    }
    if let (Some(model), Some(search)) = (&raw.model, &raw.search) {
        ponder_cost_meets_halting(model, search, notes);
    }
    if let (Some(tasks), Some(train)) = (&raw.tasks, &raw.train) {
        stops_fit_metrics(tasks, train, notes);
    }
    let seeds = raw.search.as_ref()?.seeds.as_ref()?.span();
    let spec = Spec {
        name: raw.name?.into_inner(),
        tasks: axis(raw.tasks)?,
        model: model(raw.model?)?,
        train: train(raw.train?)?,
        search: search(raw.search?)?,
        price_per_hour: raw.price_per_hour,
    };
    trials_are_countable(&spec, seeds, notes);
    notes.0.is_empty().then_some(spec)
}

/// A repeat count over M would never be reached, nor would most of a prior whose mean is over it.
fn haltings_fit_into_cap(model: &RawModel, notes: &mut Notes) {
    let (Some(halting), Some(max_ponder)) = (&model.halting, &model.max_ponder) else {
        return;
    };
    let caps = max_ponder.get_ref().iter().map(|cap| *cap.get_ref());
    let Some(cap) = caps.min() else { return };
    for setting in halting.get_ref() {
        match *setting.get_ref() {
            HaltingSetting::Repeat(updates) if updates > cap => notes.0.push(Diagnostic {
                code: "repeat-over-max-ponder",
                message: format!("repeat:{updates} is over max_ponder, which is {cap}"),
                span: setting.span(),
                label: format!("at most repeat:{cap}"),
                help: "raise `max_ponder` or repeat less".to_owned(),
            }),
            HaltingSetting::PonderNet { prior_mean, .. } if prior_mean.get() > f64::from(cap) => {
                notes.0.push(Diagnostic {
                    code: "prior-over-max-ponder",
                    message: format!(
                        "a prior mean of {prior_mean} is over max_ponder, which is {cap}"
                    ),
                    span: setting.span(),
                    label: format!("at most pondernet:{cap}"),
                    help: "raise `max_ponder` or lower the mean".to_owned(),
                });
            }
            _ => {}
        }
    }
}

/// An adaptive halting needs a ponder cost, and nothing else can use one.
fn ponder_cost_meets_halting(model: &RawModel, search: &RawSearch, notes: &mut Notes) {
    let (Some(halting), Some(ponder_cost)) = (&model.halting, &search.ponder_cost) else {
        return;
    };
    let adaptive = halting
        .get_ref()
        .iter()
        .find(|setting| setting.get_ref().is_adaptive());
    match (adaptive, ponder_cost.get_ref().is_empty()) {
        (Some(adaptive), true) => notes.0.push(Diagnostic {
            code: "missing-ponder-cost",
            message: format!(
                "halting `{}` needs a ponder cost",
                adaptive.get_ref().name()
            ),
            span: adaptive.span(),
            label: "held back by nothing".to_owned(),
            help: "add `ponder_cost = [1e-3, 1e-2, 1e-1]` to [search]".to_owned(),
        }),
        (None, false) => notes.0.push(Diagnostic {
            code: "unused-ponder-cost",
            message: "no halting of this sweep has a ponder cost".to_owned(),
            span: ponder_cost.span(),
            label: "would change nothing".to_owned(),
            help: "add \"act\" to `halting`, or remove `ponder_cost`".to_owned(),
        }),
        (Some(_), false) | (None, true) => {}
    }
}

/// An error to stop at is a share, except of tasks that are scored in bits per character.
fn stops_fit_metrics(tasks: &RawAxis<Task>, train: &RawTrain, notes: &mut Notes) {
    let mut metrics = tasks.get_ref().iter().map(|task| task.get_ref().metric());
    let Some(stops) = &train.stop_at_error else {
        return;
    };
    if !metrics.any(|metric| metric == Metric::SequenceError) {
        return;
    }
    for stop in stops.get_ref() {
        if stop.get_ref().is_some_and(|error| error > 1.0) {
            notes.0.push(Diagnostic {
                code: "out-of-range",
                message: "`stop_at_error` must be a share from 0 to 1".to_owned(),
                span: stop.span(),
                label: "out of range".to_owned(),
                help: "only text is scored in bits per character".to_owned(),
            });
        }
    }
}

fn trials_are_countable(spec: &Spec, seeds: Range<usize>, notes: &mut Notes) {
    let trials = spec.trials();
    if trials > MOST_TRIALS {
        notes.0.push(Diagnostic {
            code: "too-many-trials",
            message: format!("this sweep has {trials} trials, the most is {MOST_TRIALS}"),
            span: seeds,
            label: format!("for each of {} configurations", spec.configurations()),
            help: "shorten an axis, or make several sweeps of it".to_owned(),
        });
    }
}

fn model(raw: RawModel) -> Option<ModelSpace> {
    Some(ModelSpace {
        cell: axis(raw.cell)?,
        hidden: axis(raw.hidden)?,
        max_ponder: axis(raw.max_ponder)?,
        halting: axis(raw.halting)?,
    })
}

fn train(raw: RawTrain) -> Option<TrainSpace> {
    Some(TrainSpace {
        batch: axis(raw.batch)?,
        updates: axis(raw.updates)?,
        learning_rate: axis(raw.learning_rate)?,
        evaluate_every: axis(raw.evaluate_every)?,
        evaluation_sequences: axis(raw.evaluation_sequences)?,
        checkpoint_every: axis(raw.checkpoint_every)?,
        stop_at_error: axis(raw.stop_at_error)?,
        gradient_clip: axis(raw.gradient_clip)?,
        keep_weights: raw.keep_weights?,
    })
}

fn search(raw: RawSearch) -> Option<Search> {
    let mut ponder_cost = values(raw.ponder_cost?);
    ponder_cost.sort_by(|a, b| a.get().total_cmp(&b.get()));
    let mut seeds = values(raw.seeds?);
    seeds.sort();
    Some(Search {
        strategy: raw.strategy?,
        ponder_cost,
        seeds: SearchAxis::new(seeds)?,
    })
}

fn axis<T: PartialEq>(raw: Option<RawAxis<T>>) -> Option<SearchAxis<T>> {
    SearchAxis::new(values(raw?))
}

fn values<T>(raw: RawAxis<T>) -> Vec<T> {
    raw.into_inner()
        .into_iter()
        .map(Spanned::into_inner)
        .collect()
}
