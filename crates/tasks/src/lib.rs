//! The data of the ACT experiments: what a network sees, and what it should answer.
//!
//! Every sample is a pure function of where it stands (stream, seed, step, row), never of what was
//! drawn before it. So every ponder cost of a sweep sees the same data for the same seed, and a
//! trial resumed on another machine goes on with the data it would have seen. Turning samples into
//! tensors is left to the training engine.

pub mod parity;
pub mod sample;
pub mod stream;

pub use sample::{Samples, Shape, held_out, shape, training};
pub use stream::{Draws, Stream};
