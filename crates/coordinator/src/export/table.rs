//! Tables: their columns, and how their rows are read page by page.

use std::{future::Future, sync::Arc};

use dwell_store::{Store, StoreError, rows::SweepRow};

use super::column::Column;

/// Where rows are read from.
pub(super) struct Source {
    pub(super) store: Arc<dyn Store>,
    pub(super) sweep: SweepRow,
    /// Whether anybody asks for provenance.
    pub(super) provenance: bool,
}

/// A table of a sweep, and how far it has been read.
pub(super) trait Table: Default + Send + 'static {
    /// What a row is made of.
    type Row: Send + Sync;

    /// The columns that every run of a sweep agrees on.
    fn columns() -> Vec<Column<Self::Row>>;

    /// The columns that tell of this run.
    fn provenance() -> Vec<Column<Self::Row>>;

    /// The next rows in the table's order, perhaps none; `None` after the last.
    fn next(&mut self, source: &Source) -> impl Future<Output = Page<Self::Row>> + Send;
}

/// Some rows.
pub(super) type Page<R> = Result<Option<Vec<R>>, StoreError>;

/// The rows of a page that are small.
pub(super) const ROWS: u32 = 1_000;

/// The results of a page, each of which comes with its distributions.
pub(super) const RESULTS: u32 = 200;
