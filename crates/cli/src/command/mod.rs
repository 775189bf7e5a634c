//! The commands, one file each: flags, and what is done with them.

mod cert;
mod compare;
mod completions;
mod coordinator;
mod explain;
mod export;
mod plan;
mod ponder;
mod query;
mod reference;
mod run;
mod submit;
mod sweep;
mod token;
mod tradeoff;
mod trial;
mod worker;

use indicatif::MultiProgress;

use crate::{error::CliError, exit::Exit};

/// What `dwell` can do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    Run(run::Args),
    Plan(plan::Args),
    Submit(submit::Args),
    /// Look at sweeps, follow one, or end one
    #[command(subcommand, arg_required_else_help = true)]
    Sweep(sweep::Command),
    /// Look at the trials of a sweep, or take their weights away
    #[command(subcommand, arg_required_else_help = true)]
    Trial(trial::Command),
    Tradeoff(tradeoff::Args),
    Compare(compare::Args),
    Ponder(ponder::Args),
    Query(query::Args),
    Export(export::Args),
    Explain(explain::Args),
    /// Train sweeps on this machine, or look at the workers
    #[command(subcommand, arg_required_else_help = true)]
    Worker(worker::Command),
    /// Keep sweeps and hand out their trials
    #[command(subcommand, arg_required_else_help = true)]
    Coordinator(coordinator::Command),
    /// Make, list and revoke the tokens that let callers in
    #[command(subcommand, arg_required_else_help = true)]
    Token(token::Command),
    /// Make certificates to try TLS with
    #[command(subcommand, arg_required_else_help = true)]
    Cert(cert::Command),
    Completions(completions::Args),
    #[command(hide = true)]
    Reference(reference::Args),
}

impl Command {
    /// What is logged unless the user says otherwise: more by the daemons, whose log is all that
    /// they have.
    pub(crate) const fn log_filter(&self) -> &'static str {
        match self {
            Self::Worker(worker::Command::Start(_))
            | Self::Coordinator(coordinator::Command::Start(_)) => "info",
            _ => "warn",
        }
    }

    /// Does it.
    pub(crate) async fn execute(self, bars: &MultiProgress) -> Result<Exit, CliError> {
        match self {
            Self::Run(args) => run::execute(args, bars).await,
            Self::Plan(args) => plan::execute(&args),
            Self::Submit(args) => submit::execute(args, bars).await,
            Self::Sweep(command) => sweep::execute(command, bars).await,
            Self::Trial(command) => trial::execute(command).await,
            Self::Tradeoff(args) => tradeoff::execute(args).await,
            Self::Compare(args) => compare::execute(args).await,
            Self::Ponder(args) => ponder::execute(args).await,
            Self::Query(args) => query::execute(args).await,
            Self::Export(args) => export::execute(args).await,
            Self::Explain(args) => explain::execute(args).await,
            Self::Worker(command) => worker::execute(command).await,
            Self::Coordinator(command) => coordinator::execute(command).await,
            Self::Token(command) => token::execute(command).await,
            Self::Cert(command) => cert::execute(&command),
            Self::Completions(args) => completions::execute(&args),
            Self::Reference(args) => reference::execute(&args),
        }
    }
}
