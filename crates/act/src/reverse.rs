//! The reverse pass, written by hand: no graph is recorded, and every sum has a fixed order.

use tch::Tensor;

use crate::{
    cell::{self, hidden},
    forward::{End, Tape, Thought, Turn, join, logits},
    halting::{self, Restraints, UnitGradient},
    head::Targets,
    layout::{HaltingViews, Views},
    network::Network,
    products::Products,
    span::{STATE, Span},
};

/// What the loss of a pass depends on beside weights and tape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lesson<'a> {
    /// Those of the forward pass, `[lanes, steps * batch, inputs + 1]`.
    pub(crate) inputs: &'a Tensor,
    /// The right answers.
    pub(crate) targets: &'a Targets,
    /// What holds thinking back.
    pub(crate) restraints: &'a Restraints,
}

impl Network {
    /// Adds the gradient of the loss to `gradients`.
    ///
    /// The loss of a lane is the mean over its batch of `L + tau sum_t (N(t) + R(t))`, for PonderNet
    /// of `sum_t sum_n p^n L(y^n) + beta KL(p || prior)`.
    pub(crate) fn reverse(
        &self,
        weights: &Views,
        gradients: &mut Views,
        tape: &Tape,
        lesson: &Lesson<'_>,
    ) {
        let steps_per_product = self.sizes.steps_per_product();
        let mut pass = Pass {
            network: self,
            weights,
            recurrent_transposed: weights.recurrent.transpose(1, 2),
            gradients,
            lesson,
            recurrent: Products::new(steps_per_product),
            output: Products::new(steps_per_product),
        };
        let d_states = pass.through_outputs(tape);
        pass.through_steps(tape, d_states.as_ref());
    }
}

/// The reverse pass on its way.
struct Pass<'a> {
    network: &'a Network,
    weights: &'a Views,
    /// `[lanes, gates * H, H]`.
    recurrent_transposed: Tensor,
    gradients: &'a mut Views,
    lesson: &'a Lesson<'a>,
    recurrent: Products,
    /// Used by PonderNet, whose every update has an answer.
    output: Products,
}

/// Gradients of the drives of one input step's updates.
struct Drives {
    /// Summed over the updates, from the last one down, `[lanes, batch, gates * H]`.
    sum: Tensor,
    /// Of the first update alone.
    first: cell::Gradient,
}

impl Pass<'_> {
    /// Back through the outputs of the outcomes; `None` where only the updates have answers.
    fn through_outputs(&mut self, tape: &Tape) -> Option<Tensor> {
        let Pass {
            network,
            weights,
            gradients,
            lesson,
            ..
        } = self;
        if matches!(tape.thoughts[0].end, End::PonderNet(_)) {
            return None;
        }
        let d_logits = lesson.targets.d_logits(&tape.logits, &network.sizes);
        let _ = gradients
            .output
            .baddbmm_(&tape.states.transpose(1, 2), &d_logits);
        gradients.output_bias += d_logits.sum_dim_intlist(1, true, None);
        Some(d_logits.bmm(&weights.output.transpose(1, 2)))
    }

    /// Back through the input steps, from the last one to the first.
    fn through_steps(&mut self, tape: &Tape, d_states: Option<&Tensor>) {
        let sizes = &self.network.sizes;
        let mut d_drives = Vec::new();
        let mut d_carried: Option<Tensor> = None;
        for (at, thought) in tape.thoughts.iter().enumerate().rev() {
            let step = at as i64;
            let own = d_states.map(|all| all.narrow(1, step * sizes.batch, sizes.batch));
            let d_outcome = self.d_outcome(own, d_carried.take(), thought);
            let before = at.checked_sub(1).map(|last| tape.thoughts[last].outcome());
            let drives = self.through_updates(step, thought, before, &d_outcome);
            self.recurrent.end_step(step, &self.gradients.recurrent);
            self.output.end_step(step, &self.gradients.output);
            if let Some(flag) = &mut self.gradients.flag {
                *flag += drives.first.drive.sum_dim_intlist(1, true, None);
            }
            d_carried = before.map(|_| {
                let recurrent = &self.recurrent_transposed;
                drives.first.d_before(recurrent, sizes)
            });
            d_drives.push(drives.sum);
        }
        d_drives.reverse();
        let d_drives = join(d_drives);
        let inputs = self.lesson.inputs.transpose(1, 2);
        let _ = self.gradients.input.baddbmm_(&inputs, &d_drives);
    }

    /// The gradient of a step's outcome: of its answers and of the steps after it.
    fn d_outcome(&self, own: Option<Tensor>, carried: Option<Tensor>, thought: &Thought) -> Tensor {
        match (own, carried) {
            (Some(own), Some(carried)) => {
                let mut d_hidden = hidden(&carried);
                d_hidden += own;
                carried
            }
            (Some(own), None) => cell::with_hidden(own, &self.network.sizes),
            (None, Some(carried)) => carried,
            (None, None) => thought.outcome().zeros_like(),
        }
    }

    /// Back through the updates of one input step, from the gradient of its outcome.
    fn through_updates(
        &mut self,
        step: i64,
        thought: &Thought,
        before: Option<&Tensor>,
        d_outcome: &Tensor,
    ) -> Drives {
        let d_states = self.outcome_gradients(step, thought, d_outcome);
        let turns = &thought.turns;
        let mut later: Option<(Drives, Span)> = None;
        for (n, (turn, own)) in turns.iter().zip(d_states).enumerate().rev() {
            let d_state = self.d_state(own, later.as_ref(), turn);
            let last = n.checked_sub(1).map(|last| &turns[last]);
            let before = match last {
                Some(last) => Some(turn.lanes.within(last.lanes, &last.update.state, STATE)),
                None => before.map(Tensor::shallow_clone),
            };
            let gradient = self
                .network
                .cell
                .back(&turn.update, before.as_ref(), &d_state);
            cell::accumulate_biases(self.gradients, &gradient, turn.lanes);
            if let Some(before) = &before {
                let product = gradient.product().shallow_clone();
                self.recurrent
                    .push(step, n, turn.lanes, hidden(before), product);
            }
            let sum = match later.take() {
                None => gradient.drive.shallow_clone(),
                Some((drives, lanes)) if lanes == turn.lanes => drives.sum + &gradient.drive,
                Some((drives, lanes)) => {
                    let sum = gradient.drive.copy();
                    let mut part = lanes.within(turn.lanes, &sum, 0);
                    part += drives.sum;
                    sum
                }
            };
            later = Some((
                Drives {
                    sum,
                    first: gradient,
                },
                turn.lanes,
            ));
        }
        let (drives, _) = later.expect("a step has at least one update");
        drives
    }

    /// The gradient of the state after an update: its own part in the outcome, and the update after
    /// it.
    fn d_state(&self, own: Option<Tensor>, later: Option<&(Drives, Span)>, turn: &Turn) -> Tensor {
        let Some((later, lanes)) = later else {
            return own.expect("the last update has a part in the outcome");
        };
        let recurrent = lanes.of(&self.recurrent_transposed, 0);
        match own {
            Some(own) => {
                let part = lanes.within(turn.lanes, &own, STATE);
                later.first.add_to_before(&recurrent, &part);
                own
            }
            None => later.first.d_before(&recurrent, &self.network.sizes),
        }
    }

    /// What an input step alone says about the state after each update, of its lanes; `None` where
    /// the state has no direct part in the loss.
    fn outcome_gradients(
        &mut self,
        step: i64,
        thought: &Thought,
        d_outcome: &Tensor,
    ) -> Vec<Option<Tensor>> {
        let sizes = &self.network.sizes;
        match &thought.end {
            End::Fixed => {
                let mut own: Vec<Option<Tensor>> = thought.turns.iter().map(|_| None).collect();
                own[thought.turns.len() - 1] = Some(d_outcome.shallow_clone());
                own
            }
            End::Act(record) => {
                let cost = &self.lesson.restraints.ponder_cost;
                let d_sums = record.d_sums(thought.states(), d_outcome, cost, self.network);
                self.through_halting(thought, &d_sums, |n, d_sum, unit| {
                    record.d_state(n, d_outcome, d_sum, unit)
                })
            }
            End::PonderNet(record) => {
                let answers = self.through_answers(step, thought, record);
                let (losses, d_hidden): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
                let d_sums = record.d_sums(&losses, self.lesson.restraints);
                self.through_halting(thought, &d_sums, |n, d_sum, unit| {
                    let d_state = record.d_state(n, d_outcome, d_sum, unit, sizes);
                    let mut own = hidden(&d_state);
                    own += &d_hidden[n];
                    d_state
                })
            }
        }
    }

    /// Back through the halting unit: its own gradient, and by `d_state` that of the states.
    fn through_halting(
        &mut self,
        thought: &Thought,
        d_sums: &[Tensor],
        d_state: impl Fn(usize, &Tensor, &HaltingViews) -> Tensor,
    ) -> Vec<Option<Tensor>> {
        let Pass {
            network: Network { sizes, .. },
            weights,
            gradients,
            ..
        } = self;
        let unit = weights.halting.as_ref();
        let unit = unit.expect("who decides has a halting unit");
        let d_unit = gradients.halting.as_mut();
        let d_unit = d_unit.expect("who decides has a halting unit");
        let mut gathered = UnitGradient::default();
        let mut d_states = Vec::new();
        for (n, (turn, d_sum)) in thought.turns.iter().zip(d_sums).enumerate() {
            let d_sum = gathered.add(&turn.update.hidden(), d_sum, turn.lanes, sizes);
            d_states.push(Some(d_state(n, &d_sum, &unit.of(turn.lanes))));
        }
        gathered.end(d_unit);
        d_states
    }

    /// Back through the answers of every update: the loss of each, `[lanes, samples]`, and the
    /// gradient of its hidden state, `[lanes, batch, H]`.
    fn through_answers(
        &mut self,
        step: i64,
        thought: &Thought,
        record: &halting::ponder_net::Record,
    ) -> Vec<(Tensor, Tensor)> {
        let (network, lesson) = (self.network, self.lesson);
        let sizes = &network.sizes;
        let mut answers = Vec::new();
        for (n, turn) in thought.turns.iter().enumerate() {
            let lanes = turn.lanes;
            let weights = self.weights.of(lanes);
            let targets = lesson.targets.of(lanes, step * sizes.batch, sizes.batch);
            let said = logits(&weights, &turn.update.hidden());
            let losses = halting::pad_samples(targets.losses(&said, sizes), sizes);
            let weight = record.weight(n).narrow(1, 0, sizes.batch).unsqueeze(2);
            let d_logits = targets.d_logits(&said, sizes) * weight;
            let mut bias = lanes.of(&self.gradients.output_bias, 0);
            bias += d_logits.sum_dim_intlist(1, true, None);
            answers.push((losses, d_logits.bmm(&weights.output.transpose(1, 2))));
            self.output
                .push(step, n, lanes, turn.update.hidden(), d_logits);
        }
        answers
    }
}
