//! The sizes that all lanes of a pack share, and how they are padded.
//!
//! libtorch computes the elements of a block in groups of a vector's width and what is left over
//! one by one, and the two ways may differ in the last bit. If a lane's part of a tensor were not a
//! whole number of groups, the bits of its last elements would depend on the lanes after it. So
//! every such part is padded to a multiple of [`BLOCK`] elements. Padded units, outputs and samples
//! have zero weights and zero gradients, and stay exactly zero.

use dwell_domain::{Cell, Configuration, HaltingKind};
use dwell_tasks::Shape;

/// Two AVX-512 vectors of 16 floats, for each of up to four threads.
const BLOCK: i64 = 128;
/// Columns of a narrow product: below 16, libtorch takes a slower path, and another one yet where
/// there is a single lane.
const NARROW: i64 = 16;

/// What the tensors of a pack are shaped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// The transition function.
    pub(crate) cell: Cell,
    /// How updates end.
    pub(crate) halting: HaltingKind,
    /// M, the most updates per input step.
    pub(crate) cap: u32,
    /// Input steps per sequence.
    pub(crate) steps: i64,
    /// Sequences per lane.
    pub(crate) batch: i64,
    /// Inputs per step, without the constant one that carries the bias.
    pub(crate) inputs: i64,
    /// Units of the hidden state.
    pub(crate) hidden: i64,
    /// Logits per step.
    pub(crate) outputs: i64,
}

impl Sizes {
    /// The sizes of a configuration.
    pub(crate) fn of(configuration: &Configuration) -> Self {
        let Configuration { task, model, train } = configuration;
        let Shape {
            steps,
            inputs,
            outputs,
        } = dwell_tasks::shape(task);
        Self {
            cell: model.cell,
            halting: model.halting.kind(),
            cap: model.max_ponder,
            steps: steps as i64,
            batch: i64::from(train.batch),
            inputs: inputs as i64,
            hidden: i64::from(model.hidden),
            outputs: outputs as i64,
        }
    }

    /// Units of the hidden state with padding, H: `batch * H` is a multiple of [`BLOCK`].
    pub(crate) const fn units(&self) -> i64 {
        round_up(self.hidden, BLOCK / gcd(self.batch, BLOCK))
    }

    /// Logits per step with padding, O.
    pub(crate) const fn logits(&self) -> i64 {
        round_up(self.outputs, NARROW)
    }

    /// Samples of one input step with padding, the last dimension of `[lanes, samples]`.
    pub(crate) const fn samples(&self) -> i64 {
        round_up(self.batch, BLOCK)
    }

    /// Whether inputs carry the flag of the first update.
    pub(crate) const fn has_flag(&self) -> bool {
        !matches!(self.halting, HaltingKind::None)
    }

    /// Whether there is a halting unit.
    pub(crate) const fn has_halting_unit(&self) -> bool {
        matches!(self.halting, HaltingKind::Act)
    }
}

/// The next multiple of [`BLOCK`]: the length of a lane's flat parameters.
pub(crate) const fn whole_blocks(elements: i64) -> i64 {
    round_up(elements, BLOCK)
}

const fn round_up(value: i64, multiple: i64) -> i64 {
    (value + multiple - 1) / multiple * multiple
}

const fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
