//! How the updates of an input step end, what the network takes of them, and the way back.
//!
//! Baselines with a fixed number of updates take the last state and need nothing of this folder but
//! [`fixed_updates`]. The others have a halting unit, `h^n = sigmoid(W_h s^n + b_h)`.
//!
//! Per-sample quantities are `[lanes, samples]`, with samples padded to whole blocks. Samples whose
//! sequence has ended, and padding, have halted before the first update.

pub(crate) mod act;
pub(crate) mod ponder_net;

use dwell_domain::HaltingKind;
use tch::{Device, Kind, Tensor};

use crate::{expand::upload, layout::HaltingViews, sizes::Sizes, span::Span};

/// N where it is fixed: one for the plain network, k for `repeat:k`.
pub(crate) const fn fixed_updates(kind: HaltingKind) -> Option<u32> {
    match kind {
        HaltingKind::None => Some(1),
        HaltingKind::Repeat(updates) => Some(updates),
        HaltingKind::Act | HaltingKind::PonderNet(_) => None,
    }
}

/// A lane's own settings of what holds its thinking back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Restraint {
    /// tau or beta; 0 where nothing ponders.
    pub(crate) ponder_cost: f64,
    /// The mean of PonderNet's prior; without meaning elsewhere.
    pub(crate) prior_mean: f64,
}

/// The restraints of all lanes, each `[lanes, 1]`.
#[derive(Debug)]
pub(crate) struct Restraints {
    /// tau or beta over the batch size: its weight in the mean over the batch.
    pub(crate) ponder_cost: Tensor,
    /// `lambda_p`, one over the mean of the prior, kept below 1.
    pub(crate) prior: Tensor,
}

impl Restraints {
    /// `lambda_p` of a prior whose mean is 1 would leave no probability for more.
    const MOST_CERTAIN: f64 = 1.0 - 1e-6;

    /// Stacks the restraints of lanes.
    pub(crate) fn new(lanes: &[Restraint], sizes: &Sizes, options: (Kind, Device)) -> Self {
        let column = |of: &dyn Fn(&Restraint) -> f64| {
            let values: Vec<f64> = lanes.iter().map(of).collect();
            upload(&Tensor::from_slice(&values).unsqueeze(1), options)
        };
        let batch = sizes.batch as f64;
        Self {
            ponder_cost: column(&|lane| lane.ponder_cost / batch),
            prior: column(&|lane| lane.prior_mean.recip().min(Self::MOST_CERTAIN)),
        }
    }
}

/// `h^n`, from the hidden states after an update, `[lanes, batch, H]`.
fn halting(unit: &HaltingViews, hidden: &Tensor, sizes: &Sizes) -> Tensor {
    let mut sums = sum_over_units(&(hidden * &unit.weight), sizes);
    sums += &unit.bias;
    sums.sigmoid_()
}

/// The gradient of the halting unit over the updates of one input step, summed over the batch at its
/// end.
#[derive(Debug, Default)]
pub(crate) struct UnitGradient {
    /// Weight, `[lanes, batch, H]`, and bias, `[lanes, samples]`; nothing before the first update.
    sums: Option<(Tensor, Tensor)>,
}

impl UnitGradient {
    /// Adds what an update of some lanes says, the first one of all lanes; `d_sum` is the gradient of
    /// `W_h s^n + b_h`, `[lanes, samples]`. Returns that without padding, `[lanes, batch, 1]`.
    pub(crate) fn add(
        &mut self,
        hidden: &Tensor,
        d_sum: &Tensor,
        lanes: Span,
        sizes: &Sizes,
    ) -> Tensor {
        let without_padding = per_sample(d_sum, sizes);
        match &self.sums {
            Some((weight, bias)) => {
                let (mut weight, mut bias) = (lanes.of(weight, 0), lanes.of(bias, 0));
                bias += d_sum;
                let _ = weight.addcmul_(hidden, &without_padding);
            }
            None => self.sums = Some((hidden * &without_padding, d_sum.copy())),
        }
        without_padding
    }

    /// Adds the sums over the batch to `gradients`.
    pub(crate) fn end(&self, gradients: &mut HaltingViews) {
        if let Some((weight, bias)) = &self.sums {
            gradients.weight += weight.sum_dim_intlist(1, true, None);
            gradients.bias += bias.sum_dim_intlist(1, true, None);
        }
    }
}

/// The sum over parts and units of the products of two states, `[lanes, samples]`.
fn dot(left: &Tensor, right: &Tensor, sizes: &Sizes) -> Tensor {
    let sums = (left * right).sum_dim_intlist(-1, false, None);
    let sums = match sizes.parts() {
        1 => sums,
        _ => sums.select(0, 0) + sums.select(0, 1),
    };
    pad_samples(sums, sizes)
}

/// `[lanes, batch, H] -> [lanes, samples]`.
fn sum_over_units(values: &Tensor, sizes: &Sizes) -> Tensor {
    pad_samples(values.sum_dim_intlist(-1, false, None), sizes)
}

/// `[lanes, batch] -> [lanes, samples]`.
pub(crate) fn pad_samples(values: Tensor, sizes: &Sizes) -> Tensor {
    match sizes.samples() - sizes.batch {
        0 => values,
        padding => values.constant_pad_nd([0, padding]),
    }
}

/// `[lanes, samples] -> [lanes, batch, 1]`.
fn per_sample(values: &Tensor, sizes: &Sizes) -> Tensor {
    match sizes.samples() - sizes.batch {
        0 => values.unsqueeze(2),
        _ => values.narrow(1, 0, sizes.batch).unsqueeze(2),
    }
}
