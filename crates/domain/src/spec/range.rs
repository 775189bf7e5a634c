//! Ranges: `{ log = [a, b], points = n }`, `{ linear = [a, b], points = n }` and, for ponder costs,
//! `{ paper_decades = j }`.

use toml::{Spanned, de::DeValue};

use super::{
    axis::{MOST_VALUES, RawAxis, list_items, read_list},
    diagnostic::Diagnostic,
    kind::{Kind, Real, Whole},
    schema::{PONDER_RANGE, RANGE},
    section::{Notes, Section},
};

/// How the points of a range lie between its ends.
#[derive(Clone, Copy, PartialEq)]
enum Spacing {
    Log,
    Linear,
}

/// Reads a range as the values of a numeric axis, in ascending order.
pub(super) fn read<K: Kind>(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    kind: &K,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    let range = Section::of_value(key, value, &RANGE, notes)?;
    points(key, &range, kind, notes)
}

/// Reads `ponder_cost`: a number, a list, or a range with the forms of its own.
pub(super) fn read_ponder_cost<K: Kind>(
    value: &Spanned<DeValue<'_>>,
    kind: &K,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    let key = "ponder_cost";
    match value.get_ref() {
        DeValue::Array(_) => read_list(key, value, kind, MOST_VALUES, notes),
        DeValue::Table(_) => {
            let range = Section::of_value(key, value, &PONDER_RANGE, notes)?;
            if range.get("paper_decades").is_some() {
                paper_decades(&range, kind, notes)
            } else if range.get("log_uniform").is_some() || range.get("target").is_some() {
                None
            } else {
                points(key, &range, kind, notes)
            }
        }
        _ => {
            let read = notes.keep(kind.read(key, value))?;
            Some(Spanned::new(
                value.span(),
                vec![Spanned::new(value.span(), read)],
            ))
        }
    }
}

/// The paper's grid (Graves 2016, section 3): `i x 10^-j` for i from 1 to 10 and each j up to the
/// number given, every value once.
fn paper_decades<K: Kind>(
    range: &Section<'_>,
    kind: &K,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    for other in ["log", "linear", "points"] {
        if let Some(value) = range.get(other) {
            notes.0.push(invalid(
                value,
                format!("`{other}` does not go with `paper_decades`"),
                "one form too many",
            ));
        }
    }
    let decades = range.scalar("paper_decades", &Whole { least: 1, most: 9 }, notes)?;
    let decades: u32 = *decades.get_ref();
    let smallest = (1..=decades).rev();
    let below_one = smallest.flat_map(|j| (1..=9).map(move |i| format!("{i}e-{j}")));
    let values = below_one
        .chain(["1".to_owned()])
        .map(|text| text.parse().expect("digits and an exponent are a number"))
        .collect();
    accepted("ponder_cost", range, values, kind, notes)
}

/// The points between two ends, both included.
fn points<K: Kind>(
    key: &str,
    range: &Section<'_>,
    kind: &K,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    let (spacing, ends) = match (range.get("log"), range.get("linear")) {
        (Some(ends), None) => (Spacing::Log, ends),
        (None, Some(ends)) => (Spacing::Linear, ends),
        (Some(_), Some(linear)) => {
            return notes.refuse(invalid(
                linear,
                "a range is either `log` or `linear`".to_owned(),
                "one form too many",
            ));
        }
        (None, None) => {
            return notes.refuse(Diagnostic {
                code: "invalid-range",
                message: format!("`{key}` is a range without ends"),
                span: range.span(),
                label: "neither `log` nor `linear`".to_owned(),
                help: "write { log = [1e-3, 1.0], points = 4 }".to_owned(),
            });
        }
    };
    let most = MOST_VALUES as u32;
    let count = range.scalar("points", &Whole { least: 2, most }, notes);
    let (low, high) = read_ends(ends, spacing, notes)?;
    let values = between(spacing, low, high, *count?.get_ref());
    accepted(key, range, values, kind, notes)
}

/// The two ends of a range, the lower one first.
fn read_ends(
    value: &Spanned<DeValue<'_>>,
    spacing: Spacing,
    notes: &mut Notes,
) -> Option<(f64, f64)> {
    let name = match spacing {
        Spacing::Log => "log",
        Spacing::Linear => "linear",
    };
    let end: Real<f64> = Real {
        expected: "two finite numbers",
        accept: |number| number.is_finite().then_some(number),
    };
    let items = list_items(name, value, MOST_VALUES, notes)?;
    let [low, high] = items else {
        return notes.refuse(invalid(
            value,
            format!("`{name}` takes two ends, the lower one first"),
            "not two",
        ));
    };
    let low = notes.keep(end.read(name, low));
    let high = notes.keep(end.read(name, high));
    let (low, high) = (low?, high?);
    if low >= high {
        let message = format!("`{name}` goes from the lower end to the higher one");
        return notes.refuse(invalid(value, message, "not ascending"));
    }
    if spacing == Spacing::Log && low <= 0.0 {
        let message = "a `log` range begins above 0".to_owned();
        return notes.refuse(invalid(value, message, "has no logarithm"));
    }
    Some((low, high))
}

/// `count` points from `low` to `high`.
///
/// Points inside are rounded to twelve digits, so that decades come out as they are written and
/// not an ulp beside, whatever the machine's logarithm does.
fn between(spacing: Spacing, low: f64, high: f64, count: u32) -> Vec<f64> {
    let last = count - 1;
    (0..count)
        .map(|i| {
            if i == 0 {
                return low;
            }
            if i == last {
                return high;
            }
            let share = f64::from(i) / f64::from(last);
            let point = match spacing {
                Spacing::Log => (low.ln() + share * (high.ln() - low.ln())).exp(),
                Spacing::Linear => low * (1.0 - share) + high * share,
            };
            format!("{point:.11e}").parse().unwrap_or(point)
        })
        .collect()
}

/// The points as values of the key, if it accepts all of them and no two become equal.
fn accepted<K: Kind>(
    key: &str,
    range: &Section<'_>,
    points: Vec<f64>,
    kind: &K,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    let mut values: Vec<Spanned<K::Value>> = Vec::with_capacity(points.len());
    for point in points {
        let Some(value) = kind.at(point) else {
            return notes.refuse(Diagnostic {
                code: "out-of-range",
                message: format!("`{key}` must be {}", kind.expected()),
                span: range.span(),
                label: format!("this range contains {point}"),
                help: String::new(),
            });
        };
        if values.last().is_some_and(|last| *last.get_ref() == value) {
            return notes.refuse(Diagnostic {
                code: "duplicate-value",
                message: format!("`{key}` has the same value twice"),
                span: range.span(),
                label: format!("two points become equal near {point}"),
                help: "ask for fewer points".to_owned(),
            });
        }
        values.push(Spanned::new(range.span(), value));
    }
    Some(Spanned::new(range.span(), values))
}

fn invalid(value: &Spanned<DeValue<'_>>, message: String, label: &str) -> Diagnostic {
    Diagnostic {
        code: "invalid-range",
        message,
        span: value.span(),
        label: label.to_owned(),
        help: String::new(),
    }
}
