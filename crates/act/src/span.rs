//! Which lanes an update is for: neighbouring rows of a pack.
//!
//! Lanes whose samples have all halted drop out of the later updates of an input step. The lanes of
//! a pack are in the order of their ponder cost, so those that go on are next to each other, and to
//! leave the others out takes a view and no copy.

use tch::{Kind, Tensor};

/// Neighbouring lanes of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) first: i64,
    pub(crate) count: i64,
}

impl Span {
    /// All lanes of a pack.
    pub(crate) const fn all(lanes: i64) -> Self {
        Self {
            first: 0,
            count: lanes,
        }
    }

    /// The smallest span with every lane that has a value other than zero; `None` if none has.
    /// `values` are `[lanes, samples]` of the lanes of `self`.
    pub(crate) fn not_zero(self, values: &Tensor) -> Option<Self> {
        let mut host = vec![false; values.numel()];
        let length = host.len();
        values.to_kind(Kind::Bool).copy_data(&mut host, length);
        let mut lanes = host.chunks(length / self.count as usize);
        let any = |lane: &[bool]| lane.contains(&true);
        let first = lanes.clone().position(any)? as i64;
        let last = lanes.rposition(any)? as i64;
        Some(Self {
            first: self.first + first,
            count: last - first + 1,
        })
    }

    /// The smallest span with all lanes of both.
    pub(crate) fn union(self, other: Self) -> Self {
        let first = self.first.min(other.first);
        Self {
            first,
            count: (self.first + self.count).max(other.first + other.count) - first,
        }
    }

    /// The view of these lanes of a tensor of all, whose dimension `dim` is the lanes.
    pub(crate) fn of(self, all: &Tensor, dim: i64) -> Tensor {
        let lanes = all.size()[dim.rem_euclid(all.dim() as i64) as usize];
        self.within(Self::all(lanes), all, dim)
    }

    /// The view of these lanes of a tensor of the lanes `whole`, which includes them.
    pub(crate) fn within(self, whole: Self, part: &Tensor, dim: i64) -> Tensor {
        if self == whole {
            // Most updates are for all lanes, and a view costs as much as a small product.
            part.shallow_clone()
        } else {
            part.narrow(dim, self.first - whole.first, self.count)
        }
    }
}

/// The dimension of a state that is the lanes: the states of all cells end in `[lanes, batch, H]`.
pub(crate) const STATE: i64 = -3;
