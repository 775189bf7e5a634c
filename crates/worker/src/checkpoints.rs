//! Checkpoints on their way: written by a trainer and sent to the coordinator, or fetched for a
//! trial that goes on here. What is in one is between trainers; here it is bytes with a BLAKE3 hash.

mod fetch;
mod upload;

pub(crate) use self::{
    fetch::{FetchError, fetch},
    upload::{Uploads, Written},
};
