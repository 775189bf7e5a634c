//! Draws a figure with characters that every terminal has, within a given width and height.

use crate::{
    figure::{Figure, Spread},
    ticks::{label, ticks},
};

/// The room for a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// Columns; at least [`Canvas::LEAST_WIDTH`] are used.
    pub width: usize,
    /// Lines, with title, axes and legend; at least [`Canvas::LEAST_HEIGHT`] are used.
    pub height: usize,
    /// Whether series are told apart by ANSI colours as well as by their marks.
    pub colour: bool,
}

impl Canvas {
    /// The least width that a figure can be drawn in.
    pub const LEAST_WIDTH: usize = 32;
    /// The least height that a figure can be drawn in.
    pub const LEAST_HEIGHT: usize = 8;
}

/// The marks of series, by their order; with more series they begin again.
const MARKS: [char; 6] = ['○', '□', '●', '△', '■', '◇'];
/// ANSI colours of series, by their order.
const COLOURS: [u8; 6] = [34, 33, 32, 35, 36, 31];
/// Lines beside the plot itself: title, axis, tick labels, legend.
const LINES_AROUND: usize = 4;

/// Draws the figure. Every line but the last ends with a newline; none has trailing spaces.
pub fn draw(figure: &Figure, canvas: Canvas) -> String {
    let height = canvas.height.max(Canvas::LEAST_HEIGHT) - LINES_AROUND;
    let labels = y_labels(figure, height);
    let gutter = labels.iter().map(|label| label.chars().count()).max();
    let gutter = gutter.unwrap_or(0);
    let width = canvas.width.max(Canvas::LEAST_WIDTH) - gutter - 2;
    let plot = Plot::of(figure, width, height);

    let mut lines = vec![format!("{}  ({} up)", figure.title, figure.y.label)];
    for (row, label) in labels.iter().enumerate() {
        let edge = if label.is_empty() { '│' } else { '┤' };
        lines.push(format!(
            "{label:>gutter$} {edge}{}",
            plot.line(row, canvas.colour)
        ));
    }
    let (axis, numbers) = x_axis(figure, width);
    lines.push(format!("{:gutter$} └{axis}", ""));
    lines.push(format!("{:gutter$}  {numbers}", ""));
    lines.push(format!("{:gutter$}  {}", "", legend(figure, canvas.colour)));
    let trimmed: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    trimmed.join("\n")
}

/// The inside of a figure: what stands in each cell.
struct Plot {
    width: usize,
    /// Row by row from the top; with the series that a mark belongs to.
    cells: Vec<(char, Option<usize>)>,
}

impl Plot {
    fn of(figure: &Figure, width: usize, height: usize) -> Self {
        let mut plot = Self {
            width,
            cells: vec![(' ', None); width * height],
        };
        let column = |x: f64| to_cell(figure.x.place(x), width);
        let row = |y: f64| height - 1 - to_cell(figure.y.place(y), height);
        plot.draw_line(figure, &row);
        for series in &figure.series {
            for point in &series.points {
                let (x, y) = (point.x, point.y);
                plot.draw_interval('─', cells(x, &column).map(|c| (c, row(y.value))));
                plot.draw_interval('│', cells(y, &row).map(|r| (column(x.value), r)));
            }
        }
        for (i, series) in figure.series.iter().enumerate() {
            for point in &series.points {
                let place = row(point.y.value) * width + column(point.x.value);
                plot.cells[place] = (MARKS[i % MARKS.len()], Some(i));
            }
        }
        plot
    }

    /// Dots, one per column, on the straight lines between the points of the figure's line.
    fn draw_line(&mut self, figure: &Figure, row: &impl Fn(f64) -> usize) {
        for pair in figure.line.1.windows(2) {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            let (from, to) = (figure.x.place(x0), figure.x.place(x1));
            for column in to_cell(from, self.width)..=to_cell(to, self.width) {
                let place = column as f64 / (self.width - 1) as f64;
                let share = ((place - from) / (to - from).max(f64::EPSILON)).clamp(0.0, 1.0);
                let cell = row(y0 + share * (y1 - y0)) * self.width + column;
                self.cells[cell] = ('·', None);
            }
        }
    }

    fn draw_interval(
        &mut self,
        stroke: char,
        cells: impl ExactSizeIterator<Item = (usize, usize)>,
    ) {
        if cells.len() < 2 {
            return;
        }
        for (column, row) in cells {
            self.cells[row * self.width + column] = (stroke, None);
        }
    }

    fn line(&self, row: usize, colour: bool) -> String {
        self.cells[row * self.width..(row + 1) * self.width]
            .iter()
            .map(|(character, series)| match series {
                Some(series) => coloured(*character, *series, colour),
                None => character.to_string(),
            })
            .collect()
    }
}

/// The cells between the ends of an interval, ascending.
fn cells(spread: Spread, cell: &impl Fn(f64) -> usize) -> std::ops::Range<usize> {
    let (one, other) = (cell(spread.low), cell(spread.high));
    one.min(other)..one.max(other) + 1
}

/// The cell of a place between 0 and 1.
fn to_cell(place: f64, cells: usize) -> usize {
    (place * (cells - 1) as f64).round() as usize
}

fn coloured(mark: char, series: usize, colour: bool) -> String {
    if colour {
        let code = COLOURS[series % COLOURS.len()];
        format!("\x1b[{code}m{mark}\x1b[0m")
    } else {
        mark.to_string()
    }
}

/// The label of each row from the top; empty where there is no tick.
fn y_labels(figure: &Figure, height: usize) -> Vec<String> {
    let mut labels = vec![String::new(); height];
    for tick in ticks(&figure.y, height.div_ceil(3)) {
        labels[height - 1 - to_cell(figure.y.place(tick), height)] = label(tick);
    }
    labels
}

/// The horizontal axis with its ticks, and the line of numbers under it.
fn x_axis(figure: &Figure, width: usize) -> (String, String) {
    let mut axis = vec!['─'; width];
    let mut numbers = String::new();
    for tick in ticks(&figure.x, width / 8) {
        let column = to_cell(figure.x.place(tick), width);
        let text = label(tick);
        let start = column
            .saturating_sub(text.len() / 2)
            .min(width - text.len());
        if numbers.is_empty() || start > numbers.len() {
            axis[column] = '┬';
            numbers.push_str(&" ".repeat(start - numbers.len()));
            numbers.push_str(&text);
        }
    }
    (axis.into_iter().collect(), numbers)
}

fn legend(figure: &Figure, colour: bool) -> String {
    let series = figure.series.iter().enumerate().map(|(i, series)| {
        let mark = coloured(MARKS[i % MARKS.len()], i, colour);
        format!("{mark} {}", series.name)
    });
    let line = format!("· {}", figure.line.0);
    let entries: Vec<String> = series.chain([line]).collect();
    format!("{} →   {}", figure.x.label, entries.join("   "))
}
