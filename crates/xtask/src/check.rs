//! `cargo xtask check`: what must be clean before a commit.
//!
//! Every check runs even when an earlier one fails, so that one call shows all there is to mend.

use std::process::Command;

use anyhow::bail;

use crate::libtorch;
use crate::workspace::Workspace;

/// Runs all checks and names those that failed.
pub(crate) fn command(workspace: &Workspace) -> anyhow::Result<()> {
    libtorch::ensure(workspace)?;
    let mut failed = Vec::new();
    for mut check in checks(workspace) {
        if let Err(error) = workspace.run(&mut check) {
            failed.push(error.to_string());
        }
    }
    if failed.is_empty() {
        println!("all checks passed");
        return Ok(());
    }
    bail!("{}", failed.join("\n"))
}

fn checks(workspace: &Workspace) -> Vec<Command> {
    let mut documentation = workspace.cargo([
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]);
    documentation.env("RUSTDOCFLAGS", "-D warnings");
    let mut checks = vec![
        workspace.cargo(["fmt", "--all", "--check"]),
        workspace.cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
        documentation,
    ];
    if workspace.has_cargo("deny") {
        checks.push(workspace.cargo([
            "deny",
            "--all-features",
            "check",
            "bans",
            "licenses",
            "sources",
        ]));
    } else {
        eprintln!(
            "cargo-deny is not installed: licences, sources and duplicates stay unchecked (`cargo install cargo-deny`)"
        );
    }
    checks
}
