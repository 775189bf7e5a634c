//! The wire types of `proto/dwell/v1`, generated at build time, and their conversions to and from
//! the types of `dwell-domain`.
//!
//! From the domain a conversion cannot fail; from the wire it can, with a [`Malformed`] that names
//! the field. Beside them is how a token travels with a call, how messages are framed in the pipe of a
//! trainer, and what a failed handshake means.

mod configuration;
mod connection;
mod credentials;
mod diagnostic;
pub mod frame;
pub mod limits;
mod malformed;
mod outcome;
mod state;
mod tradeoff;

pub use connection::Misfit;
pub use credentials::{Caller, Credentials, token_of};
pub use frame::FrameError;
pub use malformed::Malformed;

/// The generated types and services of package `dwell.v1`.
#[expect(missing_docs, reason = "generated; the documentation is in proto/")]
#[expect(clippy::pedantic, reason = "generated")]
#[expect(
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    reason = "generated"
)]
pub mod v1 {
    tonic::include_proto!("dwell.v1");
}

/// The compiled descriptors of every service, for gRPC reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
