//! The peers on the Python side: installed into `.deps`, never needed by the build.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::libtorch;
use crate::workspace::Workspace;

/// What pip installs for training. The ACT package pins an old PyTorch and a training framework that
/// its cells do not use, so it is installed without what it asks for.
const PYTORCH: &[(&str, &[&str])] = &[
    ("torch==2.11.0", &["numpy"]),
    ("pytorch-adaptive-computation-time==0.1.3", &["--no-deps"]),
];

/// What pip installs for searching, with the driver that it asks for on PostgreSQL.
const OPTUNA: &[(&str, &[&str])] = &[("optuna==4.9.0", &["psycopg2-binary"])];

/// A Python that has the peers of a benchmark.
pub(crate) struct Peers {
    python: &'static str,
    folder: PathBuf,
}

impl Peers {
    /// PyTorch, and the ACT package on it.
    pub(crate) fn pytorch(workspace: &Workspace) -> anyhow::Result<Self> {
        Self::install(workspace, "peers", PYTORCH)
    }

    /// Optuna.
    pub(crate) fn optuna(workspace: &Workspace) -> anyhow::Result<Self> {
        Self::install(workspace, "optuna", OPTUNA)
    }

    /// Installs what is missing; each requirement is marked when it is complete.
    fn install(
        workspace: &Workspace,
        folder: &str,
        requirements: &[(&str, &[&str])],
    ) -> anyhow::Result<Self> {
        let python = libtorch::python()?;
        let folder = workspace.dependency(folder);
        for (requirement, further) in requirements {
            let done = folder.join(format!("{requirement}.installed"));
            if done.exists() {
                continue;
            }
            let mut pip = workspace.command(python);
            pip.args(["-m", "pip", "install", "--quiet", "--upgrade", "--target"])
                .arg(&folder);
            workspace.run(pip.arg(requirement).args(*further))?;
            fs::write(done, "")?;
        }
        Ok(Self { python, folder })
    }

    /// A program of `peer/` on one thread, with these arguments.
    pub(crate) fn command(
        &self,
        workspace: &Workspace,
        program: &str,
        arguments: &[&str],
    ) -> Command {
        let mut command = workspace.command(self.python);
        command
            .arg(workspace.path("crates/xtask/src/bench/peer").join(program))
            .args(arguments)
            .env("PYTHONPATH", &self.folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("OMP_NUM_THREADS", "1");
        command
    }
}
