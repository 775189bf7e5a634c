//! One optimiser update of all lanes: samples, forward, loss gradient, reverse, Adam.

use dwell_domain::Seed;
use dwell_tasks::{Draws, Samples, Stream};
use tch::{Device, Kind, Tensor};

use crate::{
    adam::{self, LaneStep},
    expand::{Expanded, expand, upload},
    forward::{Sight, Tape},
    graph::unrecorded,
    halting::{Restraint, Restraints},
    lanes::{Stack, Workspace},
    layout::Views,
    network::Network,
    reverse::Lesson,
    sizes::Sizes,
};

/// A lane's own part in an update.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LaneSettings {
    /// Its seed.
    pub(crate) seed: Seed,
    /// Its place in the optimiser's schedule.
    pub(crate) adam: LaneStep,
    /// What holds its thinking back.
    pub(crate) restraint: Restraint,
}

impl Network {
    /// Updates every lane with its batch; returns the logits, `[lanes, steps * batch, O]`, that it
    /// learned from.
    ///
    /// Until all memory is had nothing of the stack has changed: if libtorch panics for want of it,
    /// the lanes are what they were.
    pub(crate) fn update(
        &self,
        stack: &mut Stack,
        batches: &[Samples],
        lanes: &[LaneSettings],
    ) -> Tensor {
        unrecorded(|| self.learn(stack, batches, lanes))
    }

    /// The parts of an update, one after the other.
    fn learn(&self, stack: &mut Stack, batches: &[Samples], lanes: &[LaneSettings]) -> Tensor {
        let expanded = expand(batches, &self.sizes, self.options);
        let workspace = stack.workspace(&self.layout);
        let places: Vec<Place> = lanes.iter().map(LaneSettings::place).collect();
        let tape = self.see(&workspace.weights, &expanded, &places);

        let restraints: Vec<_> = lanes.iter().map(|lane| lane.restraint).collect();
        let lesson = Lesson {
            inputs: &expanded.inputs,
            targets: &expanded.targets,
            restraints: &Restraints::new(&restraints, &self.sizes, self.options),
        };
        let Workspace {
            weights,
            gradients,
            gradient_views,
        } = workspace;
        self.reverse(weights, gradient_views, &tape, &lesson);

        let gradients = gradients.shallow_clone();
        let steps: Vec<LaneStep> = lanes.iter().map(|lane| lane.adam).collect();
        adam::update(stack, gradients, &steps);
        tape.logits
    }

    /// The forward pass over samples; `places` say for each lane whose draws it takes.
    pub(crate) fn see(&self, weights: &Views, expanded: &Expanded, places: &[Place]) -> Tape {
        let draws = self.draws(places);
        let sight = Sight {
            inputs: &expanded.inputs,
            active: &expanded.active,
            draws: draws.as_ref(),
        };
        unrecorded(|| self.forward(weights, &sight))
    }

    /// What N is drawn with, `[steps, lanes, samples]`, where it is drawn.
    pub(crate) fn draws(&self, places: &[Place]) -> Option<Tensor> {
        let draws_ponder = self.sizes.draws_ponder();
        draws_ponder.then(|| draws(places, &self.sizes, self.options))
    }
}

/// Where the draws of N of a batch begin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    seed: Seed,
    step: u64,
    first_row: u32,
}

impl Place {
    /// The held-out sequences of a trial from `first_row` on; no update ever draws there.
    pub(crate) const fn held_out(seed: Seed, first_row: u32) -> Self {
        Self {
            seed,
            step: u64::MAX,
            first_row,
        }
    }
}

impl LaneSettings {
    const fn place(&self) -> Place {
        Place {
            seed: self.seed,
            step: self.adam.step,
            first_row: 0,
        }
    }
}

/// A number in `(0, 1]` for each sample of each step, `[steps, lanes, samples]`.
fn draws(places: &[Place], sizes: &Sizes, options: (Kind, Device)) -> Tensor {
    let (steps, samples) = (sizes.steps as usize, sizes.samples() as usize);
    let mut values = vec![1.0_f32; steps * places.len() * samples];
    for (lane, place) in places.iter().enumerate() {
        for row in 0..sizes.batch as usize {
            let drawn = place.first_row + row as u32;
            let mut draws = Draws::new(Stream::Halting, place.seed, place.step, drawn);
            for step in 0..steps {
                let at = (step * places.len() + lane) * samples + row;
                values[at] = (1.0 - draws.unit()) as f32;
            }
        }
    }
    let shape = [steps as i64, places.len() as i64, samples as i64];
    upload(&Tensor::from_slice(&values).view(shape), options)
}
