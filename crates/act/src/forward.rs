//! The forward pass: every lane thinks about every input step until its last sample has halted.

use dwell_domain::HaltingKind;
use tch::Tensor;

use crate::{
    cell::{self, hidden},
    halting::{act, ponder_net},
    layout::{HaltingViews, Views},
    network::Network,
    span::{STATE, Span},
};

/// What a pass reads beside the weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight<'a> {
    /// `[lanes, steps * batch, inputs + 1]`, step by step.
    pub(crate) inputs: &'a Tensor,
    /// `[steps, lanes, samples]`, 1 where the sequence has that step.
    pub(crate) active: &'a Tensor,
    /// `[steps, lanes, samples]`, uniform in `(0, 1]`, where N is drawn.
    pub(crate) draws: Option<&'a Tensor>,
}

/// What a pass leaves for the loss, the statistics and the reverse pass.
#[derive(Debug)]
pub(crate) struct Tape {
    /// One for each input step.
    pub(crate) thoughts: Vec<Thought>,
    /// The hidden states that the outputs read, `[lanes, steps * batch, H]`, step by step.
    pub(crate) states: Tensor,
    /// `[lanes, steps * batch, O]`.
    pub(crate) logits: Tensor,
}

/// The updates of one input step.
#[derive(Debug)]
pub(crate) struct Thought {
    pub(crate) turns: Vec<Turn>,
    pub(crate) end: End,
}

/// One update of the lanes that were not through yet.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) lanes: Span,
    pub(crate) update: cell::Update,
}

/// How the updates of an input step ended.
#[derive(Debug)]
pub(crate) enum End {
    /// After a fixed number; the last state is taken.
    Fixed,
    /// As the network decided; the mean state is taken.
    Act(act::Record),
    /// As the network drew; that state is taken.
    PonderNet(ponder_net::Record),
}

impl Thought {
    /// The state that the outputs and the next input step see.
    pub(crate) fn outcome(&self) -> &Tensor {
        match &self.end {
            End::Fixed => &self.last().update.state,
            End::Act(record) => record.mean(),
            End::PonderNet(record) => &record.outcome,
        }
    }

    fn last(&self) -> &Turn {
        let last = self.turns.last();
        last.expect("a step has at least one update")
    }

    /// The state after each update, of its lanes.
    pub(crate) fn states(&self) -> impl Iterator<Item = &Tensor> {
        self.turns.iter().map(|turn| &turn.update.state)
    }
}

impl Network {
    /// Runs the network over all input steps.
    pub(crate) fn forward(&self, weights: &Views, sight: &Sight<'_>) -> Tape {
        let batch = self.sizes.batch;
        let projected = sight.inputs.bmm(&weights.input);
        let mut thoughts: Vec<Thought> = Vec::new();
        for step in 0..self.sizes.steps {
            let before = thoughts.last().map(Thought::outcome);
            let drive = projected.narrow(1, step * batch, batch);
            let thought = self.think(weights, drive, before, sight, step);
            thoughts.push(thought);
        }
        let outcomes: Vec<Tensor> = thoughts.iter().map(|t| hidden(t.outcome())).collect();
        let states = join(outcomes);
        let logits = logits(weights, &states);
        Tape {
            thoughts,
            states,
            logits,
        }
    }

    /// The logits alone, `[lanes, steps * batch, O]`: what the updates of an input step left is
    /// forgotten as soon as it is through, and `breathe` is called. The steps are those of `sight`.
    pub(crate) fn answer(
        &self,
        weights: &Views,
        sight: &Sight<'_>,
        breathe: &mut dyn FnMut(),
    ) -> Tensor {
        let batch = self.sizes.batch;
        let projected = sight.inputs.bmm(&weights.input);
        let mut outcomes: Vec<Tensor> = Vec::new();
        let mut before: Option<Tensor> = None;
        for step in 0..sight.active.size()[0] {
            let drive = projected.narrow(1, step * batch, batch);
            let thought = self.think(weights, drive, before.as_ref(), sight, step);
            outcomes.push(hidden(thought.outcome()));
            before = Some(thought.outcome().shallow_clone());
            breathe();
        }
        logits(weights, &join(outcomes))
    }

    /// The updates of one input step, from its drive and the state before it.
    fn think(
        &self,
        weights: &Views,
        mut drive: Tensor,
        before: Option<&Tensor>,
        sight: &Sight<'_>,
        step: i64,
    ) -> Thought {
        let lanes = Span::all(drive.size()[0]);
        self.cell.prepare(&mut drive);
        let flagged = weights.flag.as_ref().map(|flag| {
            let mut flag = flag.copy();
            self.cell.prepare(&mut flag);
            &drive + flag
        });
        let first = flagged.as_ref().unwrap_or(&drive);
        let turns = vec![Turn {
            lanes,
            update: self.cell.update(weights, first, before),
        }];
        let mut thinking = Thinking {
            network: self,
            weights: weights.of(lanes),
            drive: &drive,
            turns,
        };
        let active = || sight.active.get(step);
        let end = match self.sizes.halting {
            HaltingKind::Act => End::Act(thinking.act(active())),
            HaltingKind::PonderNet(_) => {
                let draws = sight.draws.map(|draws| draws.get(step));
                End::PonderNet(thinking.ponder_net(&active(), draws.as_ref()))
            }
            HaltingKind::Repeat(updates) => {
                thinking.repeat(updates);
                End::Fixed
            }
            HaltingKind::None => End::Fixed,
        };
        Thought {
            turns: thinking.turns,
            end,
        }
    }
}

/// Joins what belongs to one step after another, `[lanes, batch, ..]`.
pub(crate) fn join(mut steps: Vec<Tensor>) -> Tensor {
    match &mut steps[..] {
        [only] => only.shallow_clone(),
        _ => Tensor::cat(&steps, 1),
    }
}

/// The answers of hidden states, `[lanes, rows, H] -> [lanes, rows, O]`.
pub(crate) fn logits(weights: &Views, states: &Tensor) -> Tensor {
    let bias = &weights.output_bias;
    bias.baddbmm(states, &weights.output, 1.0, 1.0)
}

/// An input step after its first update.
struct Thinking<'a> {
    network: &'a Network,
    /// The weights of the lanes that go on.
    weights: Views,
    drive: &'a Tensor,
    turns: Vec<Turn>,
}

impl Thinking<'_> {
    fn repeat(&mut self, updates: u32) {
        let lanes = self.turns[0].lanes;
        for _ in 1..updates {
            self.again(lanes);
        }
    }

    fn act(&mut self, active: Tensor) -> act::Record {
        let network = self.network;
        let mut record = act::Record::begin(active);
        self.until_halted(|unit, turn| {
            record.observe(unit, &turn.update.state, turn.lanes, network)
        });
        record
    }

    fn ponder_net(&mut self, active: &Tensor, draws: Option<&Tensor>) -> ponder_net::Record {
        let sizes = &self.network.sizes;
        let mut record = ponder_net::Record::begin(active, sizes, self.network.options);
        self.until_halted(|unit, turn| record.observe(unit, &turn.update.state, turn.lanes, sizes));
        let states = self.turns.iter().map(|turn| &turn.update.state);
        record.choose(states, draws, sizes);
        record
    }

    /// Goes on until `observe` leaves no sample running. Whether one is left is asked only every few
    /// updates, since the answer has to come from the device.
    fn until_halted(&mut self, mut observe: impl FnMut(&HaltingViews, &Turn) -> Tensor) {
        let patience = self.network.updates_between_questions();
        loop {
            let turn = self.turns.last().expect("there was a first update");
            let unit = self.weights.halting.as_ref();
            let running = observe(unit.expect("who decides has a halting unit"), turn);
            let updates = self.turns.len();
            let mut lanes = turn.lanes;
            if updates as u32 >= self.network.sizes.cap {
                return;
            }
            if updates.is_multiple_of(patience) {
                match lanes.not_zero(&running) {
                    Some(rest) => lanes = rest,
                    None => return,
                }
            }
            self.again(lanes);
        }
    }

    /// One more update of those lanes of the last one.
    fn again(&mut self, lanes: Span) {
        let last = self.turns.last().expect("there was a first update");
        if lanes != last.lanes {
            self.weights = self.weights.of(Span {
                first: lanes.first - last.lanes.first,
                count: lanes.count,
            });
        }
        let before = lanes.within(last.lanes, &last.update.state, STATE);
        let drive = lanes.of(self.drive, 0);
        let update = self
            .network
            .cell
            .update(&self.weights, &drive, Some(&before));
        self.turns.push(Turn { lanes, update });
    }
}
