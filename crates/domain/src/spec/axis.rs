//! Reading the values of an axis: one value, a list of them, or a range.

use toml::{Spanned, de::DeValue};

use super::{
    diagnostic::Diagnostic,
    kind::{Kind, description},
    range,
    section::Notes,
};

/// The values of an axis as they were read, each with its place.
pub(super) type RawAxis<T> = Spanned<Vec<Spanned<T>>>;

/// The most values that one axis may have.
pub(super) const MOST_VALUES: usize = 10_000;

/// Reads a scalar, a list or a range as the values of an axis.
pub(super) fn read_axis<K: Kind>(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    kind: &K,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    match value.get_ref() {
        DeValue::Array(_) => read_list(key, value, kind, MOST_VALUES, notes),
        DeValue::Table(_) if kind.is_number() => range::read(key, value, kind, notes),
        _ => {
            let read = notes.keep(kind.read(key, value))?;
            let single = vec![Spanned::new(value.span(), read)];
            Some(Spanned::new(value.span(), single))
        }
    }
}

/// Reads a list of at least one and at most `most` values, no two equal.
pub(super) fn read_list<K: Kind>(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    kind: &K,
    most: usize,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    let items = list_items(key, value, most, notes)?;
    let mut read = Vec::with_capacity(items.len());
    for item in items {
        if let Some(one) = notes.keep(kind.read(key, item)) {
            read.push(Spanned::new(item.span(), one));
        }
    }
    let complete = read.len() == items.len();
    let distinct = refuse_repeats(key, &read, notes);
    (complete && distinct).then(|| Spanned::new(value.span(), read))
}

/// The items of a list that has at least one and at most `most`.
pub(super) fn list_items<'a>(
    key: &str,
    value: &'a Spanned<DeValue<'a>>,
    most: usize,
    notes: &mut Notes,
) -> Option<&'a [Spanned<DeValue<'a>>]> {
    let DeValue::Array(items) = value.get_ref() else {
        return notes.refuse(Diagnostic {
            code: "wrong-type",
            message: format!("`{key}` must be a list"),
            span: value.span(),
            label: description(value.get_ref()).to_owned(),
            help: String::new(),
        });
    };
    match items.len() {
        0 => notes.refuse(Diagnostic {
            code: "empty-axis",
            message: format!("`{key}` has no value"),
            span: value.span(),
            label: "an empty list".to_owned(),
            help: "a sweep over nothing has no trials; give at least one value".to_owned(),
        }),
        many if many <= most => Some(items),
        many => notes.refuse(Diagnostic {
            code: "too-many-values",
            message: format!("`{key}` has {many} values, the most is {most}"),
            span: value.span(),
            label: "this list".to_owned(),
            help: String::new(),
        }),
    }
}

/// Notes each value that was there before; returns whether there was none.
pub(super) fn refuse_repeats<T: PartialEq>(
    key: &str,
    values: &[Spanned<T>],
    notes: &mut Notes,
) -> bool {
    let mut distinct = true;
    for (i, value) in values.iter().enumerate() {
        if values[..i].iter().any(|v| v.get_ref() == value.get_ref()) {
            distinct = false;
            notes.0.push(Diagnostic {
                code: "duplicate-value",
                message: format!("`{key}` has the same value twice"),
                span: value.span(),
                label: "was there before".to_owned(),
                help: "remove one of the two".to_owned(),
            });
        }
    }
    distinct
}
