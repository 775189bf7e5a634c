//! News for other coordinators: a SQLite file has none.

use std::future::{Ready, ready};

use futures::{
    StreamExt,
    stream::{self, BoxStream},
};

use super::SqliteStore;
use crate::{StoreError, news::News};

/// There is nobody to tell.
pub(super) fn tell(_: &SqliteStore, _news: News) -> Ready<Result<(), StoreError>> {
    ready(Ok(()))
}

/// There is nobody to hear.
pub(super) fn hear(_: &SqliteStore) -> Ready<Result<BoxStream<'static, News>, StoreError>> {
    ready(Ok(stream::pending().boxed()))
}
