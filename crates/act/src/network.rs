//! The network of a pack: its sizes, its cell and how its updates end, on one device.
//!
//! The passes through it are in [`crate::forward`] and [`crate::reverse`].

use dwell_domain::Cell;
use tch::{Device, Kind, Tensor};

use crate::{cell::rnn::Rnn, layout::Layout, sizes::Sizes};

/// What all passes of a pack share.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) sizes: Sizes,
    pub(crate) layout: Layout,
    pub(crate) cell: Rnn,
    /// Kind and device of every tensor.
    pub(crate) options: (Kind, Device),
    /// `[1, 1, O]`: one over the batch size for real logits, 0 for padding.
    pub(crate) logit_scale: Tensor,
}

impl Network {
    /// The network of these sizes.
    pub(crate) fn new(sizes: Sizes, options: (Kind, Device)) -> Self {
        let logit_scale = Tensor::zeros([1, 1, sizes.logits()], options);
        let _ = logit_scale
            .narrow(2, 0, sizes.outputs)
            .fill_(1.0 / sizes.batch as f64);
        Self {
            layout: Layout::of(&sizes),
            cell: match sizes.cell {
                Cell::Rnn => Rnn::new(options),
            },
            sizes,
            options,
            logit_scale,
        }
    }
}
