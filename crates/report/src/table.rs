//! The trade-off as a table for people: what differs between rows, and medians with intervals.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};
use dwell_domain::{
    Metric,
    tradeoff::{Interval, TradeoffRow},
};

use crate::{
    by_task::{TaskRows, by_task},
    setting::{SETTINGS, Setting, is_shown},
    unit::ErrorUnit,
};

/// What a reader wants to know of settings that do not differ.
const CAPTION: [&str; 8] = [
    "task",
    "cell",
    "hidden",
    "max_ponder",
    "batch",
    "updates",
    "learning_rate",
    "gradient_clip",
];

const FRONTIER: &str = "\
* on the frontier: no other configuration has less error for as little ponder";

const MEDIANS: &str = "\nmedians over seeds [95 % bootstrap interval]";

const KNEE: &str = "\nK its knee: ponder beyond it buys little";

const SOLVED: &str = "; solved: error at most 2 %";

/// How much a row says, and on how many lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Every column, on one line.
    Full,
    /// Settings, medians and their intervals, on one line.
    Plain,
    /// The same, with intervals under their medians.
    Stacked,
}

/// A table for each task, and what they mean: the settings that all rows share, then one row per
/// configuration.
///
/// Where `width` allows it, a row also tells the share of seeds that solved the task, after how many
/// updates, and its id. Where not even the other columns fit on one line, intervals go under
/// their medians and titles are wrapped. No newline at the end.
pub fn tradeoff(rows: &[TradeoffRow], width: usize) -> String {
    let tasks = by_task(rows);
    let can_be_solved = |task: &TaskRows<'_>| task.task.metric() == Metric::SequenceError;
    let solved = if tasks.iter().any(can_be_solved) {
        SOLVED
    } else {
        ""
    };
    let mut parts: Vec<String> = tasks.iter().map(|task| of_task(task, width)).collect();
    parts.push(format!("{}{MEDIANS}{solved}", marks(&tasks)));
    parts.join("\n\n")
}

/// What the marks in front of rows mean.
pub(crate) fn marks(tasks: &[TaskRows<'_>]) -> String {
    let has_knee = tasks.iter().any(|task| task.knee().is_some());
    let knee = if has_knee { KNEE } else { "" };
    format!("{FRONTIER}{knee}")
}

/// The table of one task below the settings that all its rows share.
fn of_task(task: &TaskRows<'_>, width: usize) -> String {
    let (shown, shared): (Vec<&Setting>, Vec<&Setting>) = SETTINGS
        .iter()
        .partition(|setting| is_shown(setting, &task.rows));
    let on_one_line = [Form::Full, Form::Plain].map(|form| filled(task, &shown, form));
    let fitting = on_one_line.into_iter().find(|table| widest(table) <= width);
    let table = fitting.unwrap_or_else(|| {
        let mut table = filled(task, &shown, Form::Stacked);
        wrap_into(&mut table, width);
        table
    });
    let caption = caption(&shared, &task.rows, width);
    let hypervolume = hypervolume(task).unwrap_or_default();
    format!("{caption}{}{hypervolume}", table.trim_fmt())
}

/// What the rows of a task cover together, and of what.
fn hypervolume(task: &TaskRows<'_>) -> Option<String> {
    let covered = task.hypervolume()?;
    let unit = ErrorUnit::of(task.task.metric());
    let reference = task.reference();
    Some(format!(
        "\n\nhypervolume {covered:.4} of N from 1 to {}, error from 0 to {} {}",
        reference.ponder,
        reference.error * unit.factor,
        unit.suffix
    ))
}

/// The whole table.
fn filled(task_rows: &TaskRows<'_>, shown: &[&Setting], form: Form) -> Table {
    let TaskRows { task, rows } = task_rows;
    let knee = task_rows.knee();
    let separator = if form == Form::Stacked { '\n' } else { ' ' };
    let unit = ErrorUnit::of(task.metric());
    let several_sweeps = task_rows.several_sweeps();
    let mut table = Table::new();
    table.load_style(presets::NOTHING).force_no_tty();
    table.set_header(header(several_sweeps, shown, unit, form));
    let error = Intervals::of(rows, |row| row.error, unit.factor, unit.digits);
    let ponder = Intervals::of(rows, |row| row.ponder, 1.0, 2);
    for row in rows {
        let is_knee = knee.is_some_and(|knee| std::ptr::eq(knee, *row));
        let mut cells = vec![Cell::new(mark(row, is_knee))];
        cells.extend(settings_of(row, rows, shown));
        cells.push(right(format!("{}/{}", row.completed, row.seeds)));
        cells.push(right(error.show(row.error, separator)));
        cells.push(right(ponder.show(row.ponder, separator)));
        cells.push(right(match task.metric() {
            Metric::SequenceError => format!("{}/{}", row.solved, row.completed),
            Metric::BitsPerCharacter => NOTHING.to_owned(),
        }));
        if form == Form::Full {
            cells.extend([share(row), updates_to_solve(row)].map(right));
            cells.push(Cell::new(row.configuration_id));
        }
        table.add_row(cells);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table
}

/// The sweep of a row, where there are several, and the settings that are shown of it.
pub(crate) fn settings_of(
    row: &TradeoffRow,
    rows: &[&TradeoffRow],
    shown: &[&Setting],
) -> Vec<Cell> {
    let several_sweeps = rows.iter().any(|other| other.sweep != row.sweep);
    let sweep = several_sweeps.then(|| Cell::new(&row.sweep));
    let settings = shown
        .iter()
        .map(|setting| (setting.value)(&row.configuration));
    let settings = settings.map(|value| Cell::new(or_dash(value)));
    sweep.into_iter().chain(settings).collect()
}

pub(crate) fn mark(row: &TradeoffRow, is_knee: bool) -> &'static str {
    match (is_knee, row.on_frontier) {
        (true, _) => "K",
        (false, true) => "*",
        (false, false) => "",
    }
}

/// The share of seeds that solved the task in percent, with its interval.
fn share(row: &TradeoffRow) -> String {
    row.share_solved().map_or(NOTHING.to_owned(), |share| {
        let [value, low, high] = [share.value, share.low, share.high].map(|share| 100.0 * share);
        format!("{value:.0} [{low:.0}, {high:.0}]")
    })
}

/// The median of updates to solve with its interval; beyond the last update where it is censored.
fn updates_to_solve(row: &TradeoffRow) -> String {
    row.updates_to_solve()
        .map_or(NOTHING.to_owned(), |to_solve| {
            let beyond = || format!(">{}", row.configuration.train.updates);
            let [median, low, high] = [to_solve.median, to_solve.low, to_solve.high]
                .map(|updates| updates.map_or_else(beyond, |updates| updates.to_string()));
            format!("{median} [{low}, {high}]")
        })
}

fn header(several_sweeps: bool, shown: &[&Setting], unit: ErrorUnit, form: Form) -> Vec<Cell> {
    let mut titles = vec![Cell::new("")];
    if several_sweeps {
        titles.push(Cell::new(SWEEP));
    }
    titles.extend(shown.iter().map(|setting| Cell::new(setting.title)));
    titles.extend(["seeds", unit.title, "ponder N", "solved"].map(right));
    if form == Form::Full {
        titles.extend(["solved %", "updates to solve"].map(right));
        titles.push(Cell::new("configuration"));
    }
    titles
}

/// The title of the one column whose words may be broken.
const SWEEP: &str = "sweep";

pub(crate) fn widest(table: &Table) -> usize {
    let text = table.trim_fmt();
    let widths = text.lines().map(|line| line.chars().count());
    widths.max().unwrap_or(0)
}

/// Narrows the columns to `width` together, but none below its values; titles wrap at words.
pub(crate) fn wrap_into(table: &mut Table, width: usize) {
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    for column in 0..table.column_count() {
        let cells = table.column_cells_with_header_iter(column).flatten();
        let contents: Vec<String> = cells.map(Cell::content).collect();
        let (title, values) = contents.split_first().expect("a table has a header");
        let words = title
            .split(' ')
            .chain(values.iter().flat_map(|value| value.lines()));
        let longest = words.map(|word| word.chars().count()).max().unwrap_or(0);
        let column = table.column_mut(column).expect("it was counted");
        column.set_padding((0, 1));
        if title != SWEEP {
            let least = Width::Fixed(longest as u16 + 1);
            column.set_constraint(ColumnConstraint::LowerBoundary(least));
        }
    }
}

/// The settings that all rows share, in lines of at most `width` columns where words allow it.
pub(crate) fn caption(shared: &[&Setting], rows: &[&TradeoffRow], width: usize) -> String {
    let Some(row) = rows.first() else {
        return String::new();
    };
    let entries = shared
        .iter()
        .filter(|setting| CAPTION.contains(&setting.key))
        .map(|setting| (setting.title, (setting.value)(&row.configuration)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(title, value)| format!("{title} {value}"));
    let mut lines: Vec<String> = Vec::new();
    for entry in entries {
        match lines.last_mut() {
            None => lines.push(format!("all with {entry}")),
            Some(line) if line.len() + 2 + entry.len() < width => {
                line.push_str(", ");
                line.push_str(&entry);
            }
            Some(line) => {
                line.push(',');
                lines.push(entry);
            }
        }
    }
    if lines.is_empty() {
        String::new()
    } else {
        lines.join("\n") + "\n\n"
    }
}

pub(crate) fn right(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

pub(crate) fn or_dash(value: String) -> String {
    if value.is_empty() {
        NOTHING.to_owned()
    } else {
        value
    }
}

/// What stands where there is nothing to say.
pub(crate) const NOTHING: &str = "-";

/// How the intervals of one column are written, so that their parts line up.
struct Intervals {
    unit: f64,
    digits: usize,
    width: usize,
}

impl Intervals {
    fn of(
        rows: &[&TradeoffRow],
        metric: fn(&TradeoffRow) -> Option<Interval>,
        unit: f64,
        digits: usize,
    ) -> Self {
        let written = |value: f64| format!("{:.digits$}", value * unit).len();
        let width = rows
            .iter()
            .filter_map(|row| metric(row))
            .map(|interval| written(interval.high))
            .max();
        Self {
            unit,
            digits,
            width: width.unwrap_or(0),
        }
    }

    /// The median and its interval with `separator` between them; a dash for none.
    fn show(&self, interval: Option<Interval>, separator: char) -> String {
        let Some(interval) = interval else {
            return NOTHING.to_owned();
        };
        let Self {
            unit,
            digits,
            width,
        } = *self;
        let number = |value: f64| format!("{:width$.digits$}", value * unit);
        format!(
            "{}{separator}[{}, {}]",
            number(interval.median),
            number(interval.low),
            number(interval.high)
        )
    }
}
