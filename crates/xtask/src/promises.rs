//! Whether the page of promises names tests that are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};

use crate::workspace::Workspace;

/// The page.
const PAGE: &str = "docs/reference/promises.md";

/// Fails when the page names a test that is not there.
pub(crate) fn check(workspace: &Workspace) -> anyhow::Result<()> {
    let page = fs::read_to_string(workspace.path(PAGE)).context(PAGE)?;
    let mut source = String::new();
    read_sources(&workspace.path("crates"), &mut source)?;
    let missing = missing(&page, &source);
    ensure!(
        missing.is_empty(),
        "{PAGE} names tests that are not there: {}",
        missing.join(", ")
    );
    Ok(())
}

/// The tests that a page names and no source has.
fn missing<'a>(page: &'a str, source: &str) -> Vec<&'a str> {
    let named: BTreeSet<&str> = page.split('`').skip(1).step_by(2).collect();
    let tests = named.into_iter().filter(|word| is_name(word));
    tests
        .filter(|name| !source.contains(&format!("fn {name}(")))
        .collect()
}

/// Whether it is the name of a test rather than a command.
fn is_name(word: &str) -> bool {
    word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// All Rust below a folder.
fn read_sources(folder: &Path, into: &mut String) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_sources(&path, into)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_its_test_is_found_and_commands_are_left_alone() {
        let page = "`kill -9`, `a_lost_one`, `a_kept_one`, `dwell explain`, `dwell_x y`";
        assert_eq!(missing(page, "fn a_kept_one() {}"), ["a_lost_one"]);
    }
}
