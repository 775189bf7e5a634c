//! The hand-written gradient against autograd, and against differences of the loss itself.

use dwell_domain::{Cell, HaltingKind, Sampler};
use proptest::prelude::*;
use tch::{Kind, Tensor};

use super::{
    loss,
    problem::{Problem, any_sizes, padding_mask, small},
};

/// The largest difference, relative to the largest value.
fn relative_difference(left: &Tensor, right: &Tensor) -> f64 {
    let scale = right.abs().max().double_value(&[]).max(1e-3);
    (left.to_kind(Kind::Double) - right)
        .abs()
        .max()
        .double_value(&[])
        / scale
}

/// Compares every parameter's gradient with the slope of the oracle's loss.
fn equals_finite_differences(cell: Cell, halting: HaltingKind) {
    let problem = Problem::new(small(cell, halting), 1, 11);
    let gradient = problem.gradient();
    let ponder = problem.ponder(&problem.flat);
    let longest = ponder
        .iter()
        .map(|n| n.max().double_value(&[]))
        .fold(0.0, f64::max);
    assert!(
        longest > 2.0 || !halting.is_adaptive(),
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
            (
                loss(&problem, &flat).double_value(&[0]),
                problem.ponder(&flat),
            )
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
            "{cell:?} {halting} at {at}: {actual}, not {expected}"
        );
        checked += 1;
    }
    assert!(
        checked > parameters / 2,
        "only {checked} of {parameters} were smooth"
    );
}

#[test]
fn act_gradient_equals_finite_differences() {
    for cell in Cell::ALL {
        equals_finite_differences(cell, HaltingKind::Act);
    }
}

#[test]
fn ponder_net_gradient_equals_finite_differences() {
    for sampler in [Sampler::Bernoulli, Sampler::Mean] {
        equals_finite_differences(Cell::Gru, HaltingKind::PonderNet(sampler));
    }
}

#[test]
fn gradients_of_baselines_equal_finite_differences() {
    for cell in Cell::ALL {
        equals_finite_differences(cell, HaltingKind::None);
        equals_finite_differences(cell, HaltingKind::Repeat(3));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn hand_written_gradient_equals_autograd(sizes in any_sizes(), lanes in 1..4_i64, seed: u64) {
        let problem = Problem::new(sizes, lanes, seed);
        let difference = relative_difference(&problem.gradient(), &problem.oracle_gradient());
        prop_assert!(difference < 1e-6, "{difference}");
    }

    #[test]
    fn single_precision_is_near_the_oracle(sizes in any_sizes(), lanes in 1..4_i64, seed: u64) {
        let problem = Problem::new(sizes, lanes, seed).at_the_start();
        let single = problem.to_float();
        // In the rare case that rounding moves a halting across its threshold there is no comparing.
        let rounded = single.ponder(&single.flat);
        let exact = problem.ponder(&problem.flat);
        prop_assume!(rounded.iter().zip(&exact).all(|(r, e)| r.to_kind(Kind::Double) == *e));
        let difference = relative_difference(&single.gradient(), &problem.oracle_gradient());
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
