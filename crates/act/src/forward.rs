//! The forward pass: every lane thinks about every input step until its last sample has halted.

use tch::Tensor;

use crate::{
    halting::{act, fixed_updates},
    layout::Views,
    network::Network,
};

/// What a pass leaves for the loss, the statistics and the reverse pass.
#[derive(Debug)]
pub(crate) struct Tape {
    /// One for each input step.
    pub(crate) thoughts: Vec<Thought>,
    /// The states that the outputs read, `[lanes, steps * batch, H]`, step by step.
    pub(crate) states: Tensor,
    /// `[lanes, steps * batch, O]`.
    pub(crate) logits: Tensor,
}

/// The updates of one input step.
#[derive(Debug)]
pub(crate) struct Thought {
    /// `s^n` from n = 1 on, each `[lanes, batch, H]`.
    pub(crate) updates: Vec<Tensor>,
    /// How they ended, where the network decided it.
    pub(crate) record: Option<act::Record>,
}

impl Thought {
    /// The state that the outputs and the next input step see.
    pub(crate) fn outcome(&self) -> &Tensor {
        match &self.record {
            Some(record) => record.mean(),
            None => self.updates.last().expect("a step has at least one update"),
        }
    }
}

impl Network {
    /// Runs the network over `inputs`, `[lanes, steps * batch, inputs + 1]`, step by step.
    pub(crate) fn forward(&self, weights: &Views, inputs: &Tensor) -> Tape {
        let batch = self.sizes.batch;
        let projected = inputs.bmm(&weights.input);
        let mut thoughts: Vec<Thought> = Vec::new();
        for step in 0..self.sizes.steps {
            let before = thoughts.last().map(Thought::outcome);
            let projected = projected.narrow(1, step * batch, batch);
            thoughts.push(self.think(weights, &projected, before));
        }
        let outcomes: Vec<&Tensor> = thoughts.iter().map(Thought::outcome).collect();
        let states = Tensor::cat(&outcomes, 1);
        let logits = weights
            .output_bias
            .baddbmm(&states, &weights.output, 1.0, 1.0);
        Tape {
            thoughts,
            states,
            logits,
        }
    }

    /// The updates of one input step, from the projected input and the state before it.
    fn think(&self, weights: &Views, projected: &Tensor, before: Option<&Tensor>) -> Thought {
        let flagged = weights.flag.as_ref().map(|flag| projected + flag);
        let first = flagged.as_ref().unwrap_or(projected);
        let mut updates = vec![self.cell.update(weights, first, before)];
        let record = match fixed_updates(self.sizes.halting) {
            Some(count) => {
                while updates.len() < count as usize {
                    updates.push(self.again(weights, projected, &updates));
                }
                None
            }
            None => Some(self.until_halted(weights, projected, &mut updates)),
        };
        Thought { updates, record }
    }

    fn until_halted(
        &self,
        weights: &Views,
        projected: &Tensor,
        updates: &mut Vec<Tensor>,
    ) -> act::Record {
        let unit = weights.halting.as_ref().expect("ACT has a halting unit");
        let lanes = projected.size()[0];
        let mut record = act::Record::begin(lanes, &self.sizes, self.options);
        while !record.observe(unit, &updates[updates.len() - 1], &self.sizes) {
            updates.push(self.again(weights, projected, updates));
        }
        record
    }

    fn again(&self, weights: &Views, projected: &Tensor, updates: &[Tensor]) -> Tensor {
        self.cell.update(weights, projected, updates.last())
    }
}
