//! How long a trained network takes to answer, measured on its device.
//!
//! A *round* goes through held-out sequences of the task: at batch 1 one by one, at batch 128 all
//! at once. Its latency is the wall time of the forward passes over the input steps of all its
//! sequences; the result is the median over rounds, as many as fit into [`BUDGET`]. The network halts as
//! it has learned to, so N is that of the sequences, and in a batch that of the slowest.
//!
//! Inputs lie on the device before the clock starts, and the device is done when it stops. Nothing of
//! a lane changes.

use std::time::{Duration, Instant};

use dwell_domain::{Latency, Milliseconds, Seed};
use dwell_tasks::Source;
use tch::Tensor;

use crate::{
    device::Device,
    expand::expand,
    forward::Sight,
    graph::unrecorded,
    layout::{Matrix, Views},
    memory,
    network::Network,
    sizes::Sizes,
    update::Place,
};

/// How long a latency is measured at one batch size. A single pass may take longer.
const BUDGET: Duration = Duration::from_millis(25);
/// Rounds that the budget should suffice for.
const ROUNDS: u32 = 4;
/// Sequences of a round at batch 1, if they do not take too long: they differ in N.
const SEQUENCES: u32 = 32;
/// Sequences of the larger batch.
const BATCH: u32 = 128;
/// The input steps that a sequence is cut to. With them a pass is never more than what a small
/// evaluation does, whatever the text.
const MOST_STEPS: i64 = 64;

/// The trained network of one lane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trained<'a> {
    /// The sizes that it was trained with.
    pub(crate) sizes: &'a Sizes,
    /// Its parameters.
    pub(crate) weights: &'a [Matrix],
    /// Where its inputs come from.
    pub(crate) source: &'a Source,
    /// The trial's, for what it draws itself.
    pub(crate) seed: Seed,
    /// The greatest N that it was seen with.
    pub(crate) most_updates: u64,
    /// Where it runs.
    pub(crate) device: &'a Device,
}

/// Measures at both batch sizes; what memory does not suffice for stays unknown. `breathe` is called
/// after each input step.
pub(crate) fn measure(trained: &Trained<'_>, breathe: &mut dyn FnMut()) -> Latency {
    let mut at = |batch| {
        if !trained.fits(batch) {
            return None;
        }
        let measured = memory::guard(|| unrecorded(|| trained.at(batch, breathe)));
        let measured = measured.inspect_err(|error| {
            tracing::warn!(batch, %error, "the latency stays unknown");
        });
        measured.ok().flatten()
    };
    Latency {
        batch_1: at(1),
        batch_128: at(BATCH),
    }
}

impl Trained<'_> {
    fn at(&self, batch: u32, breathe: &mut dyn FnMut()) -> Option<Milliseconds> {
        let sizes = Sizes {
            batch: batch.into(),
            ..*self.sizes
        };
        let network = Network::new(sizes, (tch::Kind::Float, self.device.tensors()));
        let flat = Tensor::from_slice(&network.layout.flatten(self.weights));
        let flat = flat.to_device(self.device.tensors()).unsqueeze(0);
        let mut bench = Bench {
            device: self.device,
            weights: network.layout.views(&flat),
            network,
            breathe,
        };
        let mut passes = vec![self.pass(&bench.network, 0)];
        let warm_up = bench.time(&passes);
        if warm_up > BUDGET {
            return per_step(warm_up, &passes);
        }
        if batch == 1 {
            let once = bench.time(&passes).as_secs_f64();
            let fitting = BUDGET.as_secs_f64() / f64::from(ROUNDS) / once;
            let sequences = (fitting as u32).clamp(1, SEQUENCES);
            passes.extend((1..sequences).map(|row| self.pass(&bench.network, row)));
        }
        per_step(bench.median(&passes), &passes)
    }

    /// The held-out sequences from `first` on, as many as the network's batch, on the device.
    fn pass(&self, network: &Network, first: u32) -> Pass {
        let sizes = &network.sizes;
        let samples = self.source.held_out(first..first + sizes.batch as u32);
        let lengths = samples.lengths.iter();
        let lengths = lengths.map(|length| i64::from(*length).min(MOST_STEPS));
        let steps = lengths.clone().max().unwrap_or(1);
        let place = Place::held_out(self.seed, first);
        let expanded = expand(std::slice::from_ref(&samples), sizes, network.options);
        Pass {
            inputs: expanded.inputs.narrow(1, 0, steps * sizes.batch),
            active: expanded.active.narrow(0, 0, steps),
            draws: network.draws(&[place]).map(|all| all.narrow(0, 0, steps)),
            input_steps: lengths.sum(),
        }
    }

    /// Whether a pass can be had without taking the memory of others: on the CPU nobody says no, but
    /// the system ends the process.
    fn fits(&self, batch: u32) -> bool {
        let free = self.device.is_cpu().then(memory::available).flatten();
        free.is_none_or(|free| self.footprint(batch) < free / 2)
    }

    /// About the bytes of a pass: its inputs, their projections, and the updates of one input step.
    fn footprint(&self, batch: u32) -> u64 {
        let sizes = self.sizes;
        let gates = sizes.gates() * sizes.units();
        let states = sizes.parts() * sizes.units();
        let inputs = sizes.steps * (sizes.inputs + 1) + sizes.steps.min(MOST_STEPS) * gates;
        let update = (gates + 2 * states) as u64;
        let updates = self.most_updates.saturating_mul(update);
        let floats = updates.saturating_add(inputs as u64);
        floats.saturating_mul(u64::from(batch) * size_of::<f32>() as u64)
    }
}

/// What goes through the network at once.
struct Pass {
    /// `[1, steps * batch, inputs + 1]`.
    inputs: Tensor,
    /// `[steps, 1, samples]`.
    active: Tensor,
    /// `[steps, 1, samples]`, where N is drawn.
    draws: Option<Tensor>,
    /// Of all its sequences.
    input_steps: i64,
}

/// A network for one batch size.
struct Bench<'a> {
    device: &'a Device,
    network: Network,
    weights: Views,
    breathe: &'a mut dyn FnMut(),
}

impl Bench<'_> {
    /// How long passes take, one after the other.
    fn time(&mut self, passes: &[Pass]) -> Duration {
        self.device.synchronize();
        let start = Instant::now();
        for pass in passes {
            let sight = Sight {
                inputs: &pass.inputs,
                active: &pass.active,
                draws: pass.draws.as_ref(),
            };
            let _ = self.network.answer(&self.weights, &sight, self.breathe);
            self.device.synchronize();
        }
        start.elapsed()
    }

    /// The median over rounds.
    fn median(&mut self, passes: &[Pass]) -> Duration {
        let start = Instant::now();
        let mut rounds = vec![self.time(passes)];
        while start.elapsed() < BUDGET {
            rounds.push(self.time(passes));
        }
        rounds.sort_unstable();
        rounds[rounds.len() / 2]
    }
}

fn per_step(round: Duration, passes: &[Pass]) -> Option<Milliseconds> {
    let input_steps: i64 = passes.iter().map(|pass| pass.input_steps).sum();
    Milliseconds::new(round.as_secs_f64() * 1e3 / input_steps as f64).ok()
}

#[cfg(test)]
mod tests {
    use dwell_domain::{Cell, HaltingKind, Sampler, Task};
    use dwell_tasks::Shape;

    use super::*;

    const LOGIC: Task = Task::Logic {
        gates: 3,
        length: 4,
    };

    fn sizes(halting: HaltingKind) -> Sizes {
        let shape = Shape::of(&LOGIC);
        Sizes {
            cell: Cell::Lstm,
            halting,
            cap: 5,
            steps: shape.steps as i64,
            batch: 7,
            inputs: shape.inputs() as i64,
            hidden: 11,
            answers: shape.answers as i64,
            classes: shape.classes as i64,
            outputs: shape.outputs() as i64,
        }
    }

    /// What `look` sees of a network before its first update.
    fn untrained<T>(sizes: &Sizes, look: impl FnOnce(&Trained<'_>) -> T) -> T {
        let device = Device::open("cpu", 1).unwrap();
        let network = Network::new(*sizes, (tch::Kind::Float, device.tensors()));
        let state = network.layout.initial(sizes, Seed(3));
        look(&Trained {
            sizes,
            weights: &state.weights,
            source: &Source::new(&LOGIC, None).unwrap(),
            seed: Seed(3),
            most_updates: 5,
            device: &device,
        })
    }

    #[test]
    fn an_answer_is_what_the_forward_pass_of_training_says() {
        for halting in [
            HaltingKind::None,
            HaltingKind::Repeat(3),
            HaltingKind::Act,
            HaltingKind::PonderNet(Sampler::Bernoulli),
        ] {
            untrained(&sizes(halting), |trained| {
                let network = Network::new(*trained.sizes, (tch::Kind::Float, tch::Device::Cpu));
                let flat = Tensor::from_slice(&network.layout.flatten(trained.weights));
                let weights = network.layout.views(&flat.unsqueeze(0));
                let pass = trained.pass(&network, 0);
                let sight = Sight {
                    inputs: &pass.inputs,
                    active: &pass.active,
                    draws: pass.draws.as_ref(),
                };
                assert_eq!(pass.active.size()[0], network.sizes.steps);
                let mut steps = 0;
                let answer = network.answer(&weights, &sight, &mut || steps += 1);
                assert_eq!(answer, network.forward(&weights, &sight).logits);
                assert_eq!(steps, network.sizes.steps);
            });
        }
    }

    #[test]
    fn input_steps_are_those_that_the_sequences_have() {
        untrained(&sizes(HaltingKind::Act), |trained| {
            let one = Network::new(
                Sizes {
                    batch: 1,
                    ..*trained.sizes
                },
                (tch::Kind::Float, tch::Device::Cpu),
            );
            for row in 0..8 {
                let pass = trained.pass(&one, row);
                let length = trained.source.held_out(row..row + 1).lengths[0];
                assert_eq!(pass.input_steps, i64::from(length));
                assert_eq!(pass.active.size()[0], i64::from(length));
            }
        });
    }

    #[test]
    fn what_memory_does_not_suffice_for_stays_unknown() {
        untrained(&sizes(HaltingKind::Act), |trained| {
            let endless = Trained {
                most_updates: u64::MAX,
                ..*trained
            };
            assert_eq!(measure(&endless, &mut || ()), Latency::default());
            assert!(trained.fits(1) && trained.fits(BATCH));
        });
    }

    #[test]
    fn both_batches_are_measured() {
        untrained(&sizes(HaltingKind::Act), |trained| {
            let start = Instant::now();
            let mut breaths = 0_u32;
            let latency = measure(trained, &mut || breaths += 1);
            let longest = Milliseconds::new(start.elapsed().as_secs_f64() * 1e3).unwrap();
            assert!(latency.batch_1.unwrap() < longest);
            assert!(latency.batch_128.unwrap() < longest);
            assert!(breaths > 0);
        });
    }
}
