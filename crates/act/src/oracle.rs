//! The same network by autograd, as short as possible, and what it says about the hand-written
//! passes. Only tests know it.

#![expect(
    clippy::assign_op_pattern,
    reason = "an assignment in place would change what autograd has kept"
)]

use dwell_domain::{Cell, HaltingKind, Seed};
use dwell_tasks::{Draws, Stream};
use proptest::prelude::*;
use tch::{Device, Kind, Reduction, Tensor};

use crate::{
    forward::Tape,
    halting::{act::EPSILON, fixed_updates},
    layout::{Layout, Views},
    network::Network,
    sizes::Sizes,
};

/// The loss of each lane, `[lanes]`: the mean over the batch of `L + tau sum_t (N(t) + R(t))`.
fn loss(weights: &Views, sizes: &Sizes, problem: &Problem) -> Tensor {
    let mut state: Option<Tensor> = None;
    let mut loss = problem.ponder_cost.zeros_like();
    for step in 0..sizes.steps {
        let rows = |all: &Tensor| all.narrow(1, step * sizes.batch, sizes.batch);
        let (outcome, ponder) = think(weights, sizes, &rows(&problem.inputs), state.take());
        let logits =
            (outcome.matmul(&weights.output) + &weights.output_bias).narrow(2, 0, sizes.outputs);
        let targets = rows(&problem.targets).narrow(2, 0, sizes.outputs);
        let wrongness = logits.binary_cross_entropy_with_logits(
            &targets,
            None::<&Tensor>,
            None::<&Tensor>,
            Reduction::None,
        );
        loss = loss + wrongness.sum_dim_intlist([1, 2].as_slice(), false, None) / sizes.batch;
        loss = loss + &problem.ponder_cost * ponder.mean_dim(1, false, None);
        state = Some(outcome);
    }
    loss
}

/// The outcome of one input step, `[lanes, batch, H]`, and its `N + R`, `[lanes, batch]`.
fn think(
    weights: &Views,
    sizes: &Sizes,
    inputs: &Tensor,
    before: Option<Tensor>,
) -> (Tensor, Tensor) {
    let drive = inputs.matmul(&weights.input);
    let mut drive_now = match &weights.flag {
        Some(flag) => &drive + flag,
        None => drive.copy(),
    };
    let mut state = before.unwrap_or_else(|| drive.zeros_like());
    let mut outcome = drive.zeros_like();
    let mut spent = drive.select(2, 0).zeros_like();
    let mut running = spent.ones_like();
    let mut cost = spent.zeros_like();
    for n in 1..=fixed_updates(sizes.halting).unwrap_or(sizes.cap) {
        state = (drive_now + state.matmul(&weights.recurrent)).tanh();
        drive_now = drive.copy();
        let Some(unit) = &weights.halting else {
            outcome = state.copy();
            continue;
        };
        let halting = ((&state * &unit.weight).sum_dim_intlist(2, false, None)
            + unit.bias.squeeze_dim(2))
        .sigmoid();
        let remainder = spent.ones_like() - &spent;
        spent = spent + &halting;
        let enough = spent.detach().ge(1.0 - EPSILON).to_kind(running.kind());
        let halts = if n == sizes.cap {
            running.copy()
        } else {
            &running * enough
        };
        cost = cost + &running + &halts * &remainder;
        running = running - &halts;
        let weight = &running * halting + halts * remainder;
        outcome = outcome + &state * weight.unsqueeze(2);
    }
    (outcome, cost)
}

/// A network with random weights, and something for it to learn.
struct Problem {
    network: Network,
    /// `[lanes, length]`.
    flat: Tensor,
    /// `[lanes, steps * batch, inputs + 1]`.
    inputs: Tensor,
    /// `[lanes, steps * batch, O]`.
    targets: Tensor,
    /// tau, `[lanes]`.
    ponder_cost: Tensor,
}

impl Problem {
    /// The problem of these sizes that the seed makes, in double precision.
    fn new(sizes: Sizes, lanes: i64, seed: u64) -> Self {
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
        let rows = sizes.steps * sizes.batch;
        let inputs = random(&[lanes, rows, sizes.inputs + 1], -1.0, 1.0);
        let targets = random(&[lanes, rows, sizes.logits()], 0.0, 1.0).round();
        let noise = random(&[lanes, network.layout.length()], -1.0, 1.0);
        let flat = noise * padding_mask(&network.layout);
        if let Some(unit) = &mut network.layout.views(&flat).halting {
            unit.bias += -1.0;
        }
        let ponder_cost = random(&[lanes], 0.0, 0.5);
        Self {
            network,
            flat,
            inputs,
            targets,
            ponder_cost,
        }
    }

    fn to_float(&self) -> Self {
        let float = |tensor: &Tensor| tensor.to_kind(Kind::Float);
        Self {
            network: Network::new(self.network.sizes, (Kind::Float, Device::Cpu)),
            flat: float(&self.flat),
            inputs: float(&self.inputs),
            targets: float(&self.targets),
            ponder_cost: float(&self.ponder_cost),
        }
    }

    /// The gradient by autograd, `[lanes, length]`.
    fn oracle_gradient(&self) -> Tensor {
        let flat = self.flat.detach().set_requires_grad(true);
        let weights = self.network.layout.views(&flat);
        loss(&weights, &self.network.sizes, self)
            .sum(None)
            .backward();
        flat.grad()
    }

    /// The gradient by the hand-written passes, `[lanes, length]`.
    fn gradient(&self) -> Tensor {
        let weights = self.network.layout.views(&self.flat);
        let gradients = self.flat.zeros_like();
        let tape = self.network.forward(&weights, &self.inputs);
        let d_logits = self.network.d_logits(&tape.logits, &self.targets);
        let ponder_cost = self.ponder_cost.unsqueeze(1) / self.network.sizes.batch;
        let mut views = self.network.layout.views(&gradients);
        self.network.reverse(
            &weights,
            &mut views,
            &self.inputs,
            &tape,
            &d_logits,
            &ponder_cost,
        );
        gradients
    }

    /// Loss and number of updates of each sample when the weights are `flat`, by the forward pass.
    fn outcome_at(&self, flat: &Tensor) -> (f64, Vec<Tensor>) {
        let tape = self
            .network
            .forward(&self.network.layout.views(flat), &self.inputs);
        let sizes = &self.network.sizes;
        let real = |all: &Tensor| all.narrow(2, 0, sizes.outputs);
        let wrongness = real(&tape.logits).binary_cross_entropy_with_logits(
            &real(&self.targets),
            None::<&Tensor>,
            None::<&Tensor>,
            Reduction::Sum,
        );
        let cost = ponder(&tape, |record| &record.ponder + &record.remainder);
        let cost: Tensor = cost
            .iter()
            .map(|cost| cost.sum_dim_intlist(1, false, None))
            .sum();
        let total = (wrongness + (cost * &self.ponder_cost).sum(None)) / sizes.batch;
        (
            total.double_value(&[]),
            ponder(&tape, |record| record.ponder.copy()),
        )
    }
}

fn ponder(tape: &Tape, of: impl Fn(&crate::halting::act::Record) -> Tensor) -> Vec<Tensor> {
    tape.thoughts
        .iter()
        .filter_map(|thought| thought.record.as_ref())
        .map(of)
        .collect()
}

/// 1 for every parameter, 0 for padding.
fn padding_mask(layout: &Layout) -> Tensor {
    let mut matrices = layout.matrices(&vec![0.0; layout.length() as usize]);
    for matrix in &mut matrices {
        matrix.values.fill(1.0);
    }
    Tensor::from_slice(&layout.flatten(&matrices)).to_kind(Kind::Double)
}

/// The largest difference, relative to the largest value.
fn relative_difference(left: &Tensor, right: &Tensor) -> f64 {
    let scale = right.abs().max().double_value(&[]).max(1e-3);
    (left.to_kind(Kind::Double) - right)
        .abs()
        .max()
        .double_value(&[])
        / scale
}

fn small(halting: HaltingKind) -> Sizes {
    Sizes {
        cell: Cell::Rnn,
        halting,
        cap: 6,
        steps: 3,
        batch: 4,
        inputs: 3,
        hidden: 5,
        outputs: 2,
    }
}

fn any_sizes() -> impl Strategy<Value = Sizes> {
    let halting = prop_oneof![
        Just(HaltingKind::None),
        (1..4_u32).prop_map(HaltingKind::Repeat),
        Just(HaltingKind::Act),
        Just(HaltingKind::Act),
    ];
    let sizes = (1..4_i64, 1..40_i64, 1..6_i64, 1..20_i64, 1..3_i64);
    (halting, 1..7_u32, sizes).prop_map(
        |(halting, cap, (steps, batch, inputs, hidden, outputs))| Sizes {
            cell: Cell::Rnn,
            halting,
            cap,
            steps,
            batch,
            inputs,
            hidden,
            outputs,
        },
    )
}

#[test]
fn act_gradient_equals_finite_differences() {
    let problem = Problem::new(small(HaltingKind::Act), 1, 11);
    let gradient = problem.gradient();
    let (_, ponder) = problem.outcome_at(&problem.flat);
    let longest = ponder
        .iter()
        .map(|n| n.max().double_value(&[]))
        .fold(0.0, f64::max);
    assert!(
        longest > 2.0,
        "this problem halts too early to say anything: {longest}"
    );
    let width = 1e-5;
    let (mut checked, mut parameters) = (0, 0);
    let real = padding_mask(&problem.network.layout);
    for at in 0..problem.network.layout.length() {
        if real.double_value(&[at]) == 0.0 {
            continue;
        }
        parameters += 1;
        let nudged = |by: f64| {
            let flat = problem.flat.copy();
            let _ = flat.narrow(1, at, 1).g_add_scalar_(by);
            problem.outcome_at(&flat)
        };
        let ((above, n_above), (below, n_below)) = (nudged(width), nudged(-width));
        if n_above != ponder || n_below != ponder {
            continue; // N is a constant of the gradient; across its jumps there is none.
        }
        let (expected, actual) = (
            (above - below) / (2.0 * width),
            gradient.double_value(&[0, at]),
        );
        assert!(
            (expected - actual).abs() < 1e-6,
            "at {at}: {actual}, not {expected}"
        );
        checked += 1;
    }
    assert!(
        checked > parameters / 2,
        "only {checked} of {parameters} were smooth"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn hand_written_gradient_equals_autograd(sizes in any_sizes(), lanes in 1..4_i64, seed: u64) {
        let problem = Problem::new(sizes, lanes, seed);
        let difference = relative_difference(&problem.gradient(), &problem.oracle_gradient());
        prop_assert!(difference < 1e-6, "{difference}");
    }

    #[test]
    fn single_precision_is_near_the_oracle(sizes in any_sizes(), lanes in 1..4_i64, seed: u64) {
        let problem = Problem::new(sizes, lanes, seed);
        let single = problem.to_float().gradient();
        let difference = relative_difference(&single, &problem.oracle_gradient());
        prop_assert!(difference < 1e-5, "{difference}");
    }

    #[test]
    fn padding_stays_zero(sizes in any_sizes(), seed: u64) {
        let problem = Problem::new(sizes, 2, seed);
        let padding = padding_mask(&problem.network.layout).ones_like() - padding_mask(&problem.network.layout);
        let leaked = (problem.gradient() * padding).abs().max().double_value(&[]);
        prop_assert!(leaked <= 0.0, "{leaked}");
    }
}
