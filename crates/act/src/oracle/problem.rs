//! Networks with random weights, and something for them to learn.

use dwell_domain::{Cell, HaltingKind, Sampler, Seed};
use dwell_tasks::{Draws, Stream};
use proptest::prelude::*;
use tch::{Device, Kind, Tensor};

use super::loss;
use crate::{
    forward::{End, Sight, Tape},
    halting::Restraints,
    head::Targets,
    layout::Layout,
    network::Network,
    reverse::Lesson,
    sizes::Sizes,
};

/// A network with random weights, and something for it to learn.
pub(super) struct Problem {
    pub(super) network: Network,
    /// `[lanes, length]`.
    pub(super) flat: Tensor,
    /// `[lanes, steps * batch, inputs + 1]`.
    pub(super) inputs: Tensor,
    /// `[lanes, steps * batch, answers]`, the right class, or -1 where none is asked for.
    classes: Tensor,
    /// `[steps, lanes, samples]`.
    pub(super) active: Tensor,
    /// `[steps, lanes, samples]`, in `(0, 1]`.
    draws: Tensor,
    /// tau or beta, `[lanes]`.
    pub(super) ponder_cost: Tensor,
    /// `lambda_p`, `[lanes]`.
    pub(super) prior: Tensor,
}

impl Problem {
    /// The problem of these sizes that the seed makes, in double precision.
    pub(super) fn new(sizes: Sizes, lanes: i64, seed: u64) -> Self {
        tch::set_num_threads(1);
        let network = Network::new(sizes, (Kind::Double, Device::Cpu));
        let mut draws = Draws::new(Stream::Training, Seed(seed), 0, 0);
        let mut random = |shape: &[i64], low: f64, high: f64| {
            let count = shape.iter().product::<i64>();
            let values: Vec<f64> = (0..count)
                .map(|_| low + (high - low) * draws.unit())
                .collect();
            Tensor::from_slice(&values).view(shape)
        };
        let (steps, rows) = (sizes.steps, sizes.steps * sizes.batch);
        let inputs = random(&[lanes, rows, sizes.inputs + 1], -1.0, 1.0);
        let noise = random(&[lanes, network.layout.length()], -1.0, 1.0);
        let flat = noise * padding_mask(&network.layout);
        if let Some(unit) = &mut network.layout.views(&flat).halting {
            unit.bias += -1.0;
        }
        let lengths = random(&[lanes, sizes.batch], 0.5, steps as f64 + 0.5).round();
        let active = active(&lengths, &sizes);
        let classes = random(&[lanes, rows, sizes.answers], -1.0, sizes.classes as f64).floor();
        Self {
            classes: classes
                .where_self(&rows_of(&active, &sizes).gt(0.0), &classes.full_like(-1.0)),
            active,
            draws: random(&[steps, lanes, sizes.samples()], 1e-3, 1.0),
            ponder_cost: random(&[lanes], 0.0, 0.5),
            prior: random(&[lanes], 0.1, 0.9),
            network,
            flat,
            inputs,
        }
    }

    /// The same with weights as far from 0 as at the start of training. Larger ones make a recurrent
    /// network amplify whatever rounding leaves.
    pub(super) fn at_the_start(self) -> Self {
        let bound = 1.0 / (self.network.sizes.hidden as f64).sqrt();
        Self {
            flat: self.flat * bound,
            ..self
        }
    }

    pub(super) fn to_float(&self) -> Self {
        let float = |tensor: &Tensor| tensor.to_kind(Kind::Float);
        Self {
            network: Network::new(self.network.sizes, (Kind::Float, Device::Cpu)),
            flat: float(&self.flat),
            inputs: float(&self.inputs),
            classes: float(&self.classes),
            active: float(&self.active),
            draws: float(&self.draws),
            ponder_cost: float(&self.ponder_cost),
            prior: float(&self.prior),
        }
    }

    /// The gradient by autograd, `[lanes, length]`.
    pub(super) fn oracle_gradient(&self) -> Tensor {
        let flat = self.flat.detach().set_requires_grad(true);
        loss(self, &flat).sum(None).backward();
        flat.grad()
    }

    /// The gradient by the hand-written passes, `[lanes, length]`.
    pub(super) fn gradient(&self) -> Tensor {
        let weights = self.network.layout.views(&self.flat);
        let gradients = self.flat.zeros_like();
        let mut views = self.network.layout.views(&gradients);
        self.network.reverse(
            &weights,
            &mut views,
            &self.tape(&self.flat),
            &Lesson {
                inputs: &self.inputs,
                targets: &self.targets(),
                restraints: &Restraints {
                    ponder_cost: self.ponder_cost.unsqueeze(1) / self.network.sizes.batch,
                    prior: self.prior.unsqueeze(1),
                },
            },
        );
        gradients
    }

    /// The forward pass with these weights.
    pub(super) fn tape(&self, flat: &Tensor) -> Tape {
        let sight = Sight {
            inputs: &self.inputs,
            active: &self.active,
            draws: self.network.sizes.draws_ponder().then_some(&self.draws),
        };
        let weights = self.network.layout.views(flat);
        self.network.forward(&weights, &sight)
    }

    /// How many updates each sample of each step got, and which was taken, with these weights.
    pub(super) fn ponder(&self, flat: &Tensor) -> Vec<Tensor> {
        let of = |end: &End| match end {
            End::Fixed => Vec::new(),
            End::Act(record) => vec![record.ponder()],
            End::PonderNet(record) => vec![record.ponder.copy(), record.length.copy()],
        };
        let tape = self.tape(flat);
        tape.thoughts.iter().flat_map(|t| of(&t.end)).collect()
    }

    fn targets(&self) -> Targets {
        let sizes = &self.network.sizes;
        let asked = self.classes.ge(0.0).to_kind(self.classes.kind()) / sizes.batch;
        let class = self.classes.clamp_min(0.0);
        if sizes.classes == 2 {
            let padding = [0, sizes.logits() - sizes.answers];
            Targets::Binary {
                yes: class.constant_pad_nd(padding),
                weight: asked.constant_pad_nd(padding),
            }
        } else {
            Targets::Classes {
                class: class.to_kind(Kind::Int64).unsqueeze(3),
                weight: asked.unsqueeze(3),
            }
        }
    }

    /// The cross-entropy of one step's logits over the batch size, `[lanes, batch]`, written another
    /// way than the engine's.
    pub(super) fn answer_loss(&self, step: i64, logits: &Tensor) -> Tensor {
        let sizes = &self.network.sizes;
        let classes = self
            .classes
            .narrow(1, step * sizes.batch, sizes.batch)
            .unsqueeze(3);
        let width = sizes.outputs / sizes.answers;
        let logits = logits.narrow(2, 0, sizes.outputs).reshape([
            logits.size()[0],
            sizes.batch,
            sizes.answers,
            width,
        ]);
        let logits = match width {
            1 => Tensor::cat(&[&logits.zeros_like(), &logits], 3),
            _ => logits,
        };
        let choices = Tensor::arange(sizes.classes, (classes.kind(), Device::Cpu));
        let is_right = classes.eq_tensor(&choices).to_kind(logits.kind());
        let likelihood = logits.exp() / logits.exp().sum_dim_intlist(3, true, None);
        let losses = likelihood.log() * is_right / -(sizes.batch as f64);
        losses.sum_dim_intlist([2, 3].as_slice(), false, None)
    }

    /// The N that PonderNet takes, `[lanes, batch]`: the first whose cumulative probability reaches
    /// the draw, or the mean, rounded.
    pub(super) fn chosen(
        &self,
        step: i64,
        weights: &[Tensor],
        lengths: &Tensor,
        sampler: Sampler,
    ) -> Tensor {
        let draws = self.draws.get(step).narrow(1, 0, self.network.sizes.batch);
        let mut cumulative = lengths.zeros_like();
        let mut mean = lengths.zeros_like();
        let mut before = lengths.zeros_like();
        for (n, weight) in (1..).zip(weights) {
            mean += weight.detach() * f64::from(n);
            cumulative += weight.detach();
            let not_yet = (cumulative.ones_like() - &cumulative).ge_tensor(&draws);
            before += not_yet.to_kind(cumulative.kind());
        }
        let is_active = lengths.gt(0.0).to_kind(lengths.kind());
        match sampler {
            Sampler::Bernoulli => (before + 1.0).minimum(lengths) * is_active,
            Sampler::Mean => mean.round() * is_active,
        }
    }
}

/// 1 where a sequence has a step, `[steps, lanes, samples]`.
fn active(lengths: &Tensor, sizes: &Sizes) -> Tensor {
    let padding = [0, sizes.samples() - sizes.batch];
    let steps = Tensor::arange(sizes.steps, (Kind::Double, Device::Cpu)).view([-1, 1, 1]);
    let lengths = lengths.constant_pad_nd(padding).unsqueeze(0);
    steps.lt_tensor(&lengths).to_kind(Kind::Double)
}

/// `[steps, lanes, samples] -> [lanes, steps * batch, 1]`.
fn rows_of(active: &Tensor, sizes: &Sizes) -> Tensor {
    let real = active.narrow(2, 0, sizes.batch).transpose(0, 1);
    real.reshape([real.size()[0], -1, 1])
}

/// 1 for every parameter, 0 for padding.
pub(super) fn padding_mask(layout: &Layout) -> Tensor {
    let mut matrices = layout.matrices(&vec![0.0; layout.length() as usize]);
    for matrix in &mut matrices {
        matrix.values.fill(1.0);
    }
    Tensor::from_slice(&layout.flatten(&matrices)).to_kind(Kind::Double)
}

/// A small network of this kind.
pub(super) fn small(cell: Cell, halting: HaltingKind) -> Sizes {
    Sizes {
        cell,
        halting,
        cap: 6,
        steps: 3,
        batch: 4,
        inputs: 3,
        hidden: 5,
        answers: 2,
        classes: 3,
        outputs: 6,
    }
}

/// Sizes of any kind, mostly of those that decide for themselves.
pub(super) fn any_sizes() -> impl Strategy<Value = Sizes> {
    let halting = prop_oneof![
        Just(HaltingKind::None),
        (1..4_u32).prop_map(HaltingKind::Repeat),
        Just(HaltingKind::Act),
        Just(HaltingKind::Act),
        Just(HaltingKind::PonderNet(Sampler::Bernoulli)),
        Just(HaltingKind::PonderNet(Sampler::Mean)),
    ];
    let cell = proptest::sample::select(Cell::ALL.to_vec());
    let sizes = (1..4_i64, 1..40_i64, 1..6_i64, 1..20_i64);
    let answers = (1..3_i64, 2..5_i64);
    (cell, halting, 1..7_u32, sizes, answers).prop_map(
        |(cell, halting, cap, (steps, batch, inputs, hidden), (answers, classes))| Sizes {
            cell,
            halting,
            cap,
            steps,
            batch,
            inputs,
            hidden,
            answers,
            classes,
            outputs: answers * if classes == 2 { 1 } else { classes },
        },
    )
}
