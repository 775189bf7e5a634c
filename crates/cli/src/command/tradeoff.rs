//! `dwell tradeoff SWEEP..`: error against ponder, as a table and a plot.

use std::io::{self, Write};

use dwell_domain::tradeoff::TradeoffRow;
use dwell_proto::{Malformed, v1};
use dwell_report::{
    export::{tradeoff_csv, tradeoff_json},
    figures,
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
/// are compared in one table and one plot.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  dwell tradeoff last
  dwell tradeoff parity-act parity-repeat      two sweeps on one frontier
  dwell tradeoff last -o csv > tradeoff.csv")]
pub(crate) struct Args {
    /// Sweeps: names, starts of ids, or "last"
    #[arg(value_name = "SWEEP", required = true)]
    sweeps: Vec<String>,

    /// Leave out the plot below the table
    #[arg(long)]
    no_plot: bool,

    #[command(flatten)]
    output: OutputArgs,

    #[command(flatten)]
    connect: ConnectArgs,
}

/// Shows.
pub(super) async fn execute(args: Args) -> Result<Exit, CliError> {
    let connection = args.connect.any().await?;
    let rows = rows(&connection, args.sweeps).await?;
    connection.close().await?;
    write(
        &rows,
        args.output.format,
        !args.no_plot,
        &mut output::data(),
    )?;
    Ok(Exit::Ok)
}

/// Shows the table and the plot of a sweep that has just ended.
pub(super) async fn show_after(
    connection: &Connection,
    sweep_id: &str,
    plot: bool,
) -> Result<(), CliError> {
    let rows = rows(connection, vec![sweep_id.to_owned()]).await?;
    anstream::eprintln!();
    write(&rows, Format::Table, plot, &mut output::data())?;
    Ok(())
}

async fn rows(connection: &Connection, sweeps: Vec<String>) -> Result<Vec<TradeoffRow>, CliError> {
    let request = v1::TradeoffRequest { sweeps };
    let answer = connection.results().tradeoff(request).await?.into_inner();
    let rows = answer.rows.into_iter().map(TradeoffRow::try_from);
    Ok(rows.collect::<Result<_, Malformed>>()?)
}

/// The widest plot that still reads as one, and its height.
const PLOT_WIDTH: usize = 100;
const PLOT_HEIGHT: usize = 18;

fn write(rows: &[TradeoffRow], format: Format, plot: bool, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Table => {
            let width = screen::stdout_width();
            writeln!(out, "{}", table::tradeoff(rows, width))?;
            if plot {
                write_plots(rows, width.min(PLOT_WIDTH), out)?;
            }
        }
        Format::Json => writeln!(out, "{}", tradeoff_json(rows))?,
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
