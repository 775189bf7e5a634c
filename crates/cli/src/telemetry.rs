//! Logs, on stderr and above the progress bars.

use std::io::{self, Write};

use indicatif::MultiProgress;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::{error::CliError, screen};

/// The flags that every command has.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct LogArgs {
    /// What to log on stderr: a level, or a filter such as "info,dwell_worker=debug"
    ///
    /// Commands log from "warn" on, the daemons from "info" on.
    #[arg(
        long,
        value_name = "FILTER",
        env = "DWELL_LOG",
        hide_env_values = true,
        global = true,
        help_heading = "Logging"
    )]
    log: Option<String>,
}

/// Starts logging; `default` is the filter of a command that was given none.
pub(crate) fn start(args: &LogArgs, default: &str, bars: &MultiProgress) -> Result<(), CliError> {
    let directives = args.log.as_deref().unwrap_or(default);
    let filter = EnvFilter::try_new(directives).map_err(|error| CliError::Usage {
        message: format!("`{directives}` is no log filter: {error}"),
        hint: "a filter looks like `--log debug` or `--log info,dwell_worker=debug`".to_owned(),
    })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(screen::stderr_is_lively())
        .with_target(false)
        .with_writer(AboveBars(bars.clone()))
        .init();
    Ok(())
}

/// Writes to stderr while the bars are away.
struct AboveBars(MultiProgress);

impl Write for AboveBars {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| io::stderr().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl<'a> MakeWriter<'a> for AboveBars {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self(self.0.clone())
    }
}
