//! The sweep spec: what a person writes in a TOML file, read, checked and resolved.
//!
//! [`parse`] is the only way in. Whoever plans or accepts a sweep runs it on the spec's text; the
//! diagnostics are plain data, which travel back to be drawn under the user's own lines. What a
//! spec expands to is left to `dwell-search`.

mod diagnostic;
mod resolved;

pub use diagnostic::{Diagnostic, Diagnostics};
pub use resolved::{ModelSpace, Search, SearchAxis, Spec, Strategy, TrainSpace};

/// Reads a sweep file, or says everything that is wrong with it at once.
pub fn parse(_text: &str) -> Result<Spec, Diagnostics> {
    todo!()
}
