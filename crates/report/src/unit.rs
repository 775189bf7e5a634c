//! How numbers are written for people: the error of a task in percent or in bits per character, and
//! amounts that may be small.

use dwell_domain::Metric;

/// The unit that errors of one metric are shown in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorUnit {
    /// What heads a column or an axis of bare numbers.
    pub title: &'static str,
    /// What stands behind a number that is on its own.
    pub suffix: &'static str,
    /// What an error is multiplied with.
    pub factor: f64,
    /// Decimals of a median, where its interval says how far it can be trusted.
    pub(crate) digits: usize,
}

impl ErrorUnit {
    /// The unit of a metric.
    pub const fn of(metric: Metric) -> Self {
        match metric {
            Metric::SequenceError => Self {
                title: "error %",
                suffix: "%",
                factor: 100.0,
                digits: 1,
            },
            Metric::BitsPerCharacter => Self {
                title: "bits/char",
                suffix: "bpc",
                factor: 1.0,
                digits: 2,
            },
        }
    }

    /// A single error with its unit: `12.34 %`, `1.93 bpc`.
    pub fn write(&self, error: f64) -> String {
        format!("{:.2} {}", error * self.factor, self.suffix)
    }
}

/// An amount in three digits that count: `12.3`, `0.00123`, `1.23e-6`.
pub fn amount(number: f64) -> String {
    let magnitude = number.abs().log10().floor();
    if number != 0.0 && magnitude < LEAST_PLAIN {
        return format!("{number:.2e}");
    }
    let decimals = (2.0 - magnitude).clamp(0.0, 2.0 - LEAST_PLAIN) as usize;
    format!("{number:.decimals$}")
}

/// The lowest power of ten that is written without an exponent.
const LEAST_PLAIN: f64 = -4.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_written_in_the_unit_of_its_metric() {
        let written = |metric, error| ErrorUnit::of(metric).write(error);
        assert_eq!(written(Metric::SequenceError, 0.123_45), "12.35 %");
        assert_eq!(written(Metric::BitsPerCharacter, 1.927), "1.93 bpc");
    }

    #[test]
    fn amounts_have_three_digits_that_count() {
        let shown = [0.001_234_5, 0.5, 12.345, 1234.5, -0.02, 1e-4, -6.63e-8, 0.0].map(amount);
        let expected = [
            "0.00123", "0.500", "12.3", "1234", "-0.0200", "0.000100", "-6.63e-8", "0.000000",
        ];
        assert_eq!(shown, expected);
    }
}
