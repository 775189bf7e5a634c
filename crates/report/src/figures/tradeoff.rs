//! Error against ponder: one figure per task, one series per halting, the frontier as a line.

use dwell_domain::{
    Task,
    tradeoff::{Interval, TradeoffRow},
};

use crate::figure::{Figure, FigureAxis, Point, Scale, Series, Spread};

/// Ponder is shown on a log axis from this ratio between its greatest and least value on.
const LOG_FROM: f64 = 8.0;

/// One figure for each task that has results, in the order of the rows.
pub fn figures(rows: &[TradeoffRow]) -> Vec<Figure> {
    let mut tasks: Vec<&Task> = Vec::new();
    for row in rows {
        if !tasks.contains(&&row.configuration.task) {
            tasks.push(&row.configuration.task);
        }
    }
    tasks
        .into_iter()
        .filter_map(|task| figure(task, rows))
        .collect()
}

/// The figure of one task; `None` before its first result.
fn figure(task: &Task, rows: &[TradeoffRow]) -> Option<Figure> {
    let mut series: Vec<Series> = Vec::new();
    let mut frontier: Vec<(f64, f64)> = Vec::new();
    for row in rows.iter().filter(|row| row.configuration.task == *task) {
        let (Some(error), Some(ponder)) = (row.error, row.ponder) else {
            continue;
        };
        let point = Point {
            x: spread(ponder, 1.0),
            y: spread(error, 100.0),
        };
        if row.on_frontier {
            frontier.push((point.x.value, point.y.value));
        }
        let name = row.configuration.model.halting.kind().to_string();
        match series.iter_mut().find(|series| series.name == name) {
            Some(known) => known.points.push(point),
            None => series.push(Series {
                name,
                points: vec![point],
            }),
        }
    }
    frontier.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let points = series.iter().flat_map(|series| &series.points);
    let longest = points.clone().map(|p| p.x.high).reduce(f64::max)?;
    let worst = points.map(|p| p.y.high).reduce(f64::max)?;
    Some(Figure {
        title: format!("{task}: error against ponder"),
        x: ponder_axis(longest),
        y: error_axis(worst),
        series,
        line: ("frontier".to_owned(), frontier),
    })
}

fn spread(interval: Interval, unit: f64) -> Spread {
    Spread {
        value: interval.median * unit,
        low: interval.low * unit,
        high: interval.high * unit,
    }
}

/// N, from 1 update on.
fn ponder_axis(longest: f64) -> FigureAxis {
    FigureAxis {
        label: "ponder N".to_owned(),
        scale: if longest >= LOG_FROM {
            Scale::Log
        } else {
            Scale::Linear
        },
        low: 1.0,
        high: longest.max(2.0),
    }
}

/// Error in percent, from none on.
fn error_axis(worst: f64) -> FigureAxis {
    FigureAxis {
        label: "error %".to_owned(),
        scale: Scale::Linear,
        low: 0.0,
        high: worst.max(1.0),
    }
}
