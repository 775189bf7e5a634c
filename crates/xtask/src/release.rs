//! The programs as a user runs them: optimised, and built in one way so that nothing is built
//! twice.

use std::path::PathBuf;

use crate::libtorch;
use crate::workspace::Workspace;

/// `dwell` and `dwell-trainer`, built in release mode and lying in one folder.
pub(crate) struct Release {
    folder: PathBuf,
}

impl Release {
    /// Builds both, libtorch first if it is missing.
    pub(crate) fn build(workspace: &Workspace) -> anyhow::Result<Self> {
        libtorch::ensure(workspace)?;
        workspace.run(&mut workspace.cargo([
            "build",
            "--release",
            "--package=dwell-cli",
            "--package=dwell-trainer",
        ]))?;
        Ok(Self {
            folder: workspace.target("release"),
        })
    }

    /// The command line.
    pub(crate) fn dwell(&self) -> PathBuf {
        self.folder.join("dwell")
    }

    /// The trainer.
    pub(crate) fn trainer(&self) -> PathBuf {
        self.folder.join("dwell-trainer")
    }
}
