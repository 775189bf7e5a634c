//! The network of a pack: its sizes, its cell and how its updates end, on one device.
//!
//! The passes through it are in [`crate::forward`] and [`crate::reverse`].

use tch::{Device, Kind};

use crate::{cell::Transition, halting::act, layout::Layout, sizes::Sizes};

/// What all passes of a pack share.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) sizes: Sizes,
    pub(crate) layout: Layout,
    pub(crate) cell: Transition,
    pub(crate) act: act::Constants,
    /// Kind and device of every tensor.
    pub(crate) options: (Kind, Device),
}

impl Network {
    /// The network of these sizes.
    pub(crate) fn new(sizes: Sizes, options: (Kind, Device)) -> Self {
        Self {
            layout: Layout::of(&sizes),
            cell: Transition::new(sizes.cell, options),
            act: act::Constants::new(options),
            sizes,
            options,
        }
    }

    /// Updates of an input step between two questions to the device whether everybody has halted:
    /// on the CPU the answer is at hand; elsewhere the program would wait for it, while an update
    /// more than needed is soon done.
    pub(crate) const fn updates_between_questions(&self) -> usize {
        match self.options.1 {
            Device::Cpu => 1,
            _ => 4,
        }
    }
}
