//! The reverse pass, written by hand: no graph is recorded, and every sum has a fixed order.

use tch::Tensor;

use crate::{
    cell::rnn::Rnn,
    forward::{Tape, Thought},
    halting::act,
    layout::Views,
    network::Network,
};

impl Network {
    /// Adds the gradient of the loss to `gradients`.
    ///
    /// The loss of a lane is the mean over its batch of `L + tau sum_t (N(t) + R(t))`. `inputs` are
    /// those of the forward pass, `d_logits` is `dLoss/dlogits`, `[lanes, steps * batch, O]`, and
    /// `ponder_cost` is tau over the batch size, `[lanes, 1]`.
    pub(crate) fn reverse(
        &self,
        weights: &Views,
        gradients: &mut Views,
        inputs: &Tensor,
        tape: &Tape,
        d_logits: &Tensor,
        ponder_cost: &Tensor,
    ) {
        let batch = self.sizes.batch;
        let _ = gradients
            .output
            .baddbmm_(&tape.states.transpose(1, 2), d_logits);
        gradients.output_bias += d_logits.sum_dim_intlist(1, true, None);
        let d_states = d_logits.bmm(&weights.output.transpose(1, 2));

        let mut d_projected = Vec::new();
        let mut d_carried: Option<Tensor> = None;
        for (step, thought) in tape.thoughts.iter().enumerate().rev() {
            let mut d_outcome = d_states.narrow(1, step as i64 * batch, batch);
            if let Some(carried) = d_carried {
                d_outcome += carried;
            }
            let before = step
                .checked_sub(1)
                .map(|last| tape.thoughts[last].outcome());
            let drives = self.through(weights, gradients, thought, before, &d_outcome, ponder_cost);
            if let Some(flag) = &mut gradients.flag {
                *flag += drives.first.sum_dim_intlist(1, true, None);
            }
            d_carried = before.map(|_| Rnn::d_before(weights, None, &drives.first));
            d_projected.push(drives.sum);
        }
        d_projected.reverse();
        let d_projected = Tensor::cat(&d_projected, 1);
        let _ = gradients
            .input
            .baddbmm_(&inputs.transpose(1, 2), &d_projected);
    }

    /// Back through the updates of one input step, from the gradient of its outcome.
    fn through(
        &self,
        weights: &Views,
        gradients: &mut Views,
        thought: &Thought,
        before: Option<&Tensor>,
        d_outcome: &Tensor,
        ponder_cost: &Tensor,
    ) -> Drives {
        let own = self.outcome_gradients(weights, gradients, thought, d_outcome, ponder_cost);
        let updates = &thought.updates;
        let mut drives: Option<Drives> = None;
        for (n, own) in own.into_iter().enumerate().rev() {
            let d_state = match (&drives, own) {
                (Some(later), own) => Rnn::d_before(weights, own.as_ref(), &later.first),
                (None, own) => own.expect("the last update has a part in the outcome"),
            };
            let d_drive = Rnn::d_drive(&d_state, &updates[n]);
            if let Some(previous) = n.checked_sub(1).map(|m| &updates[m]).or(before) {
                Rnn::accumulate(gradients, previous, &d_drive);
            }
            drives = Some(match drives {
                Some(later) => Drives {
                    sum: later.sum + &d_drive,
                    first: d_drive,
                },
                None => Drives {
                    sum: d_drive.copy(),
                    first: d_drive,
                },
            });
        }
        drives.expect("a step has at least one update")
    }

    /// What the outcome of an input step alone says about the state after each update; `None`
    /// where the state has no direct part in the outcome.
    fn outcome_gradients(
        &self,
        weights: &Views,
        gradients: &mut Views,
        thought: &Thought,
        d_outcome: &Tensor,
        ponder_cost: &Tensor,
    ) -> Vec<Option<Tensor>> {
        let (sizes, updates) = (&self.sizes, &thought.updates);
        let Some(record) = &thought.record else {
            let mut own: Vec<Option<Tensor>> = updates.iter().map(|_| None).collect();
            own[updates.len() - 1] = Some(d_outcome.copy());
            return own;
        };
        let unit = weights.halting.as_ref().expect("ACT has a halting unit");
        let d_unit = gradients.halting.as_mut().expect("ACT has a halting unit");
        let d_halting = record.d_halting(updates, d_outcome, ponder_cost, sizes);
        act::accumulate(d_unit, updates, &d_halting, sizes);
        let d_state = |(n, d_halting)| Some(record.d_state(n, d_outcome, d_halting, unit, sizes));
        d_halting.iter().enumerate().map(d_state).collect()
    }
}

/// Gradients of the drives of one input step's updates.
struct Drives {
    /// Of the first update, `[lanes, batch, H]`.
    first: Tensor,
    /// Summed over the updates, from the last one down.
    sum: Tensor,
}
