//! The clone that this program was built from: where things lie in it, and how commands are run in
//! it.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

/// A clone of the repository.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The clone that holds this program's source.
    pub(crate) fn of_this_build() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask lies two folders below the repository's root")?;
        ensure!(
            root.is_dir(),
            "{} is gone: the clone was moved, run `cargo clean -p xtask` in it",
            root.display()
        );
        let this_program = env::current_exe()?;
        let target = this_program
            .ancestors()
            .nth(2)
            .context("this program lies in target/PROFILE")?;
        Ok(Self {
            root: root.to_owned(),
            target: target.to_owned(),
        })
    }

    /// A path inside the clone.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// What is fetched once and never committed: `.deps/NAME`.
    pub(crate) fn dependency(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path(".deps").join(name)
    }

    /// A path in the target folder, wherever cargo's configuration has it.
    pub(crate) fn target(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.target.join(relative)
    }

    /// A command that will run in the clone's root.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The cargo that runs this program.
    pub(crate) fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments);
        // Cargo told this program of its own package. Build scripts that look at such variables, as
        // ring's does, would run again in every other build, and all that depends on them as well.
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Whether a program is installed on this machine.
    pub(crate) fn has(&self, program: &str) -> bool {
        let mut command = self.command(program);
        command
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Some of cargo's own refuse to run alone; that they start is enough.
        command.status().is_ok()
    }

    /// Shows the command as one could type it in the clone's root.
    pub(crate) fn announce(&self, command: &Command) {
        eprintln!("$ {}", self.spelled(command));
    }

    /// Announces the command, runs it with this terminal and fails when it fails.
    pub(crate) fn run(&self, command: &mut Command) -> anyhow::Result<()> {
        self.announce(command);
        let spelled = self.spelled(command);
        let status = command
            .status()
            .with_context(|| format!("cannot start `{spelled}`"))?;
        ensure!(status.success(), "`{spelled}` failed: {status}");
        Ok(())
    }

    /// Announces the command, runs it, and returns what it wrote to stdout.
    pub(crate) fn output(&self, command: &mut Command) -> anyhow::Result<Vec<u8>> {
        self.announce(command);
        let spelled = self.spelled(command);
        let output = command
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot start `{spelled}`"))?;
        ensure!(
            output.status.success(),
            "`{spelled}` failed: {}",
            output.status
        );
        Ok(output.stdout)
    }

    fn spelled(&self, command: &Command) -> String {
        let environment = command.get_envs().filter_map(|(name, value)| {
            let value = value?.to_string_lossy();
            Some(format!(
                "{}={}",
                name.to_string_lossy(),
                self.shortened(&value)
            ))
        });
        let program = Path::new(command.get_program());
        let program = match program.file_name() {
            Some(name) if name == "cargo" => "cargo".to_owned(),
            _ => self.shortened(&program.to_string_lossy()),
        };
        let arguments = command
            .get_args()
            .map(|word| self.shortened(&word.to_string_lossy()));
        environment
            .chain([program])
            .chain(arguments)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn shortened(&self, word: &str) -> String {
        word.replace(&format!("{}/", self.root.display()), "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed_in_the_root() {
        let workspace = Workspace {
            root: "/home/ada/dwell".into(),
            target: "/home/ada/dwell/target".into(),
        };
        let mut command = workspace.command(workspace.target("release/dwell"));
        command.args(["run", "configs/quickstart.toml"]);
        command.env("DWELL_DATA", workspace.target("demo"));
        assert_eq!(
            workspace.spelled(&command),
            "DWELL_DATA=target/demo target/release/dwell run configs/quickstart.toml"
        );
    }
}
