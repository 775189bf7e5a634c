//! Evaluations: how well and how long a lane thinks on held-out sequences.
//!
//! A lane is evaluated by itself, in batches of the training size, so nothing of it depends on its
//! neighbours. Sums over samples are taken on the host, in order and in double precision.

use std::collections::BTreeMap;

use dwell_domain::{Axis, Evaluation, PonderStatistics, ProfilePoint, Step, Task};
use dwell_tasks::Samples;
use tch::{Kind, Tensor};

use crate::{
    expand::expand,
    forward::{Tape, Thought},
    halting::fixed_updates,
    layout::Views,
    network::Network,
};

/// Evaluates one lane, whose weights are `[1, rows, columns]`, after `step` updates.
pub(crate) fn evaluate(
    network: &Network,
    weights: &Views,
    task: &Task,
    sequences: u32,
    step: Step,
) -> Evaluation {
    let batch = network.sizes.batch as u32;
    let mut tally = Tally::default();
    for first in (0..sequences).step_by(batch as usize) {
        // Always a whole batch, so that every product has the same shape; what is too much is not
        // counted.
        let samples = dwell_tasks::held_out(task, first..first + batch);
        let inputs = expand(
            std::slice::from_ref(&samples),
            &network.sizes,
            network.options,
        )
        .inputs;
        let answers = Answers::of(network, &network.forward(weights, &inputs));
        tally.count(&answers, &samples, batch.min(sequences - first) as usize);
    }
    tally.into_evaluation(network, step)
}

/// What the network answered to a batch, on the host, in the order of the tensors' rows.
struct Answers {
    steps: usize,
    batch: usize,
    outputs: usize,
    /// `[steps * batch, outputs]`.
    logits: Vec<f64>,
    /// `[steps * batch]`.
    ponder: Vec<u32>,
    /// `[steps * batch]`; 0 where the halting has none.
    remainder: Vec<f64>,
}

impl Answers {
    fn of(network: &Network, tape: &Tape) -> Self {
        let sizes = &network.sizes;
        let rows = sizes.steps * sizes.batch;
        let of_records = |fixed: f64, pick: fn(&crate::halting::act::Record) -> &Tensor| {
            let of_thought = |thought: &Thought| match &thought.record {
                Some(record) => to_host(&pick(record).narrow(1, 0, sizes.batch)),
                None => vec![fixed; sizes.batch as usize],
            };
            tape.thoughts
                .iter()
                .flat_map(of_thought)
                .collect::<Vec<f64>>()
        };
        let fixed = f64::from(fixed_updates(sizes.halting).unwrap_or(0));
        let ponder = of_records(fixed, |record| &record.ponder);
        Self {
            steps: sizes.steps as usize,
            batch: sizes.batch as usize,
            outputs: sizes.outputs as usize,
            logits: to_host(
                &tape
                    .logits
                    .narrow(2, 0, sizes.outputs)
                    .reshape([rows * sizes.outputs]),
            ),
            ponder: ponder.into_iter().map(|n| n as u32).collect(),
            remainder: of_records(0.0, |record| &record.remainder),
        }
    }
}

fn to_host(values: &Tensor) -> Vec<f64> {
    let mut host = vec![0.0; values.numel()];
    let length = host.len();
    values
        .to_kind(Kind::Double)
        .contiguous()
        .copy_data(&mut host, length);
    host
}

/// Sums over the input steps that share one value of an axis.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    samples: u64,
    ponder: u64,
    wrong: u64,
}

/// Sums over the sequences seen so far.
#[derive(Debug, Default)]
struct Tally {
    sequences: u64,
    loss: f64,
    wrong: u64,
    remainder: f64,
    histogram: Vec<u64>,
    batches: u64,
    batch_max: u64,
    profile: BTreeMap<(Axis, u32), Cell>,
}

impl Tally {
    /// Counts the first `rows` sequences of a batch.
    fn count(&mut self, answers: &Answers, samples: &Samples, rows: usize) {
        let mut longest = 0;
        for row in 0..rows {
            let mut all_right = true;
            for step in 0..answers.steps {
                let at = step * answers.batch + row;
                let ponder = answers.ponder[at];
                let right = self.count_answers(answers, samples, row, step);
                self.count_ponder(ponder, answers.remainder[at]);
                self.count_profile(Axis::Difficulty, samples.difficulty[row], ponder, right);
                self.count_profile(Axis::Position, step as u32 + 1, ponder, right);
                longest = longest.max(ponder);
                all_right &= right;
            }
            self.sequences += 1;
            self.wrong += u64::from(!all_right);
        }
        self.batches += 1;
        self.batch_max += u64::from(longest);
    }

    /// Adds the loss of one input step; says whether all its answers are right.
    fn count_answers(
        &mut self,
        answers: &Answers,
        samples: &Samples,
        row: usize,
        step: usize,
    ) -> bool {
        let outputs = answers.outputs;
        let logits = (step * answers.batch + row) * outputs;
        let targets = (row * answers.steps + step) * outputs;
        let mut right = true;
        for output in 0..outputs {
            let logit = answers.logits[logits + output];
            let target = samples.targets[targets + output];
            self.loss += cross_entropy(logit, target);
            right &= if target { logit > 0.0 } else { logit <= 0.0 };
        }
        right
    }

    fn count_ponder(&mut self, ponder: u32, remainder: f64) {
        let updates = ponder as usize;
        if self.histogram.len() < updates {
            self.histogram.resize(updates, 0);
        }
        self.histogram[updates - 1] += 1;
        self.remainder += remainder;
    }

    fn count_profile(&mut self, axis: Axis, key: u32, ponder: u32, right: bool) {
        let cell = self.profile.entry((axis, key)).or_default();
        cell.samples += 1;
        cell.ponder += u64::from(ponder);
        cell.wrong += u64::from(!right);
    }

    fn into_evaluation(self, network: &Network, step: Step) -> Evaluation {
        let sequences = self.sequences as f64;
        let input_steps: u64 = self.histogram.iter().sum();
        let at_cap = self.histogram.get(network.sizes.cap as usize - 1);
        let loss = self.loss / sequences;
        let share = |count: u64, of: u64| count as f64 / of as f64;
        let point = |((axis, key), cell): ((Axis, u32), Cell)| ProfilePoint {
            axis,
            key,
            samples: cell.samples,
            mean_ponder: share(cell.ponder, cell.samples),
            error: share(cell.wrong, cell.samples),
        };
        Evaluation {
            step,
            loss: loss.is_finite().then_some(loss),
            error: share(self.wrong, self.sequences),
            ponder: PonderStatistics {
                mean_remainder: network
                    .sizes
                    .has_halting_unit()
                    .then(|| self.remainder / input_steps as f64),
                mean_batch_max: share(self.batch_max, self.batches),
                share_at_cap: share(at_cap.copied().unwrap_or(0), input_steps),
                histogram: self.histogram,
                profile: self.profile.into_iter().map(point).collect(),
            },
        }
    }
}

/// `-ln p(target)` in nats, from the logit of yes.
fn cross_entropy(logit: f64, target: bool) -> f64 {
    let wrongness = if target { -logit } else { logit };
    wrongness.max(0.0) + (-logit.abs()).exp().ln_1p()
}
