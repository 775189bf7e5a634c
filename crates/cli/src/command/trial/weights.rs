//! `dwell trial weights TRIAL`: what a trial has learned, as a file that other programs read.

use std::io::Write as _;

use dwell_proto::v1;

use crate::{connect::ConnectArgs, error::CliError, exit::Exit, output::FileArgs};

/// Write the weights of a completed trial to a safetensors file
///
/// They are those at its end, or those of its best evaluation: of those with the least error, the first
/// with the least mean ponder. They are kept unless the sweep file says `keep_weights = false`. The names and shapes of the
/// tensors are in docs/reference/weights.md, with a Python file that loads them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell trial weights last/5 -o weights.safetensors
  dwell trial weights last/5 --best -o best.safetensors
  dwell trial data last/5 -o data.safetensors         what they were judged on")]
pub(crate) struct Args {
    /// A trial: SWEEP/NUMBER, such as last/3, or the start of its id
    trial: String,

    /// Those of its best evaluation, not those at its end
    #[arg(long)]
    best: bool,

    #[command(flatten)]
    file: FileArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Fetches and writes.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let mut file = args.file.create()?;
    let connection = args.connect.any().await?;
    let request = v1::WeightsRequest {
        trial: args.trial,
        best: args.best,
    };
    let mut stream = connection.results().weights(request).await?.into_inner();
    while let Some(part) = stream.message().await? {
        file.write_all(&part.chunk)
            .map_err(|source| file.failed(source))?;
    }
    file.finish()?;
    drop(stream);
    connection.close().await?;
    Ok(Exit::Ok)
}
