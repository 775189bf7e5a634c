//! What is done with bytes from outside: one function for each kind of them, which takes any bytes at
//! all and panics where Dwell does with them what it should not.
//!
//! cargo-fuzz runs them as the programs of `fuzz_targets`, by `cargo xtask fuzz`; the tests run them on
//! every seed, and on everything that was ever found. A function asks for more than that nothing
//! panics: what is accepted can be written and read again as the same, what is refused is refused in
//! words and has changed nothing, and memory is not taken for what only claims to be large.

mod calls;
mod checkpoint;
mod cluster;
mod pipe;
mod protocol;
mod spec;
mod stored;
mod words;

use std::alloc::System;

use cap::Cap;

pub use crate::{
    calls::calls, checkpoint::checkpoint, pipe::pipe, protocol::protocol, spec::spec, words::words,
};

/// The most memory that may be taken, in bytes: far more than any input of a few kilobytes needs, and
/// far less than one can claim to need.
const MOST_MEMORY: usize = 256 << 20;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, MOST_MEMORY);
