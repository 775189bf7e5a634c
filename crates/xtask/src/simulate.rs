//! `cargo xtask simulate`: clusters in simulated trouble, one story for each seed, until one does not
//! end well.

use clap::Args;

use crate::workspace::Workspace;

/// Which stories.
#[derive(Args)]
pub(crate) struct Options {
    /// How many seeds
    #[arg(long, default_value_t = 100)]
    seeds: u64,

    /// The first one
    #[arg(long, default_value_t = 0)]
    from: u64,

    /// Tell every story twice, and compare
    #[arg(long)]
    twice: bool,

    /// Show what happened also where all went well
    #[arg(long)]
    trace: bool,

    /// Build with optimisations, which takes longer and pays from some hundred seeds on
    #[arg(long)]
    release: bool,
}

/// Builds the simulation and runs it.
pub(crate) fn command(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    let mut simulation = workspace.cargo(["run", "--quiet", "--package", "dwell-simulation"]);
    simulation.args(["--example", "simulate"]);
    if options.release {
        simulation.arg("--release");
    }
    let (seeds, from) = (options.seeds.to_string(), options.from.to_string());
    simulation.args(["--", "--seeds", &seeds, "--from", &from]);
    for (is_wanted, flag) in [(options.twice, "--twice"), (options.trace, "--trace")] {
        if is_wanted {
            simulation.arg(flag);
        }
    }
    workspace.run(&mut simulation)
}
