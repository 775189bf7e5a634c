//! The sweep spec: what a person writes in a TOML file, read, checked and resolved.
//!
//! [`parse`] is the only way in. Whoever plans or accepts a sweep runs it on the spec's text; the
//! diagnostics are plain data, which travel back to be drawn under the user's own lines. What a
//! spec expands to is left to `dwell-search`.

mod axis;
mod check;
mod corpus;
mod diagnostic;
mod halting;
mod kind;
mod name;
mod place;
mod range;
mod raw;
mod resolved;
mod schema;
mod section;
mod setting;
mod task;

use toml::de::DeTable;

pub use check::MOST_TRIALS;
pub use diagnostic::{Diagnostic, Diagnostics};
pub use halting::HaltingSetting;
pub use name::InvalidName;
pub use place::place_of_corpus;
pub use raw::MOST_UPDATES;
pub use resolved::{ModelSpace, Search, SearchAxis, Spec, Strategy, TrainSpace};

use self::{raw::RawSpec, section::Notes};

/// The longest sweep file, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// Reads a sweep file, or says everything that is wrong with it at once.
///
/// Only a text that is not TOML is told one mistake at a time: past it, nothing is certain.
pub fn parse(text: &str) -> Result<Spec, Diagnostics> {
    if text.len() > MOST_BYTES {
        return Err(Diagnostics(vec![too_large(text)]));
    }
    let file = DeTable::parse(text).map_err(|error| Diagnostics(vec![syntax(text, &error)]))?;
    let mut notes = Notes::default();
    let raw = RawSpec::read(&file, &mut notes);
    match check::resolve(raw, &mut notes) {
        Some(spec) => Ok(spec),
        None => Err(notes.into_diagnostics()),
    }
}

fn too_large(text: &str) -> Diagnostic {
    Diagnostic {
        code: "too-large",
        message: format!(
            "a sweep file has at most {MOST_BYTES} bytes, this one has {}",
            text.len()
        ),
        span: 0..0,
        label: "too long a file".to_owned(),
        help: "a range says many values in one line".to_owned(),
    }
}

fn syntax(text: &str, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let start = text.floor_char_boundary(span.start);
    let end = text.ceil_char_boundary(span.end).max(start);
    Diagnostic {
        code: "syntax",
        message: format!("this is not TOML: {}", error.message()),
        span: start..end,
        label: "here".to_owned(),
        help: String::new(),
    }
}
