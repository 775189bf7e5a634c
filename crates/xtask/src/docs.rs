//! `cargo xtask docs`: the generated pages of `docs/reference`.
//!
//! What is on such a page is known to `dwell`, which writes it (`dwell reference PAGE`); here is only
//! where it goes. `cargo xtask check` fails when a page is not what would be written today.

use std::fs;

use anyhow::{Context as _, ensure};

use crate::workspace::Workspace;

/// The generated pages, by the names of their files.
const PAGES: [&str; 2] = ["security", "views"];

/// Writes every page.
pub(crate) fn command(workspace: &Workspace) -> anyhow::Result<()> {
    for page in PAGES {
        let path = workspace.path(place(page));
        fs::write(&path, written(workspace, page)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Fails for the first page that is not up to date.
pub(crate) fn compare(workspace: &Workspace) -> anyhow::Result<()> {
    for page in PAGES {
        let place = place(page);
        let there = fs::read(workspace.path(&place)).unwrap_or_default();
        ensure!(
            there == written(workspace, page)?,
            "{place} is not up to date: `cargo xtask docs` writes it"
        );
    }
    Ok(())
}

fn place(page: &str) -> String {
    format!("docs/reference/{page}.md")
}

/// A page as `dwell` writes it today.
fn written(workspace: &Workspace, page: &str) -> anyhow::Result<Vec<u8>> {
    let mut dwell = workspace.cargo(["run", "--quiet", "--package", "dwell-cli", "--"]);
    dwell.args(["reference", page]);
    workspace.output(&mut dwell)
}
