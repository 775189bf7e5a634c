//! Pages of lists: how many entries, where the next page starts.
//!
//! A token is the key of the last entry; callers pass it back as it is, and never read it.

use dwell_domain::SweepId;
use prost::Message;
use tonic::Status;

use crate::limits;

/// How many entries a caller gets who asked for `asked`; 0 asks for the default.
pub(crate) fn size(asked: u32) -> u32 {
    match asked {
        0 => limits::DEFAULT_PAGE_SIZE,
        asked => asked.min(limits::PAGE_SIZE),
    }
}

/// The key after which a page starts; `None` at the beginning.
pub(crate) fn start<K: Key>(token: &str) -> Result<Option<K>, Status> {
    if token.is_empty() {
        return Ok(None);
    }
    let key = K::from_token(token);
    key.map(Some)
        .ok_or_else(|| Status::invalid_argument("the page token is not one of this list"))
}

/// The first entries of `found`, at most `size` and not too many bytes, and the token of the next
/// page. To tell whether there is a next page, `found` has one more than `size` entries if it can.
pub(crate) fn cut<T, K: Key, W: Message>(
    found: &[T],
    size: u32,
    key: impl Fn(&T) -> K,
    wire: impl Fn(&T) -> W,
) -> (Vec<W>, String) {
    let total = found.len();
    let mut page = Vec::with_capacity(total.min(size as usize));
    let mut bytes = 0;
    let mut last = None;
    for entry in found.iter().take(size as usize) {
        let message = wire(entry);
        bytes += message.encoded_len();
        if bytes > limits::PAGE_BYTES && !page.is_empty() {
            break;
        }
        page.push(message);
        last = Some(key(entry));
    }
    let token = match last {
        Some(key) if page.len() < total => key.to_token(),
        _ => String::new(),
    };
    (page, token)
}

/// What a list is ordered by.
pub(crate) trait Key: Sized {
    fn to_token(&self) -> String;
    fn from_token(token: &str) -> Option<Self>;
}

impl Key for SweepId {
    fn to_token(&self) -> String {
        self.as_uuid().simple().to_string()
    }

    fn from_token(token: &str) -> Option<Self> {
        token.parse().ok()
    }
}

/// A trial's number in its sweep.
impl Key for u64 {
    fn to_token(&self) -> String {
        format!("{self:x}")
    }

    fn from_token(token: &str) -> Option<Self> {
        let number = Self::from_str_radix(token, 16).ok()?;
        // No database numbers anything higher.
        i64::try_from(number).is_ok().then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use dwell_proto::v1::Released;

    use super::*;

    fn page(found: &[u64], size: u32, bytes_each: usize) -> (usize, String) {
        let (page, token) = cut(
            found,
            size,
            |n| *n,
            |_| Released {
                reason: "x".repeat(bytes_each),
            },
        );
        (page.len(), token)
    }

    #[test]
    fn the_last_page_has_no_token() {
        assert_eq!(page(&[1, 2], 2, 1), (2, String::new()));
        assert_eq!(page(&[], 2, 1), (0, String::new()));
    }

    #[test]
    fn a_token_leads_behind_the_last_entry() {
        let (entries, token) = page(&[40, 41, 42], 2, 1);
        assert_eq!(entries, 2);
        assert_eq!(start::<u64>(&token).unwrap(), Some(41));
    }

    #[test]
    fn a_page_of_large_entries_ends_early_but_is_never_empty() {
        let half = limits::PAGE_BYTES / 2 - 64;
        assert_eq!(page(&[1, 2, 3], 3, half), (2, "2".into()));
        assert_eq!(page(&[1, 2], 2, limits::PAGE_BYTES), (1, "1".into()));
    }

    #[test]
    fn a_token_of_another_list_is_refused() {
        let status = start::<SweepId>("29").unwrap_err();
        assert_eq!(status.code(), tonic::Code::InvalidArgument);
        assert!(start::<u64>("7fffffffffffffff").is_ok());
        let status = start::<u64>("8000000000000000").unwrap_err();
        assert_eq!(status.code(), tonic::Code::InvalidArgument);
    }

    #[test]
    fn sizes_have_a_default_and_a_limit() {
        assert_eq!((size(0), size(7), size(5_000)), (100, 7, 1_000));
    }
}
