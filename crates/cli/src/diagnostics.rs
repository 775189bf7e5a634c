//! Mistakes in a sweep file, drawn under the user's own lines: all of them at once.

use std::fmt;

use dwell_domain::spec;
use dwell_proto::v1;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
};

use crate::{screen::PLAIN_WIDTH, wording::counted};

/// A sweep file that was refused, with every reason.
#[derive(Debug)]
pub(crate) struct Refusal {
    file: String,
    mistakes: Vec<Mistake>,
}

/// One reason, with the text that it lies in.
#[derive(Debug)]
struct Mistake {
    text: NamedSource<String>,
    code: String,
    message: String,
    label: LabeledSpan,
    help: String,
}

impl Refusal {
    /// The mistakes that were found here.
    pub(crate) fn found(file: &str, text: &str, diagnostics: &spec::Diagnostics) -> Self {
        let mistakes = diagnostics.0.iter().map(|found| Mistake {
            text: NamedSource::new(file, text.to_owned()),
            code: found.code.to_owned(),
            message: found.message.clone(),
            label: LabeledSpan::at(found.span.clone(), found.label.clone()),
            help: found.help.clone(),
        });
        Self {
            file: file.to_owned(),
            mistakes: mistakes.collect(),
        }
    }

    /// The mistakes that a coordinator found.
    pub(crate) fn told(file: &str, text: &str, diagnostics: Vec<v1::Diagnostic>) -> Self {
        let mistakes = diagnostics.into_iter().map(|told| {
            let span = told.span.unwrap_or_default();
            let start = (span.offset as usize).min(text.len());
            let end = start.saturating_add(span.length as usize).min(text.len());
            Mistake {
                text: NamedSource::new(file, text.to_owned()),
                code: told.code,
                message: told.message,
                label: LabeledSpan::at(start..end, told.label),
                help: told.help,
            }
        });
        Self {
            file: file.to_owned(),
            mistakes: mistakes.collect(),
        }
    }

    /// Every mistake with its caret, in colours that a plain stream drops.
    pub(crate) fn drawing(&self) -> String {
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode())
            .with_width(PLAIN_WIDTH)
            .with_links(false);
        let mut drawing = String::new();
        for mistake in &self.mistakes {
            handler
                .render_report(&mut drawing, mistake)
                .expect("a string takes all that is written to it");
            drawing.push('\n');
        }
        drawing
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> String {
        format!("`dwell plan {}` checks it again", self.file)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mistakes = counted(self.mistakes.len() as u64, "mistake");
        write!(f, "{} has {mistakes}; nothing was stored", self.file)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(&self.code))
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}
