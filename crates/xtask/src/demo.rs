//! `cargo xtask demo`: from a fresh clone to the trade-off table of a first sweep.
//!
//! The sweep is run by `dwell run`, as a user would; this only builds what it needs first. A second
//! demo attaches to the first one's sweep and shows its table again.

use clap::Args;

use crate::release::Release;
use crate::workspace::Workspace;

/// What a demo can be asked for.
#[derive(Args)]
pub(crate) struct Options {
    /// Run the sweep once more, even though an identical one has been run
    #[arg(long)]
    new: bool,
}

/// Builds and runs the quickstart sweep on a data folder of its own.
pub(crate) fn command(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let release = Release::build(workspace)?;
    let mut run = workspace.command(release.dwell());
    run.args(["run", "configs/quickstart.toml", "--data"])
        .arg(workspace.target("demo"));
    if options.new {
        run.arg("--new");
    }
    workspace.run(&mut run)?;
    eprintln!("\nin this clone, `dwell` is `DWELL_DATA=target/demo target/release/dwell`");
    eprintln!("`cargo xtask demo --new` runs the sweep once more");
    Ok(())
}
