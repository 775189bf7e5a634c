//! `dwell tradeoff SWEEP..`: error against ponder, as a table and a plot.

use std::io::{self, Write};

use dwell_domain::tradeoff::TradeoffRow;
use dwell_proto::{Malformed, v1};
use dwell_report::{
    cost,
    export::{tradeoff_csv, tradeoff_json},
    figures,
    question::{Question, sentences},
    render::terminal::{Canvas, draw},
    table,
};

use crate::{
    connect::{ConnectArgs, Connection},
    error::CliError,
    exit::Exit,
    output::{self, Format, OutputArgs},
    screen,
};

/// Show error against ponder of every configuration
///
/// Each row is a configuration: the median over its seeds and the 95 % interval of that median.
/// The frontier holds what no other configuration beats on both error and ponder. Several sweeps
/// are compared in one table and one plot. Where there is room, or with --wide, a row also tells
/// the share of seeds that solved the task with its Wilson interval, the median number of updates
/// until then, and its id.
///
/// With --cost the table tells instead what answering costs the trained networks: milliseconds per
/// input step, one sequence at a time and 128 at a time, and the price of a million input steps where
/// the sweep file has a price_per_hour; below it, what each point less of error adds along the
/// frontier. Times differ from run to run.
///
/// The hypervolume is the share of the box between N = 1 without error and the stated worst that
/// some configuration beats.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell tradeoff last
  dwell tradeoff last --within 1%              the least ponder near the least error
  dwell tradeoff last --budget 3.0             the least error for three updates
  dwell tradeoff last --cost                   time and money per input step
  dwell tradeoff parity-act parity-repeat      two sweeps on one frontier
  dwell tradeoff last -o csv > tradeoff.csv")]
pub(crate) struct Args {
    /// Sweeps: names, starts of ids, or "last"; or starts of configurations' ids
    #[arg(value_name = "SWEEP", required = true)]
    sweeps: Vec<String>,

    /// Name the least ponder whose error is at most this above the least: 1% is one percentage
    /// point (of a text, 0.01 bits per character)
    #[arg(long, value_name = "ERROR", value_parser = tolerance)]
    within: Option<f64>,

    /// Name the least error whose ponder is at most so many updates per input
    #[arg(long, value_name = "UPDATES", value_parser = updates)]
    budget: Option<f64>,

    /// Show what answering costs: latency, and price where the sweep has one
    #[arg(long)]
    cost: bool,

    /// Write every column on one line, however wide the terminal is
    #[arg(long)]
    wide: bool,

    /// Leave out the plot below the table
    #[arg(long)]
    no_plot: bool,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// How a trade-off is shown.
struct Wanted {
    format: Format,
    width: usize,
    cost: bool,
    plot: bool,
    questions: Vec<Question>,
}

/// Shows.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let rows = rows(&connection, args.sweeps).await?;
    connection.close().await?;
    let within = args.within.map(Question::Within);
    let budget = args.budget.map(Question::Budget);
    let wanted = Wanted {
        format: args.output.format,
        width: if args.wide {
            usize::MAX
        } else {
            screen::stdout_width()
        },
        cost: args.cost,
        plot: !args.no_plot,
        questions: within.into_iter().chain(budget).collect(),
    };
    write(&rows, &wanted, &mut output::data())?;
    Ok(Exit::Ok)
}

/// Reads a difference of errors: `1%`, or `0.01`.
fn tolerance(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(percent) => (percent.trim_end(), 0.01),
        None => (text, 1.0),
    };
    let error = number.parse::<f64>().ok().map(|error| error * unit);
    error
        .filter(|error| error.is_finite() && *error >= 0.0)
        .ok_or_else(|| "expected a difference of errors such as 1% or 0.01".to_owned())
}

/// Reads a mean number of updates, of which there is at least one.
fn updates(text: &str) -> Result<f64, String> {
    let updates = text.parse::<f64>().ok();
    updates
        .filter(|updates| updates.is_finite() && *updates >= 1.0)
        .ok_or_else(|| "expected a number of updates from 1 on, such as 3.0".to_owned())
}

/// Shows the table and the plot of a sweep that has just ended.
pub(super) async fn show_after(
    connection: &Connection,
    sweep_id: &str,
    plot: bool,
) -> Result<(), CliError> {
    let rows = rows(connection, vec![sweep_id.to_owned()]).await?;
    anstream::eprintln!();
    let wanted = Wanted {
        format: Format::Table,
        width: screen::stdout_width(),
        cost: false,
        plot,
        questions: Vec::new(),
    };
    write(&rows, &wanted, &mut output::data())?;
    Ok(())
}

/// The rows of sweeps, and of single configurations.
pub(super) async fn rows(
    connection: &Connection,
    sweeps: Vec<String>,
) -> Result<Vec<TradeoffRow>, CliError> {
    let request = v1::TradeoffRequest { sweeps };
    let answer = connection.results().tradeoff(request).await?.into_inner();
    let rows = answer.rows.into_iter().map(TradeoffRow::try_from);
    Ok(rows.collect::<Result<_, Malformed>>()?)
}

/// The widest plot that still reads as one, and its height.
const PLOT_WIDTH: usize = 100;
const PLOT_HEIGHT: usize = 18;

fn write(rows: &[TradeoffRow], wanted: &Wanted, out: &mut impl Write) -> io::Result<()> {
    let Wanted {
        width, questions, ..
    } = wanted;
    match wanted.format {
        Format::Table => {
            let table = if wanted.cost {
                cost::table(rows, *width)
            } else {
                table::tradeoff(rows, *width)
            };
            writeln!(out, "{table}")?;
            if wanted.plot {
                write_plots(rows, screen::stdout_width().min(PLOT_WIDTH), out)?;
            }
            if !questions.is_empty() {
                writeln!(out, "\n{}", sentences(rows, questions))?;
            }
        }
        Format::Json => writeln!(out, "{}", tradeoff_json(rows, questions))?,
        Format::Csv => write!(out, "{}", tradeoff_csv(rows))?,
    }
    out.flush()
}

/// One plot for each task.
fn write_plots(rows: &[TradeoffRow], width: usize, out: &mut impl Write) -> io::Result<()> {
    let canvas = Canvas {
        width,
        height: PLOT_HEIGHT,
        colour: screen::stdout_is_colourful(),
    };
    for figure in figures::tradeoff::figures(rows) {
        writeln!(out, "\n{}", draw(&figure, canvas))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolerances_are_per_cent_or_plain() {
        assert_eq!(tolerance("1%"), Ok(0.01));
        assert_eq!(tolerance("2.5 %"), Ok(0.025));
        assert_eq!(tolerance("0.02"), Ok(0.02));
        for wrong in ["", "%", "-1%", "inf", "little"] {
            assert!(tolerance(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_budget_is_at_least_one_update() {
        assert_eq!(updates("3"), Ok(3.0));
        for wrong in ["", "0.9", "-3", "nan", "inf"] {
            assert!(updates(wrong).is_err(), "{wrong}");
        }
    }
}
