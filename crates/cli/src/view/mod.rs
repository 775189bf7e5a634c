//! What commands show, made from the protocol's messages: rows and documents for [`crate::output`].

mod attempt;
mod backup;
mod checked;
mod compared;
mod curve;
mod explained;
mod exported;
mod plan;
mod ponder;
mod profile;
mod query;
mod status;
mod sweep;
mod token;
mod trace;
mod trial;
mod trial_detail;
mod worker;
mod worker_detail;

pub(crate) use self::{
    attempt::AttemptView,
    backup::BackupView,
    checked::CheckedView,
    compared::ComparedView,
    explained::ExplainedView,
    exported::{exported_columns, exported_row},
    plan::PlanView,
    ponder::PonderView,
    query::QueryView,
    status::StatusView,
    sweep::{SweepView, best_error, unfinished},
    token::TokenView,
    trial::{TrialView, configuration_of},
    trial_detail::TrialDetailView,
    worker::WorkerView,
    worker_detail::WorkerDetailView,
};

use std::io::{self, Write};

/// Writes lines of a name and what stands for it, aligned.
fn write_facts(out: &mut impl Write, facts: &[(&str, String)]) -> io::Result<()> {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, fact) in facts {
        writeln!(out, "{name:width$}  {fact}")?;
    }
    Ok(())
}
