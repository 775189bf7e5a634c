//! `dwell explain TRIAL`: why a trial is where it is.

use dwell_proto::v1;

use crate::{
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    output::{self, OutputArgs, write_document},
    view::ExplainedView,
};

/// Say why a trial waits, who trains it, or how it ended, and what happened to it
///
/// What is said of a waiting trial comes from the rules by which trials are handed out.
///
/// With -o csv it writes the events, one row each.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell explain last/3
  dwell explain last/3 -o csv > events.csv")]
pub(crate) struct Args {
    /// A trial: SWEEP/NUMBER, such as last/3, or the start of its id
    trial: String,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Explains.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let request = v1::ExplainRequest { trial: args.trial };
    let answer = connection.cluster().explain(request).await?.into_inner();
    connection.close().await?;
    let view = ExplainedView::try_from(answer)?;
    write_document(&view, args.output.format, &mut output::data())?;
    Ok(Exit::Ok)
}
