//! Hands a sweep file in, as one submission however often the call has to be repeated.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable as _};
use dwell_proto::{Malformed, v1};
use uuid::Uuid;

use crate::{
    connect::{Connection, is_disconnect},
    diagnostics::Refusal,
    error::CliError,
    spec_file::SpecFile,
    wording::{counted, short_id},
};

/// How a sweep file becomes a sweep.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct SubmissionArgs {
    /// Start a new sweep, even if an identical one is there
    #[arg(long)]
    new: bool,

    /// Call the sweep this, whatever the file says
    #[arg(long)]
    name: Option<String>,
}

impl SubmissionArgs {
    /// What to add to a command so that it attaches to the sweep that this submission made.
    pub(crate) fn to_attach(&self) -> String {
        match &self.name {
            Some(name) => format!(" --name {name}"),
            None => String::new(),
        }
    }
}

/// A sweep that is stored, and whether it was there before.
#[derive(Debug)]
pub(crate) struct Submission {
    /// As it is now.
    pub(crate) sweep: v1::Sweep,
    /// An identical sweep was there.
    pub(crate) attached: bool,
}

/// Submits a sweep file; once this returns, the sweep is durable.
pub(crate) async fn submit(
    connection: &Connection,
    file: &SpecFile,
    args: &SubmissionArgs,
) -> Result<Submission, CliError> {
    let request = v1::SubmitRequest {
        spec: file.text.clone(),
        name: args.name.clone(),
        fresh: args.new,
        request_id: Uuid::now_v7().to_string(),
    };
    let call = async || connection.sweeps().submit(request.clone()).await;
    let patience = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(200))
        .with_max_times(5);
    let answer = call.retry(patience).when(is_disconnect).await?.into_inner();
    if !answer.diagnostics.is_empty() {
        let refusal = Refusal::told(&file.name, &file.text, answer.diagnostics);
        return Err(CliError::SpecRefused(refusal));
    }
    Ok(Submission {
        sweep: answer.sweep.ok_or(Malformed::Missing("submit.sweep"))?,
        attached: answer.attached,
    })
}

impl Submission {
    /// Says on stderr what became of the submission.
    pub(crate) fn tell(&self) {
        let sweep = &self.sweep;
        let id = short_id(&sweep.sweep_id);
        let trials = sweep.trials.unwrap_or_default();
        if self.attached {
            let ended = trials.completed + trials.failed + trials.cancelled + trials.pruned;
            let all = ended + trials.queued + trials.running;
            anstream::eprintln!(
                "attached to sweep {} ({id}), which is identical, with {ended} of {} done; \
                 --new starts another",
                sweep.name,
                counted(all, "trial"),
            );
        } else {
            let all = counted(trials.queued + trials.running, "trial");
            let configurations = counted(sweep.configurations, "configuration");
            anstream::eprintln!("sweep {} ({id}): {all}, {configurations}", sweep.name);
        }
    }
}
