//! The suite once more, with every answer held against the model's.

use tempfile::TempDir;

use crate::{
    SqliteStore,
    suite::{conformance, mirror::Mirror},
};

struct Opened {
    store: Mirror<SqliteStore>,
    _folder: TempDir,
}

async fn open() -> Opened {
    let opened = super::open().await;
    Opened {
        store: Mirror::of(opened.store),
        _folder: opened.folder,
    }
}

conformance!(super::open);
