//! Prefixes of ids, as people type them: a range of ids that an index can search.

use uuid::Uuid;

use crate::StoreError;

/// The ids that begin with a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IdRange {
    /// The lowest of them.
    pub(crate) first: Uuid,
    /// The highest of them.
    pub(crate) last: Uuid,
}

impl IdRange {
    /// The range of a prefix in hexadecimal digits, with or without hyphens; `None` for what
    /// begins no id.
    pub(crate) fn of_prefix(prefix: &str) -> Option<Self> {
        const DIGITS: usize = 32;
        let digits: String = prefix.chars().filter(|c| *c != '-').collect();
        let is_prefix = (1..=DIGITS).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_prefix {
            return None;
        }
        Some(Self {
            first: Uuid::parse_str(&format!("{digits:0<DIGITS$}")).ok()?,
            last: Uuid::parse_str(&format!("{digits:f<DIGITS$}")).ok()?,
        })
    }

    /// The one id of those `found` in this range (two of them are as good as all).
    pub(crate) fn only(
        found: &[Uuid],
        kind: &'static str,
        selector: &str,
    ) -> Result<Uuid, StoreError> {
        match found {
            [] => Err(StoreError::not_found(kind, selector)),
            [id] => Ok(*id),
            _ => Err(StoreError::Ambiguous {
                kind,
                selector: selector.to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_covers_the_ids_that_begin_with_it() {
        let range = IdRange::of_prefix("0198-ab").unwrap();
        insta::assert_snapshot!(
            format!("{}\n{}", range.first, range.last),
            @r"
        0198ab00-0000-0000-0000-000000000000
        0198abff-ffff-ffff-ffff-ffffffffffff
        "
        );
    }

    #[test]
    fn what_begins_no_id_has_no_range() {
        for prefix in ["", "-", "quickstart", "g", &"0".repeat(33)] {
            assert_eq!(IdRange::of_prefix(prefix), None, "{prefix}");
        }
    }

    #[test]
    fn a_whole_id_covers_itself() {
        let id = Uuid::from_u128(7);
        let range = IdRange::of_prefix(&id.to_string()).unwrap();
        assert_eq!((range.first, range.last), (id, id));
    }
}
