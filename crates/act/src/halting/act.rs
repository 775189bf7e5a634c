//! Adaptive computation time (Graves 2016, section 2): the number of updates `N`, the remainder `R`,
//! and the mean-field state `s = sum_n p^n s^n`.

use tch::{Device, Kind, Tensor};

use super::{dot, halting, per_sample};
use crate::{
    cell::hidden,
    layout::HaltingViews,
    network::Network,
    span::{STATE, Span},
};

/// A sample halts as soon as its halting probabilities sum to `1 - EPSILON`.
pub(crate) const EPSILON: f64 = 0.01;

/// What one update left for the way back; `[lanes, samples]` of the lanes it was for.
#[derive(Debug)]
struct Update {
    lanes: Span,
    /// `h^n`.
    halting: Tensor,
    /// `1 - sum_{i<n} h^i` where `n <= N`, else 0.
    left: Tensor,
    /// Whether `n < N`.
    goes_on: Tensor,
    /// `p^n`, 0 once halted; `[lanes, batch, 1]`.
    weight: Tensor,
}

/// Constants on the pack's device.
#[derive(Debug)]
pub(crate) struct Constants {
    /// `EPSILON`.
    enough: Tensor,
    zero: Tensor,
}

impl Constants {
    pub(crate) fn new(options: (Kind, Device)) -> Self {
        Self {
            enough: Tensor::full([1], EPSILON, options),
            zero: Tensor::zeros([1], options),
        }
    }
}

/// One input step of a pack while it is thought about, and afterwards the record of it.
#[derive(Debug)]
pub(crate) struct Record {
    updates: Vec<Update>,
    /// The lanes that the next one is of.
    lanes: Span,
    /// `1 - sum_{i<=n} h^i`, 0 once halted.
    left: Tensor,
    /// `s`; before the first update nothing.
    mean: Option<Tensor>,
}

impl Record {
    /// Before the first update; `active` is 1 for the samples whose sequence has not ended, else 0.
    pub(crate) fn begin(active: Tensor) -> Self {
        Self {
            updates: Vec::new(),
            lanes: Span::all(active.size()[0]),
            left: active,
            mean: None,
        }
    }

    /// Takes in the state of `lanes` after the next update, all lanes after the first; says which
    /// samples of them go on. One whose numbers are not finite does not.
    pub(crate) fn observe(
        &mut self,
        unit: &HaltingViews,
        state: &Tensor,
        lanes: Span,
        network: &Network,
    ) -> Tensor {
        let sizes = &network.sizes;
        let left = lanes.within(self.lanes, &self.left, 0);
        let halting = halting(unit, &hidden(state), sizes);
        let after = &left - &halting;
        let goes_on = if self.updates.len() as u32 + 1 < sizes.cap {
            after.gt_tensor(&network.act.enough)
        } else {
            after.gt(f64::INFINITY)
        };
        let weight = halting.where_self(&goes_on, &left);
        self.left = &left - &weight;
        self.lanes = lanes;

        let weight = per_sample(&weight, sizes);
        match &self.mean {
            Some(mean) => drop(lanes.of(mean, STATE).addcmul_(state, &weight)),
            None => self.mean = Some(state * &weight),
        }
        self.updates.push(Update {
            lanes,
            halting,
            left,
            goes_on: goes_on.shallow_clone(),
            weight,
        });
        goes_on
    }

    /// `s`, the mean over the updates.
    pub(crate) fn mean(&self) -> &Tensor {
        let mean = self.mean.as_ref();
        mean.expect("there was a first update")
    }

    /// `N`, `[lanes, samples]`; 0 where there is no input.
    pub(crate) fn ponder(&self) -> Tensor {
        self.over_updates(|update| update.left.gt(0.0))
    }

    /// `R`, `[lanes, samples]`.
    pub(crate) fn remainder(&self) -> Tensor {
        self.over_updates(|update| &update.left * update.goes_on.logical_not())
    }

    fn over_updates(&self, of: impl Fn(&Update) -> Tensor) -> Tensor {
        let total = self.updates[0].left.zeros_like();
        for update in &self.updates {
            let mut part = update.lanes.of(&total, 0);
            part += of(update);
        }
        total
    }

    /// `dLoss/dz^n` of every update, `[lanes, samples]` of its lanes: through the sigmoid from
    /// `dLoss/dh^n = dLoss/ds (s^n - s^N) - tau` for `n < N` and 0 for `n = N`. N is a constant, R is
    /// not; what the outputs say is in `dLoss/ds`, since they are linear in `s`.
    ///
    /// `d_mean` is `dLoss/ds`; `ponder_cost` is tau over the batch size, `[lanes, 1]`.
    pub(crate) fn d_sums<'a>(
        &self,
        states: impl Iterator<Item = &'a Tensor>,
        d_mean: &Tensor,
        ponder_cost: &Tensor,
        network: &Network,
    ) -> Vec<Tensor> {
        let pull = |(update, state): (&Update, &'a Tensor)| {
            let d_mean = update.lanes.of(d_mean, STATE);
            dot(&d_mean, state, &network.sizes)
        };
        let pulls: Vec<Tensor> = self.updates.iter().zip(states).map(pull).collect();
        let mut at_end = self.at_end(&pulls);
        at_end += ponder_cost;
        let through_sigmoid = |(update, mut pull): (&Update, Tensor)| {
            pull -= update.lanes.of(&at_end, 0);
            let pull = pull.where_self(&update.goes_on, &network.act.zero);
            Tensor::sigmoid_backward(&pull, &update.halting)
        };
        let updates = self.updates.iter();
        updates.zip(pulls).map(through_sigmoid).collect()
    }

    /// Of a value of each update that of update N, `[lanes, samples]`.
    fn at_end(&self, values: &[Tensor]) -> Tensor {
        let mut updates = self.updates.iter().zip(values).rev();
        let (last, value) = updates.next().expect("there was a first update");
        let (mut lanes, mut at_end) = (last.lanes, value.copy());
        for (update, value) in updates {
            if update.lanes == lanes {
                at_end = at_end.where_self(&update.goes_on, value);
            } else {
                let later = value.copy();
                lanes.within(update.lanes, &later, 0).copy_(&at_end);
                lanes = update.lanes;
                at_end = later.where_self(&update.goes_on, value);
            }
        }
        at_end
    }

    /// What this input step alone says about the state after update `n` (from 0): `p^n dLoss/ds`
    /// and, through the halting unit, `dLoss/dz^n W_h`; `d_sum` is `dLoss/dz^n`, `[lanes, batch, 1]`.
    pub(crate) fn d_state(
        &self,
        n: usize,
        d_mean: &Tensor,
        d_sum: &Tensor,
        unit: &HaltingViews,
    ) -> Tensor {
        let Update { lanes, weight, .. } = &self.updates[n];
        let gradient = lanes.of(d_mean, STATE) * weight;
        let _ = hidden(&gradient).addcmul_(d_sum, &unit.weight);
        gradient
    }
}
