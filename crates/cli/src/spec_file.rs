//! The sweep file: read, and checked before anything else is done.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use dwell_domain::spec::{self, Spec};

use crate::{diagnostics::Refusal, error::CliError};

/// The argument of every command that takes a sweep file.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct SpecArgs {
    /// The sweep file (TOML); "-" reads it from stdin
    #[arg(value_name = "SPEC")]
    path: PathBuf,
}

/// A sweep file without mistakes.
#[derive(Debug)]
pub(crate) struct SpecFile {
    /// As the user named it.
    pub(crate) name: String,
    /// As it was written: this is what is submitted.
    pub(crate) text: String,
    /// What it means.
    pub(crate) spec: Spec,
}

impl SpecArgs {
    /// Reads and checks the file.
    pub(crate) fn read(&self) -> Result<SpecFile, CliError> {
        let text = read(&self.path).map_err(|source| CliError::ReadSpec {
            path: self.path.clone(),
            source,
        })?;
        let name = self.path.display().to_string();
        match spec::parse(&text) {
            Ok(spec) => Ok(SpecFile { name, text, spec }),
            Err(diagnostics) => Err(CliError::SpecRefused(Refusal::found(
                &name,
                &text,
                &diagnostics,
            ))),
        }
    }
}

fn read(path: &Path) -> io::Result<String> {
    if path.as_os_str() != "-" {
        return std::fs::read_to_string(path);
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}
