//! Reading tables: which keys are there, which are unknown, which are missing.
//!
//! Every mistake is noted and reading goes on, so that all of them are told at once. A `None` from
//! here on always means that the reason has been noted.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    diagnostic::{Diagnostic, Diagnostics},
    kind::{Kind, description},
    range,
    schema::Schema,
};

/// A value as it was read, with its place in the text.
pub(super) type Raw<T> = Spanned<T>;
/// The values of an axis as they were read, each with its place.
pub(super) type RawAxis<T> = Spanned<Vec<Spanned<T>>>;

/// The most values that one axis may have.
pub(super) const MOST_VALUES: usize = 10_000;

/// The mistakes noted so far.
#[derive(Debug, Default)]
pub(super) struct Notes(pub(super) Vec<Diagnostic>);

impl Notes {
    /// Notes a mistake. Returns `None`, so that a reader can end with it.
    pub(super) fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.0.push(diagnostic);
        None
    }

    /// The value, or a note of what is wrong with it.
    pub(super) fn keep<T>(&mut self, read: Result<T, Diagnostic>) -> Option<T> {
        read.map_err(|diagnostic| self.0.push(diagnostic)).ok()
    }

    /// All mistakes, in the order of the text.
    pub(super) fn into_diagnostics(mut self) -> Diagnostics {
        self.0.sort_by_key(|note| (note.span.start, note.span.end));
        Diagnostics(self.0)
    }
}

/// A table whose keys have been checked against its schema.
pub(super) struct Section<'a> {
    schema: &'static Schema,
    table: &'a DeTable<'a>,
    span: Range<usize>,
}

impl<'a> Section<'a> {
    /// Takes a table and notes the keys that its schema does not have.
    pub(super) fn of(
        table: &'a DeTable<'a>,
        span: Range<usize>,
        schema: &'static Schema,
        notes: &mut Notes,
    ) -> Self {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if schema.planned.contains(&name) {
                notes.0.push(planned(name, schema, key.span()));
            } else if !schema.keys.contains(&name) {
                notes.0.push(unknown(name, schema, key.span()));
            }
        }
        Self {
            schema,
            table,
            span,
        }
    }

    /// The same for a value that has to be a table; `key` names it.
    pub(super) fn of_value(
        key: &str,
        value: &'a Spanned<DeValue<'a>>,
        schema: &'static Schema,
        notes: &mut Notes,
    ) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::of(table, value.span(), schema, notes)),
            other => notes.refuse(Diagnostic {
                code: "wrong-type",
                message: format!("`{key}` must be a table"),
                span: value.span(),
                label: description(other).to_owned(),
                help: String::new(),
            }),
        }
    }

    /// The table `[key]` of this one, which must be there.
    pub(super) fn section(
        &self,
        key: &str,
        schema: &'static Schema,
        notes: &mut Notes,
    ) -> Option<Section<'a>> {
        match self.table.get(key) {
            Some(value) => Section::of_value(key, value, schema, notes),
            None => notes.refuse(Diagnostic {
                code: "missing-section",
                message: format!("{} is missing", schema.title),
                span: self.span.clone(),
                label: format!("no {} in this file", schema.title),
                help: format!("it has: {}", schema.keys.join(", ")),
            }),
        }
    }

    /// The value of a key, if it is there.
    pub(super) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    /// The value of a key that must be there.
    pub(super) fn require(&self, key: &str, notes: &mut Notes) -> Option<&'a Spanned<DeValue<'a>>> {
        let found = self.table.get(key);
        if found.is_none() {
            notes.0.push(Diagnostic {
                code: "missing-key",
                message: format!("`{key}` is missing from {}", self.schema.title),
                span: self.span.clone(),
                label: format!("`{key}` belongs here"),
                help: String::new(),
            });
        }
        found
    }

    /// A scalar that must be there.
    pub(super) fn scalar<K: Kind>(
        &self,
        key: &str,
        kind: &K,
        notes: &mut Notes,
    ) -> Option<Raw<K::Value>> {
        let value = self.require(key, notes)?;
        let read = notes.keep(kind.read(key, value))?;
        Some(Spanned::new(value.span(), read))
    }

    /// An axis that must be there.
    pub(super) fn axis<K: Kind>(
        &self,
        key: &str,
        kind: &K,
        notes: &mut Notes,
    ) -> Option<RawAxis<K::Value>> {
        let value = self.require(key, notes)?;
        read_axis(key, value, kind, notes)
    }

    /// An axis that has one value if it is not there.
    pub(super) fn axis_or<K: Kind>(
        &self,
        key: &str,
        kind: &K,
        default: K::Value,
        notes: &mut Notes,
    ) -> Option<RawAxis<K::Value>> {
        match self.table.get(key) {
            Some(value) => read_axis(key, value, kind, notes),
            None => Some(Spanned::new(
                self.span.clone(),
                vec![Spanned::new(self.span.clone(), default)],
            )),
        }
    }

    /// Where the table is.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

/// Reads a scalar, a list or a range as the values of an axis.
fn read_axis<K: Kind>(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    kind: &K,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    match value.get_ref() {
        DeValue::Array(_) => read_list(key, value, kind, notes),
        DeValue::Table(_) if kind.is_number() => range::read(key, value, kind, notes),
        _ => {
            let read = notes.keep(kind.read(key, value))?;
            let single = vec![Spanned::new(value.span(), read)];
            Some(Spanned::new(value.span(), single))
        }
    }
}

/// Reads a list of at least one value, no two equal.
pub(super) fn read_list<K: Kind>(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    kind: &K,
    notes: &mut Notes,
) -> Option<RawAxis<K::Value>> {
    let items = list_items(key, value, notes)?;
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

/// The items of a list that is neither empty nor endless.
pub(super) fn list_items<'a>(
    key: &str,
    value: &'a Spanned<DeValue<'a>>,
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
        1..=MOST_VALUES => Some(items),
        many => notes.refuse(Diagnostic {
            code: "too-many-values",
            message: format!("`{key}` has {many} values, the most is {MOST_VALUES}"),
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

fn unknown(key: &str, schema: &Schema, span: Range<usize>) -> Diagnostic {
    Diagnostic {
        code: "unknown-key",
        message: format!("{} has no key `{key}`", schema.title),
        span,
        label: "unknown key".to_owned(),
        help: schema.advice(key),
    }
}

fn planned(key: &str, schema: &Schema, span: Range<usize>) -> Diagnostic {
    Diagnostic {
        code: "not-supported-yet",
        message: format!("`{key}` is not supported yet"),
        span,
        label: "not supported yet".to_owned(),
        help: format!("supported: {}", schema.keys.join(", ")),
    }
}
