//! `cargo xtask check`: what must be clean before a commit.
//!
//! Every check runs even when an earlier one fails, so that one call shows all there is to mend.

use std::process::Command;

use anyhow::bail;

use crate::docs;
use crate::libtorch;
use crate::promises;
use crate::workspace::Workspace;

/// Runs all checks and names those that failed.
pub(crate) fn command(workspace: &Workspace) -> anyhow::Result<()> {
    libtorch::ensure(workspace)?;
    let failed: Vec<String> = checks(workspace)
        .iter_mut()
        .filter_map(|check| workspace.run(check).err())
        .chain(docs::compare(workspace).err())
        .chain(promises::check(workspace).err())
        .map(|error| error.to_string())
        .collect();
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
            "--all-features",
            "--",
            "-D",
            "warnings",
        ]),
        documentation,
    ];
    if workspace.has("cargo-deny") {
        let deny = [
            "deny",
            "--all-features",
            "check",
            "bans",
            "licenses",
            "sources",
        ];
        checks.push(workspace.cargo(deny));
    } else {
        eprintln!("cargo-deny is not installed: licences, sources and duplicates stay unchecked");
    }
    if workspace.has("typos") {
        checks.push(workspace.command("typos"));
    } else {
        eprintln!("typos is not installed: spelling stays unchecked");
    }
    checks
}
