//! `dwell coordinator status`: the cluster in numbers.

use dwell_proto::v1;

use crate::{
    connect::ConnectArgs,
    error::CliError,
    exit::Exit,
    output::{self, OutputArgs, write_document},
    view::StatusView,
};

/// Show the running coordinator and what it has to do
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell coordinator status
  dwell coordinator status --coordinator head:7117 -o json")]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Asks and shows.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let instead = "`dwell coordinator start` starts one";
    let connection = args.connect.live(instead).await?;
    let status = connection.cluster().status(v1::StatusRequest {}).await?;
    let view = StatusView::new(connection.address(), status.into_inner());
    write_document(&view, args.output.format, &mut output::data())?;
    Ok(Exit::Ok)
}
