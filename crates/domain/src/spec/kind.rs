//! Reading scalars: whole numbers, real numbers and words, each with what it accepts.

use std::fmt::Display;

use toml::{Spanned, de::DeValue};

use super::{diagnostic::Diagnostic, schema::nearest};

/// What a key accepts as one value.
pub(super) trait Kind {
    /// What is read.
    type Value: Clone + PartialEq;

    /// Reads one value of `key`, or says what is wrong with it.
    fn read(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Self::Value, Diagnostic>;

    /// What is accepted, such as `a whole number from 1 to 8192`.
    fn expected(&self) -> String;

    /// The value nearest to a point of a range, if it is accepted.
    fn at(&self, _point: f64) -> Option<Self::Value> {
        None
    }

    /// Whether a range makes sense.
    fn is_number(&self) -> bool {
        false
    }
}

/// A whole number between two limits, both accepted.
pub(super) struct Whole<T> {
    /// The least.
    pub(super) least: T,
    /// The most.
    pub(super) most: T,
}

impl<T: Clone + PartialOrd + Display + TryFrom<u64>> Whole<T> {
    fn accept(&self, value: u64) -> Option<T> {
        T::try_from(value)
            .ok()
            .filter(|value| (&self.least..=&self.most).contains(&value))
    }
}

impl<T: Clone + PartialOrd + Display + TryFrom<u64>> Kind for Whole<T> {
    type Value = T;

    fn read(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<T, Diagnostic> {
        let DeValue::Integer(integer) = value.get_ref() else {
            return Err(wrong_type(key, value, &self.expected()));
        };
        u64::from_str_radix(integer.as_str(), integer.radix())
            .ok()
            .and_then(|number| self.accept(number))
            .ok_or_else(|| out_of_range(key, value, &self.expected()))
    }

    fn expected(&self) -> String {
        let most = grouped(&self.most.to_string());
        format!("a whole number from {} to {most}", self.least)
    }

    fn at(&self, point: f64) -> Option<T> {
        self.accept(point.round() as u64)
    }

    fn is_number(&self) -> bool {
        true
    }
}

/// A real number; a whole one is accepted in its place.
pub(super) struct Real<T> {
    /// What is accepted, such as `a number from 0 to 1`.
    pub(super) expected: &'static str,
    /// The value, if the number is accepted.
    pub(super) accept: fn(f64) -> Option<T>,
}

impl<T: Clone + PartialEq> Kind for Real<T> {
    type Value = T;

    fn read(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<T, Diagnostic> {
        let number =
            number(value.get_ref()).ok_or_else(|| wrong_type(key, value, self.expected))?;
        (self.accept)(number).ok_or_else(|| out_of_range(key, value, self.expected))
    }

    fn expected(&self) -> String {
        self.expected.to_owned()
    }

    fn at(&self, point: f64) -> Option<T> {
        (self.accept)(point)
    }

    fn is_number(&self) -> bool {
        true
    }
}

/// One of a few words.
pub(super) struct Word<T: 'static> {
    /// The words and what they mean.
    pub(super) known: &'static [(&'static str, T)],
    /// Words of the design that this version does not support.
    pub(super) planned: &'static [&'static str],
}

impl<T: Clone + PartialEq> Word<T> {
    fn words(&self) -> Vec<&'static str> {
        self.known.iter().map(|(word, _)| *word).collect()
    }
}

impl<T: Clone + PartialEq> Kind for Word<T> {
    type Value = T;

    fn read(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<T, Diagnostic> {
        let DeValue::String(text) = value.get_ref() else {
            return Err(wrong_type(key, value, &self.expected()));
        };
        let known = self.known.iter().find(|(word, _)| word == text);
        known
            .map(|(_, meaning)| meaning.clone())
            .ok_or_else(|| refused_word(key, value, text, &self.words(), self.planned))
    }

    fn expected(&self) -> String {
        let quoted: Vec<_> = (self.known.iter())
            .map(|(word, _)| format!("{word:?}"))
            .collect();
        match &quoted[..] {
            [only] => only.clone(),
            several => format!("one of {}", several.join(", ")),
        }
    }
}

/// A word that is not among those of its key.
pub(super) fn refused_word(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    word: &str,
    known: &[&str],
    planned: &[&str],
) -> Diagnostic {
    let supported = format!("supported: {}", known.join(", "));
    if planned.contains(&word) {
        return Diagnostic {
            code: "not-supported-yet",
            message: format!("{key} `{word}` is not supported yet"),
            span: value.span(),
            label: "not supported yet".to_owned(),
            help: supported,
        };
    }
    Diagnostic {
        code: "unknown-value",
        message: format!("`{key}` cannot be {word:?}"),
        span: value.span(),
        label: "unknown word".to_owned(),
        help: match nearest(word, known) {
            Some(name) => format!("did you mean `{name}`?"),
            None => supported,
        },
    }
}

/// The value of a whole or real number.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(float) => float.as_str().parse().ok(),
        DeValue::Integer(integer) => i128::from_str_radix(integer.as_str(), integer.radix())
            .ok()
            .map(|number| number as f64),
        _ => None,
    }
}

/// Digits in groups of three, the way TOML allows: `1_000_000`.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    grouped
}

/// A value of another type than its key takes.
pub(super) fn wrong_type(key: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> Diagnostic {
    Diagnostic {
        code: "wrong-type",
        message: format!("`{key}` must be {expected}"),
        span: value.span(),
        label: description(value.get_ref()).to_owned(),
        help: match value.get_ref() {
            DeValue::String(text) if text.trim().parse::<f64>().is_ok() => {
                "write it without quotes".to_owned()
            }
            DeValue::Float(float) => whole_spelling(float.as_str()),
            _ => String::new(),
        },
    }
}

/// How to write a float such as `2e4` as the whole number that it is.
fn whole_spelling(float: &str) -> String {
    match float.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && (0.0..1e15).contains(&number) => {
            format!("write {number}")
        }
        _ => String::new(),
    }
}

/// A number beyond the limits of its key.
pub(super) fn out_of_range(key: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> Diagnostic {
    Diagnostic {
        code: "out-of-range",
        message: format!("`{key}` must be {expected}"),
        span: value.span(),
        label: "out of range".to_owned(),
        help: String::new(),
    }
}

/// A value's type with its article.
pub(super) fn description(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "this is a string",
        DeValue::Integer(_) => "this is a whole number",
        DeValue::Float(_) => "this is a float",
        DeValue::Boolean(_) => "this is a boolean",
        DeValue::Datetime(_) => "this is a date or time",
        DeValue::Array(_) => "this is a list",
        DeValue::Table(_) => "this is a table",
    }
}
