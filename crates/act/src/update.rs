//! One optimiser update of all lanes: samples, forward, loss gradient, reverse, Adam.

use dwell_tasks::Samples;
use tch::{Kind, Tensor};

use crate::{
    adam::{self, LaneStep},
    expand::expand,
    lanes::Stack,
    network::Network,
};

/// A lane's own settings of an update.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LaneSettings {
    /// Its place in the optimiser's schedule.
    pub(crate) adam: LaneStep,
    /// tau; 0 where nothing ponders.
    pub(crate) ponder_cost: f64,
}

impl Network {
    /// Updates every lane with its batch; says of each lane whether its logits were finite.
    pub(crate) fn update(
        &self,
        stack: &mut Stack,
        batches: &[Samples],
        lanes: &[LaneSettings],
    ) -> Vec<bool> {
        let expanded = expand(batches, &self.sizes, self.options);
        let weights = self.layout.views(&stack.weights);
        let tape = self.forward(&weights, &expanded.inputs);
        let d_logits = self.d_logits(&tape.logits, &expanded.targets);

        let gradients = stack.weights.zeros_like();
        let mut views = self.layout.views(&gradients);
        let ponder_cost = self.ponder_cost(lanes);
        self.reverse(
            &weights,
            &mut views,
            &expanded.inputs,
            &tape,
            &d_logits,
            &ponder_cost,
        );

        let steps: Vec<LaneStep> = lanes.iter().map(|lane| lane.adam).collect();
        adam::update(stack, &gradients, &steps);
        finite(&tape.logits)
    }

    /// The gradient of the cross-entropy, summed over a sequence's answers and averaged over the
    /// batch: `(sigmoid(y) - target) / batch`, and 0 for padding.
    pub(crate) fn d_logits(&self, logits: &Tensor, targets: &Tensor) -> Tensor {
        let mut gradient = logits.sigmoid();
        gradient -= targets;
        gradient *= &self.logit_scale;
        gradient
    }

    /// tau over the batch size, `[lanes, 1]`.
    fn ponder_cost(&self, lanes: &[LaneSettings]) -> Tensor {
        let batch = self.sizes.batch as f64;
        let values: Vec<f64> = lanes.iter().map(|lane| lane.ponder_cost / batch).collect();
        let (kind, device) = self.options;
        Tensor::from_slice(&values)
            .unsqueeze(1)
            .to_kind(kind)
            .to_device(device)
    }
}

/// Of each lane, whether all its values are finite: a sum is not, once one of its terms is not.
fn finite(values: &Tensor) -> Vec<bool> {
    let sums = values.sum_dim_intlist([1, 2].as_slice(), false, Kind::Double);
    let mut host = vec![0.0; sums.numel()];
    let lanes = host.len();
    sums.copy_data(&mut host, lanes);
    host.into_iter().map(f64::is_finite).collect()
}
