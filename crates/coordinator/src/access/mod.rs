//! Who may do what: which scope each call needs, and the gate that every call comes through.
//!
//! A coordinator on loopback lets everybody in. One that others can reach, or that was told to, asks
//! each call for a token; TLS, which says who the coordinator is, and client certificates, which say
//! who may connect, are below that and replace no token.

mod calls;
mod gate;
mod guard;
mod guarded;
mod tls;
mod tokens;

pub use self::{
    calls::{Needs, SERVICES, Service},
    tls::{ServerTls, TlsError, authority, identity},
    tokens::{MadeToken, Tokens},
};
pub(crate) use self::{gate::Gate, guard::Guard};
