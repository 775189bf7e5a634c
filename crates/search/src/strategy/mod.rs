//! The strategies: each turns a space into the configurations to try.

pub(crate) mod grid;
