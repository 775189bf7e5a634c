//! How numbers, times and ids are written for people. Programs get them unrounded, from JSON and
//! CSV.

use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};

/// What stands where there is nothing to say.
pub(crate) const NOTHING: &str = "-";

/// A share as a percentage: `12.34 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// A number with two decimals, as ponder is written.
pub(crate) fn decimal(value: f64) -> String {
    format!("{value:.2}")
}

/// What `write` says of the value, or a dash.
pub(crate) fn or_dash<T>(value: Option<T>, write: impl Fn(T) -> String) -> String {
    value.map_or_else(|| NOTHING.to_owned(), write)
}

/// The text, or a dash where it is empty.
pub(crate) fn text_or_dash(text: &str) -> &str {
    if text.is_empty() { NOTHING } else { text }
}

/// A count in groups of three digits: `1,234,567`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun, which gets an s unless there is one of it: `1 trial`, `2 trials`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// The start of an id that tells it from all that were made in another millisecond.
pub(crate) fn short_id(id: &str) -> &str {
    id.get(..13).unwrap_or(id)
}

/// An instant in the local time zone, to the second.
pub(crate) fn local_time(micros: i64) -> String {
    Timestamp::from_microsecond(micros).map_or_else(
        |_| NOTHING.to_owned(),
        |instant| {
            instant
                .to_zoned_datetime(TimeZone::system())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        },
    )
}

/// An instant for programs: RFC 3339 in UTC.
pub(crate) fn utc_time(micros: i64) -> String {
    Timestamp::from_microsecond(micros)
        .map_or_else(|_| NOTHING.to_owned(), |instant| instant.to_string())
}

/// A span in its two largest units: `2 h 05 min`, `3 min 07 s`, `41 s`.
pub(crate) fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, _) => format!("{minutes} min {rest:02} s"),
        _ => format!("{hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let written = [0, 12, 999, 1_000, 1_234_567].map(grouped);
        assert_eq!(written, ["0", "12", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn one_thing_has_no_plural() {
        assert_eq!(counted(1, "trial"), "1 trial");
        assert_eq!(counted(0, "trial"), "0 trials");
    }

    #[test]
    fn spans_keep_their_two_largest_units() {
        let written = [41, 187, 7_500].map(|seconds| span(Duration::from_secs(seconds)));
        assert_eq!(written, ["41 s", "3 min 07 s", "2 h 05 min"]);
    }

    #[test]
    fn programs_get_times_in_utc() {
        assert_eq!(utc_time(1_700_000_000_000_000), "2023-11-14T22:13:20Z");
    }
}
