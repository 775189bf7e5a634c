//! The gRPC services: each call converts its request, calls the store or a part of this crate, and
//! converts the answer.

pub(crate) mod cluster;
mod outcomes;
pub(crate) mod result;
pub(crate) mod sweep;
pub(crate) mod tradeoff;
mod watch;
mod weights;
pub(crate) mod worker;
