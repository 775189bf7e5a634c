//! The stacked state of a pack: one row per lane for weights and moments, and who is in which row.

use tch::{Device, Kind, Tensor};

use crate::layout::{Layout, Matrix, Views};

/// What training changes of one trial, without padding.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LaneState {
    pub(crate) weights: Vec<Matrix>,
    /// Adam's running mean of the gradient.
    pub(crate) first: Vec<Matrix>,
    /// Adam's running mean of the squared gradient.
    pub(crate) second: Vec<Matrix>,
}

impl LaneState {
    /// The names of the groups in checkpoints, with their matrices.
    pub(crate) fn groups(&self) -> [(&'static str, &[Matrix]); 3] {
        let [weights, first, second] = Self::GROUPS;
        [
            (weights, &self.weights),
            (first, &self.first),
            (second, &self.second),
        ]
    }

    /// The inverse of [`LaneState::groups`].
    pub(crate) fn from_groups<E>(
        mut read: impl FnMut(&str) -> Result<Vec<Matrix>, E>,
    ) -> Result<Self, E> {
        let [weights, first, second] = Self::GROUPS;
        Ok(Self {
            weights: read(weights)?,
            first: read(first)?,
            second: read(second)?,
        })
    }

    /// Whether every group has the parameters of this layout.
    pub(crate) fn fits(&self, layout: &Layout) -> bool {
        self.groups()
            .iter()
            .all(|(_, matrices)| layout.fits(matrices))
    }

    const GROUPS: [&str; 3] = ["weights", "first_moment", "second_moment"];
}

/// Weights and moments of all lanes, each `[lanes, length]`.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) weights: Tensor,
    pub(crate) first: Tensor,
    pub(crate) second: Tensor,
    workspace: Option<Workspace>,
}

/// What every update needs and leaves behind, until lanes come or go.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The weights as the network sees them.
    pub(crate) weights: Views,
    /// Room for the gradients, `[lanes, length]`.
    pub(crate) gradients: Tensor,
    /// The gradients as the network sees them.
    pub(crate) gradient_views: Views,
}

impl Stack {
    /// A stack of no lanes.
    pub(crate) fn empty(layout: &Layout, options: (Kind, Device)) -> Self {
        let none = || Tensor::zeros([0, layout.length()], options);
        Self::of(none(), none(), none())
    }

    /// The stack of these weights and moments.
    pub(crate) const fn of(weights: Tensor, first: Tensor, second: Tensor) -> Self {
        Self {
            weights,
            first,
            second,
            workspace: None,
        }
    }

    /// The workspace of these lanes, with gradients of 0.
    pub(crate) fn workspace(&mut self, layout: &Layout) -> &mut Workspace {
        let workspace = self.workspace.get_or_insert_with(|| {
            let gradients = self.weights.empty_like();
            Workspace {
                weights: layout.views(&self.weights),
                gradient_views: layout.views(&gradients),
                gradients,
            }
        });
        let _ = workspace.gradients.zero_();
        workspace
    }

    /// Adds a lane as row `at`; the rows from there on move down. Nothing has changed until all
    /// memory is had.
    pub(crate) fn insert(&mut self, layout: &Layout, at: usize, state: &LaneState) {
        let at = at as i64;
        let inserted = |stack: &Tensor, matrices: &[Matrix]| {
            let row = Tensor::from_slice(&layout.flatten(matrices)).unsqueeze(0);
            let row = row.to_kind(stack.kind()).to_device(stack.device());
            let above = stack.narrow(0, 0, at);
            let below = stack.narrow(0, at, stack.size()[0] - at);
            Tensor::cat(&[above, row, below], 0)
        };
        *self = Self::of(
            inserted(&self.weights, &state.weights),
            inserted(&self.first, &state.first),
            inserted(&self.second, &state.second),
        );
    }

    /// Takes a lane out; the rows after it move up.
    pub(crate) fn remove(&mut self, row: usize) {
        let rows = self.weights.size()[0];
        let kept: Vec<i64> = (0..rows).filter(|kept| *kept != row as i64).collect();
        let kept = Tensor::from_slice(&kept).to_device(self.weights.device());
        let without = |stack: &Tensor| stack.index_select(0, &kept);
        *self = Self::of(
            without(&self.weights),
            without(&self.first),
            without(&self.second),
        );
    }

    /// Copies a lane's weights out.
    pub(crate) fn weights(&self, layout: &Layout, row: usize) -> Vec<Matrix> {
        matrices(&self.weights, layout, row)
    }

    /// Copies a lane out.
    pub(crate) fn lane(&self, layout: &Layout, row: usize) -> LaneState {
        LaneState {
            weights: self.weights(layout, row),
            first: matrices(&self.first, layout, row),
            second: matrices(&self.second, layout, row),
        }
    }
}

/// A row of a stack, without padding.
fn matrices(stack: &Tensor, layout: &Layout, row: usize) -> Vec<Matrix> {
    let mut flat = vec![0.0_f32; layout.length() as usize];
    let length = flat.len();
    stack
        .get(row as i64)
        .to_kind(Kind::Float)
        .copy_data(&mut flat, length);
    layout.matrices(&flat)
}
