//! Adam (Kingma and Ba 2015) over the stacked parameters of a pack, with settings per lane.

use tch::{Device, Kind, Tensor};

use crate::lanes::Stack;

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
}

/// One update of all lanes with their gradients, `[lanes, length]`.
///
/// Per lane `w -= lr / (1 - beta_1^t) m / (sqrt(v / (1 - beta_2^t)) + epsilon)`.
pub(crate) fn update(stack: &mut Stack, gradients: &Tensor, lanes: &[LaneStep]) {
    let options = (gradients.kind(), gradients.device());
    let step_sizes = column(lanes, options, |lane| {
        -lane.learning_rate / (1.0 - BETA_1.powf(lane.step as f64))
    });
    let corrections = column(lanes, options, |lane| {
        (1.0 - BETA_2.powf(lane.step as f64)).sqrt().recip()
    });
    let _ = stack.first.lerp_(gradients, 1.0 - BETA_1);
    let _ = stack.second.lerp_(&(gradients * gradients), 1.0 - BETA_2);
    let mut deviation = stack.second.sqrt();
    deviation *= corrections;
    deviation += Tensor::full([1], EPSILON, options);
    let _ = stack
        .weights
        .addcdiv_(&(&stack.first * step_sizes), &deviation);
}

/// A number for each lane, `[lanes, 1]`.
fn column(
    lanes: &[LaneStep],
    (kind, device): (Kind, Device),
    value: impl Fn(&LaneStep) -> f64,
) -> Tensor {
    let values: Vec<f64> = lanes.iter().map(value).collect();
    Tensor::from_slice(&values)
        .unsqueeze(1)
        .to_kind(kind)
        .to_device(device)
}
