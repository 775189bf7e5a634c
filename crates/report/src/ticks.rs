//! Where to write numbers along an axis: round ones, not too many.

use crate::figure::{FigureAxis, Scale};

/// At most about `most` round values of an axis, ascending.
pub(crate) fn ticks(axis: &FigureAxis, most: usize) -> Vec<f64> {
    match axis.scale {
        Scale::Linear => multiples(axis, most),
        Scale::Log => {
            let decades = one_two_five(axis);
            let every = decades.len().div_ceil(most.max(1)).max(1);
            decades.into_iter().step_by(every).collect()
        }
    }
}

/// Multiples of 1, 2 or 5 times a power of ten.
fn multiples(axis: &FigureAxis, most: usize) -> Vec<f64> {
    let least_step = (axis.high - axis.low) / most.max(1) as f64;
    let power = 10_f64.powf(least_step.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= least_step)
        .unwrap_or(least_step);
    let first = (axis.low / step).ceil() as i64;
    let last = (axis.high / step).floor() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// 1, 2 and 5 times every power of ten on the axis.
fn one_two_five(axis: &FigureAxis) -> Vec<f64> {
    let first = axis.low.log10().floor() as i32;
    let last = axis.high.log10().ceil() as i32;
    (first..=last)
        .flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * 10_f64.powi(power)))
        .filter(|value| (axis.low..=axis.high).contains(value))
        .collect()
}

/// A tick's number without digits that say nothing.
pub(crate) fn label(value: f64) -> String {
    let rounded = format!("{value:.3}");
    let short = rounded.trim_end_matches('0').trim_end_matches('.');
    short.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, low: f64, high: f64, most: usize) -> Vec<String> {
        let axis = FigureAxis {
            label: String::new(),
            scale,
            low,
            high,
        };
        ticks(&axis, most).into_iter().map(label).collect()
    }

    #[test]
    fn linear_ticks_are_round_and_few() {
        assert_eq!(
            labels(Scale::Linear, 0.0, 43.0, 5),
            ["0", "10", "20", "30", "40"]
        );
        assert_eq!(
            labels(Scale::Linear, 1.0, 2.1, 6),
            ["1", "1.2", "1.4", "1.6", "1.8", "2"]
        );
    }

    #[test]
    fn log_ticks_are_ones_twos_and_fives() {
        assert_eq!(
            labels(Scale::Log, 1.0, 100.0, 8),
            ["1", "2", "5", "10", "20", "50", "100"]
        );
    }
}
