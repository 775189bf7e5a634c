//! A figure as data: axes, series of points with intervals, a line. Drawing it is left to the
//! renderers, of which there can be several for one figure.

/// A plot of some series over two axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it shows, in one line.
    pub title: String,
    /// The horizontal axis.
    pub x: FigureAxis,
    /// The vertical axis.
    pub y: FigureAxis,
    /// The series, in the order of the legend.
    pub series: Vec<Series>,
    /// A line through some of the points, as pairs of x and y with ascending x, and its name.
    pub line: (String, Vec<(f64, f64)>),
}

/// One axis of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureAxis {
    /// What it measures, with its unit.
    pub label: String,
    /// How values become places.
    pub scale: Scale,
    /// The least value shown.
    pub low: f64,
    /// The greatest value shown; above `low`.
    pub high: f64,
}

/// How the values of an axis become places on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equally far apart.
    Linear,
    /// Equal ratios are equally far apart; every value is above 0.
    Log,
}

/// Points of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The kind, for the legend.
    pub name: String,
    /// In no particular order.
    pub points: Vec<Point>,
}

/// A point with its intervals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// On the horizontal axis.
    pub x: Spread,
    /// On the vertical axis.
    pub y: Spread,
}

/// A value with the ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The value.
    pub value: f64,
    /// The lower end, at most the value.
    pub low: f64,
    /// The upper end, at least the value.
    pub high: f64,
}

impl FigureAxis {
    /// The place of a value: 0 at the low end of the axis, 1 at the high end, clamped to it.
    pub fn place(&self, value: f64) -> f64 {
        let place = match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Log => (value / self.low).ln() / (self.high / self.low).ln(),
        };
        place.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_log_axis_is_the_geometric_mean() {
        let mut axis = FigureAxis {
            label: String::new(),
            scale: Scale::Log,
            low: 1.0,
            high: 100.0,
        };
        assert!((axis.place(10.0) - 0.5).abs() < 1e-12);
        axis.scale = Scale::Linear;
        assert!((axis.place(50.5) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn what_is_beyond_an_axis_is_at_its_end() {
        let axis = FigureAxis {
            label: String::new(),
            scale: Scale::Linear,
            low: 1.0,
            high: 2.0,
        };
        assert_eq!((axis.place(0.0), axis.place(3.0)), (0.0, 1.0));
    }
}
