//! What people name by the start of its id.

use uuid::Uuid;

use super::dialect::Connection;
use crate::{StoreError, prefix::IdRange};

/// The one id that begins with `selector`. `in_range` finds those of its kind from `$1` to `$2`, two
/// at most: more would not be told apart either.
pub(super) async fn id_of(
    conn: &mut Connection,
    in_range: &'static str,
    kind: &'static str,
    selector: &str,
) -> Result<Uuid, StoreError> {
    let range = IdRange::of_prefix(selector);
    let range = range.ok_or_else(|| StoreError::not_found(kind, selector))?;
    let found: Vec<Uuid> = sqlx::query_scalar(in_range)
        .bind(range.first)
        .bind(range.last)
        .fetch_all(conn)
        .await?;
    IdRange::only(&found, kind, selector)
}
