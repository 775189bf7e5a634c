//! The mistakes of a sweep file, on their way to whoever draws them under the text.
//!
//! There is no way back: their codes are static in the domain, where only the parser makes them.

use dwell_domain::spec;

use crate::v1;

impl From<&spec::Diagnostic> for v1::Diagnostic {
    fn from(diagnostic: &spec::Diagnostic) -> Self {
        let span = &diagnostic.span;
        Self {
            code: diagnostic.code.to_owned(),
            message: diagnostic.message.clone(),
            span: Some(v1::Span {
                offset: span.start as u64,
                length: span.len() as u64,
            }),
            label: diagnostic.label.clone(),
            help: diagnostic.help.clone(),
        }
    }
}
