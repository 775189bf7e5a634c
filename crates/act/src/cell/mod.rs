//! The transition function S: one update of the state, and its reverse.
//!
//! A cell knows nothing of halting. Its input is projected once per input step; the update adds
//! what depends on the state.

pub(crate) mod rnn;
