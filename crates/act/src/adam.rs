//! Adam (Kingma and Ba 2015) over the stacked parameters of a pack, with settings per lane.

use tch::{Device, Kind, Tensor};

use crate::{expand::upload, lanes::Stack, sizes::BLOCK};

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// A lane's part in an update.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LaneStep {
    /// The number of this update in the lane's own count, from 1.
    pub(crate) step: u64,
    /// The lane's step size.
    pub(crate) learning_rate: f64,
    /// The most that the norm of its gradient may be.
    pub(crate) gradient_clip: Option<f64>,
}

/// One update of all lanes with their gradients, `[lanes, length]`.
///
/// Per lane `w -= lr / (1 - beta_1^t) m / (sqrt(v / (1 - beta_2^t)) + epsilon)`. All memory is taken
/// before anything is changed.
pub(crate) fn update(stack: &mut Stack, mut gradients: Tensor, lanes: &[LaneStep]) {
    let options = (gradients.kind(), gradients.device());
    if lanes.iter().any(|lane| lane.gradient_clip.is_some()) {
        gradients *= scales(&gradients, lanes);
    }
    let [step_sizes, corrections] = columns(lanes, options, |lane| {
        let step = lane.step as f64;
        [
            -lane.learning_rate / (1.0 - BETA_1.powf(step)),
            (1.0 - BETA_2.powf(step)).sqrt().recip(),
        ]
    });
    let epsilon = Tensor::full([1], EPSILON, options);
    let squares = &gradients * &gradients;
    let mut deviation = gradients.empty_like();

    let _ = stack.first.lerp_(&gradients, 1.0 - BETA_1);
    let _ = stack.second.lerp_(&squares, 1.0 - BETA_2);
    let _ = stack.second.sqrt_out(&deviation);
    deviation *= corrections;
    deviation += epsilon;
    let steps = stack.first.multiply_out(&squares, &step_sizes);
    let _ = stack.weights.addcdiv_(&steps, &deviation);
}

/// What brings the norm of each lane's gradient down to its limit, `[lanes, 1]`; 1 where it is below
/// or there is none.
fn scales(gradients: &Tensor, lanes: &[LaneStep]) -> Tensor {
    let options = (gradients.kind(), gradients.device());
    let [limits] = columns(lanes, options, |lane| {
        [lane.gradient_clip.unwrap_or(f64::INFINITY)]
    });
    let squares = gradients * gradients;
    let norms = sum_of_rows(&squares).sqrt();
    // Two infinities would make NaN of a lane that has no limit.
    (limits / norms.clamp_max(f64::from(f32::MAX))).clamp_max(1.0)
}

/// `[lanes, length] -> [lanes, 1]`, in an order that does not depend on how many lanes there are:
/// libtorch shares the sum of a single long row between threads, but not one of several rows.
fn sum_of_rows(values: &Tensor) -> Tensor {
    let [lanes, length] = values.size()[..] else {
        unreachable!("parameters are [lanes, length]")
    };
    let blocks = values.view([lanes, length / BLOCK, BLOCK]);
    let mut sums = blocks.sum_dim_intlist(2, false, None);
    while sums.size()[1] > BLOCK {
        let rest = sums.size()[1] % BLOCK;
        let padding = if rest == 0 { 0 } else { BLOCK - rest };
        let padded = sums.constant_pad_nd([0, padding]);
        sums = padded
            .view([lanes, -1, BLOCK])
            .sum_dim_intlist(2, false, None);
    }
    sums.sum_dim_intlist(1, true, None)
}

/// Numbers for each lane, each `[lanes, 1]`.
fn columns<const N: usize>(
    lanes: &[LaneStep],
    options: (Kind, Device),
    values: impl Fn(&LaneStep) -> [f64; N],
) -> [Tensor; N] {
    let values: Vec<f64> = lanes.iter().flat_map(values).collect();
    let values = Tensor::from_slice(&values).view([lanes.len() as i64, N as i64]);
    let values = upload(&values, options);
    std::array::from_fn(|at| values.narrow(1, at as i64, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adam of one lane as the paper has it, element by element, after clipping.
    fn expected(lane: &LaneStep, gradient: &[f64], state: &mut [[f64; 3]]) {
        let norm = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        let scale = lane
            .gradient_clip
            .map_or(1.0, |clip| (clip / norm).min(1.0));
        for ([weight, first, second], gradient) in state.iter_mut().zip(gradient) {
            let gradient = gradient * scale;
            *first = 0.9 * *first + 0.1 * gradient;
            *second = 0.999 * *second + 0.001 * gradient * gradient;
            let mean = *first / (1.0 - 0.9_f64.powf(lane.step as f64));
            let spread = *second / (1.0 - 0.999_f64.powf(lane.step as f64));
            *weight -= lane.learning_rate * mean / (spread.sqrt() + 1e-8);
        }
    }

    #[test]
    fn each_lane_takes_the_steps_of_the_paper_with_its_own_settings() {
        const LENGTH: usize = BLOCK as usize * 3;
        let options = (Kind::Double, Device::Cpu);
        let lane = |step, learning_rate, gradient_clip| LaneStep {
            step,
            learning_rate,
            gradient_clip,
        };
        let mut lanes = [
            lane(1, 1e-3, None),
            lane(41, 0.1, Some(0.5)),
            lane(7, 1e-2, Some(1e6)),
        ];
        let zeros = || Tensor::zeros([3, LENGTH as i64], options);
        let mut stack = Stack::of(zeros(), zeros(), zeros());
        let mut states = vec![vec![[0.0; 3]; LENGTH]; 3];
        for round in 0..4 {
            let value = |at: usize| ((at * 37 + round * 11) % 101) as f64 / 50.0 - 1.0;
            let gradients: Vec<f64> = (0..3 * LENGTH).map(value).collect();
            let tensor = Tensor::from_slice(&gradients).view([3, LENGTH as i64]);
            update(&mut stack, tensor, &lanes);
            for (at, lane) in lanes.iter_mut().enumerate() {
                let gradient = &gradients[at * LENGTH..(at + 1) * LENGTH];
                expected(lane, gradient, &mut states[at]);
                lane.step += 1;
            }
        }
        for (at, state) in states.iter().enumerate() {
            for (element, [weight, ..]) in state.iter().enumerate() {
                let actual = stack.weights.double_value(&[at as i64, element as i64]);
                assert!(
                    (actual - weight).abs() < 1e-9,
                    "{at}, {element}: {actual}, not {weight}"
                );
            }
        }
    }
}
