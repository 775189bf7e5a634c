//! The command line as a whole; each command keeps its own flags beside what it does.

use std::time::Duration;

use clap::Parser;
use jiff::{SignedDuration, Span, SpanRelativeTo};

use crate::{command::Command, exit, telemetry::LogArgs};

const ABOUT: &str = "Trains many adaptive-computation networks and shows what thinking buys";

const LONG_ABOUT: &str = "\
Dwell trains networks that decide for themselves how long to think (adaptive computation time), over \
many ponder costs, seeds and settings at once, and shows the trade-off between error and ponder.";

const EXAMPLES: &str = "\
Examples:
  dwell run sweep.toml               train it here, now, and show the trade-off
  dwell plan sweep.toml              what it would be, without doing it

  dwell coordinator start            keep sweeps on this machine ...
  dwell worker start                 ... and train them, here or elsewhere
  dwell submit sweep.toml --watch    hand a sweep in and follow it
  dwell tradeoff last                error against ponder of the newest sweep";

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "dwell",
    version,
    about = ABOUT,
    long_about = LONG_ABOUT,
    after_help = closing_words(),
    arg_required_else_help = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) log: LogArgs,

    #[command(subcommand)]
    pub(crate) command: Command,
}

fn closing_words() -> String {
    format!("{EXAMPLES}\n\n{}", exit::DOCUMENTATION)
}

/// Reads a span of time such as `90s`, `10m` or `1h 30m`; more than nothing.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    text.parse::<SignedDuration>()
        .ok()
        .and_then(|span| Duration::try_from(span).ok())
        .filter(|span| !span.is_zero())
        .ok_or_else(|| "expected a span of time such as 90s, 10m or 1h30m".to_owned())
}

/// Reads a span of time that may be days or weeks, such as `12h` or `30d`; more than nothing.
pub(crate) fn lifetime(text: &str) -> Result<Duration, String> {
    let days = SpanRelativeTo::days_are_24_hours();
    text.parse::<Span>()
        .and_then(|span| span.to_duration(days))
        .ok()
        .and_then(|span| Duration::try_from(span).ok())
        .filter(|span| !span.is_zero())
        .ok_or_else(|| "expected a span of time such as 12h, 30d or 52w".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn spans_of_time_have_units() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("1h30m"), Ok(Duration::from_mins(90)));
        for wrong in ["", "90", "-5s", "0s", "soon"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lifetimes_may_be_days() {
        assert_eq!(lifetime("30d"), Ok(Duration::from_hours(30 * 24)));
        assert_eq!(lifetime("2w"), Ok(Duration::from_hours(14 * 24)));
        for wrong in ["", "30", "-5d", "0d", "1month", "for ever"] {
            assert!(lifetime(wrong).is_err(), "{wrong}");
        }
    }
}
