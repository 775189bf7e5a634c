//! Adaptive computation time (Graves 2016, section 2): the halting unit `h^n = sigmoid(W_h s^n + b_h)`,
//! the number of updates `N`, the remainder `R`, and the mean-field state `s = sum_n p^n s^n`.
//!
//! Per-sample quantities are `[lanes, samples]`, with samples padded to whole blocks; padded samples
//! have halted before the first update.

use tch::{Device, Kind, Tensor};

use crate::{layout::HaltingViews, sizes::Sizes};

/// A sample halts as soon as its halting probabilities sum to `1 - EPSILON`.
pub(crate) const EPSILON: f64 = 0.01;

/// What one update left for the reverse pass.
#[derive(Debug)]
struct Update {
    /// `h^n`.
    halting: Tensor,
    /// `p^n`; 0 once halted.
    weight: Tensor,
    /// 1 where `n < N`, else 0.
    goes_on: Tensor,
    /// 1 where `n = N`, else 0.
    halts: Tensor,
}

/// One input step of a pack while it is thought about, and afterwards the record of it.
#[derive(Debug)]
pub(crate) struct Record {
    updates: Vec<Update>,
    /// `1 - EPSILON`.
    enough: Tensor,
    /// `1 - sum_{i<=n} h^i`.
    left: Tensor,
    /// 1 where the sample has not halted.
    running: Tensor,
    /// `s`, `[lanes, batch, H]`.
    mean: Tensor,
    /// `N`.
    pub(crate) ponder: Tensor,
    /// `R`.
    pub(crate) remainder: Tensor,
}

impl Record {
    /// Before the first update.
    pub(crate) fn begin(lanes: i64, sizes: &Sizes, options: (Kind, Device)) -> Self {
        let zeros = || Tensor::zeros([lanes, sizes.samples()], options);
        let running = zeros();
        let _ = running.narrow(1, 0, sizes.batch).fill_(1.0);
        Self {
            updates: Vec::new(),
            enough: Tensor::full([1], EPSILON, options),
            left: Tensor::ones([lanes, sizes.samples()], options),
            running,
            mean: Tensor::zeros([lanes, sizes.batch, sizes.units()], options),
            ponder: zeros(),
            remainder: zeros(),
        }
    }

    /// Takes in the state after the next update; says whether every sample has halted.
    pub(crate) fn observe(&mut self, unit: &HaltingViews, state: &Tensor, sizes: &Sizes) -> bool {
        let mut sums = sum_over_units(&(state * &unit.weight), sizes);
        sums += &unit.bias.squeeze_dim(2);
        let halting = sums.sigmoid_();

        let mut remainder = self.left.copy();
        self.left -= &halting;
        let mut halts = self.running.copy();
        if self.updates.len() as u32 + 1 < sizes.cap {
            halts *= self.left.le_tensor(&self.enough);
        }
        self.ponder += &self.running;
        self.running -= &halts;
        remainder *= &halts;
        self.remainder += &remainder;

        let weight = remainder.addcmul(&self.running, &halting);
        let _ = self.mean.addcmul_(state, &per_sample(&weight, sizes));
        let goes_on = self.running.copy();
        self.updates.push(Update {
            halting,
            weight,
            goes_on,
            halts,
        });
        self.running.max().double_value(&[]) == 0.0
    }

    /// The mean-field state.
    pub(crate) const fn mean(&self) -> &Tensor {
        &self.mean
    }

    /// `dLoss/dz^n` of every update, `[lanes, samples]`: through the sigmoid from
    /// `dLoss/dh^n = dLoss/ds (s^n - s^N) - tau` for `n < N` and 0 for `n = N`. N is a constant, R is
    /// not; what the outputs say is in `dLoss/ds`, since they are linear in `s`.
    ///
    /// `d_mean` is `dLoss/ds`, `[lanes, batch, H]`; `ponder_cost` is tau over the batch size,
    /// `[lanes, 1]`.
    pub(crate) fn d_halting(
        &self,
        states: &[Tensor],
        d_mean: &Tensor,
        ponder_cost: &Tensor,
        sizes: &Sizes,
    ) -> Vec<Tensor> {
        let pull = |state| sum_over_units(&(d_mean * state), sizes);
        let pulls: Vec<Tensor> = states.iter().map(pull).collect();
        let mut at_end = ponder_cost.expand_as(&self.ponder).copy();
        for (update, pull) in self.updates.iter().zip(&pulls) {
            let _ = at_end.addcmul_(&update.halts, pull);
        }
        let through_sigmoid = |(update, mut pull): (&Update, Tensor)| {
            pull -= &at_end;
            pull *= &update.goes_on;
            Tensor::sigmoid_backward(&pull, &update.halting)
        };
        self.updates
            .iter()
            .zip(pulls)
            .map(through_sigmoid)
            .collect()
    }

    /// What this input step alone says about the state after update `n` (from 0): `p^n dLoss/ds`
    /// and, through the halting unit, `dLoss/dz^n W_h`.
    pub(crate) fn d_state(
        &self,
        n: usize,
        d_mean: &Tensor,
        d_halting: &Tensor,
        unit: &HaltingViews,
        sizes: &Sizes,
    ) -> Tensor {
        let mut gradient = d_mean * per_sample(&self.updates[n].weight, sizes);
        let _ = gradient.addcmul_(&per_sample(d_halting, sizes), &unit.weight);
        gradient
    }
}

/// Adds to the gradient of the halting unit what one input step says about it.
pub(crate) fn accumulate(
    gradients: &mut HaltingViews,
    states: &[Tensor],
    d_halting: &[Tensor],
    sizes: &Sizes,
) {
    let mut weight = states[0].zeros_like();
    let mut bias = d_halting[0].zeros_like();
    for (state, d_halting) in states.iter().zip(d_halting) {
        let _ = weight.addcmul_(state, &per_sample(d_halting, sizes));
        bias += d_halting;
    }
    gradients.weight += weight.sum_dim_intlist(1, true, None);
    gradients.bias += bias.sum_dim_intlist(1, true, None).unsqueeze(2);
}

/// `[lanes, batch, H] -> [lanes, samples]`.
fn sum_over_units(values: &Tensor, sizes: &Sizes) -> Tensor {
    let sums = values.sum_dim_intlist(-1, false, None);
    match sizes.samples() - sizes.batch {
        0 => sums,
        padding => sums.constant_pad_nd([0, padding]),
    }
}

/// `[lanes, samples] -> [lanes, batch, 1]`.
fn per_sample(values: &Tensor, sizes: &Sizes) -> Tensor {
    values.narrow(1, 0, sizes.batch).unsqueeze(2)
}
