//! A whole sweep as rows: read from the store page by page, sent in batches, never held as a whole.
//!
//! What a table has without provenance follows from the sweep file alone, in an order that follows
//! from it as well. So the same sweep is the same rows, whichever database keeps it, whoever trained
//! it and whatever was killed on the way. Provenance is the rest: ids, times, attempts, machines.

mod column;
mod configurations;
mod evaluations;
mod histogram;
mod profile;
#[cfg(test)]
mod reference;
mod settings;
mod table;
mod traces;
mod trials;

use std::sync::Arc;

use dwell_proto::{Malformed, v1};
use dwell_store::rows::SweepRow;
use futures::{StreamExt, TryStreamExt, stream, stream::BoxStream};
use prost::Message;
use tonic::Status;

use self::{
    column::Chosen,
    configurations::Configurations,
    evaluations::Evaluations,
    histogram::Histogram,
    profile::Profile,
    table::{Source, Table},
    traces::Traces,
    trials::Trials,
};
use crate::{core::Core, limits, refusal};

/// The messages of an export: the columns, then the rows.
pub(crate) type Export = BoxStream<'static, Result<v1::ExportResponse, Status>>;

/// The rows of one table of a sweep.
pub(crate) fn of(
    core: Arc<Core>,
    sweep: SweepRow,
    table: v1::ExportTable,
    provenance: bool,
) -> Result<Export, Malformed> {
    use v1::ExportTable as Of;
    Ok(match table {
        Of::Unspecified => return Err(Malformed::Unknown("table")),
        Of::Trials => messages::<Trials>(core, sweep, provenance),
        Of::Configurations => messages::<Configurations>(core, sweep, provenance),
        Of::Evaluations => messages::<Evaluations>(core, sweep, provenance),
        Of::Histogram => messages::<Histogram>(core, sweep, provenance),
        Of::Profile => messages::<Profile>(core, sweep, provenance),
        Of::Traces => messages::<Traces>(core, sweep, provenance),
    })
}

fn messages<T: Table>(core: Arc<Core>, sweep: SweepRow, provenance: bool) -> Export {
    let columns = Chosen::of::<T>(provenance);
    let header = Ok(columns.message());
    let reading = Reading {
        table: T::default(),
        source: Source {
            store: Arc::clone(&core.store),
            sweep,
            provenance,
        },
        core,
        columns,
    };
    let pages = stream::try_unfold(reading, Reading::batches);
    stream::once(async { header })
        .chain(pages.try_flatten())
        .boxed()
}

/// A table that is being read. The next page is read when the one before it is on its way.
struct Reading<T: Table> {
    core: Arc<Core>,
    source: Source,
    table: T,
    columns: Chosen<T::Row>,
}

/// The messages of a page.
type Batches = stream::Iter<std::vec::IntoIter<Result<v1::ExportResponse, Status>>>;

impl<T: Table> Reading<T> {
    /// The messages of the next page, and the reading that goes on.
    async fn batches(mut self) -> Result<Option<(Batches, Self)>, Status> {
        let page = self.page().await?;
        Ok(page.map(|page| {
            let messages: Vec<_> = batches(page).into_iter().map(Ok).collect();
            (stream::iter(messages), self)
        }))
    }

    /// The next page; `None` after the last. A coordinator that ends says so with `unavailable`.
    async fn page(&mut self) -> Result<Option<Vec<v1::ExportRow>>, Status> {
        let page = self.table.next(&self.source);
        let page = self.core.shutdown.run_until_cancelled(page).await;
        let page = page.ok_or_else(|| Status::unavailable("the coordinator is ending"))?;
        let Some(rows) = page.map_err(refusal::of_store)? else {
            return Ok(None);
        };
        let sweep = &self.source.sweep;
        Ok(Some(
            rows.iter()
                .map(|row| self.columns.row(sweep, row))
                .collect(),
        ))
    }
}

/// Rows as messages that no client refuses for their size.
fn batches(rows: Vec<v1::ExportRow>) -> Vec<v1::ExportResponse> {
    let mut batches = Vec::new();
    let mut batch = v1::ExportRows::default();
    let mut bytes = 0;
    for row in rows {
        let more = row.encoded_len() + FRAMING;
        if bytes + more > limits::PAGE_BYTES && !batch.rows.is_empty() {
            batches.push(std::mem::take(&mut batch));
            bytes = 0;
        }
        bytes += more;
        batch.rows.push(row);
    }
    if !batch.rows.is_empty() {
        batches.push(batch);
    }
    let message = |batch| v1::ExportResponse {
        part: Some(v1::export_response::Part::Rows(batch)),
    };
    batches.into_iter().map(message).collect()
}

/// What a row needs in a message beside itself, in bytes.
const FRAMING: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn row(bytes: usize) -> v1::ExportRow {
        let text = v1::export_value::Value::Text("x".repeat(bytes));
        v1::ExportRow {
            values: vec![v1::ExportValue { value: Some(text) }],
        }
    }

    fn sizes(rows: Vec<v1::ExportRow>) -> Vec<usize> {
        let batches = batches(rows).into_iter();
        batches
            .map(|batch| {
                assert!(batch.encoded_len() < 2 * limits::PAGE_BYTES);
                match batch.part {
                    Some(v1::export_response::Part::Rows(rows)) => rows.rows.len(),
                    _ => 0,
                }
            })
            .collect()
    }

    #[test]
    fn a_page_that_is_too_large_for_a_message_becomes_several() {
        let third = limits::PAGE_BYTES / 3 + 1;
        assert_eq!(sizes((0..5).map(|_| row(third)).collect()), [2, 2, 1]);
        assert_eq!(sizes(vec![row(limits::PAGE_BYTES), row(1)]), [1, 1]);
    }

    #[test]
    fn an_empty_page_is_no_message() {
        assert_eq!(sizes(vec![]), [0_usize; 0]);
    }
}
