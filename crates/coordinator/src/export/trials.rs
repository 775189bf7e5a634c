//! The trials of a sweep with their results.

use std::collections::HashMap;

use dwell_domain::{Configuration, TrialResult, WorkerId};
use dwell_store::{Store, StoreError, rows::TrialRow};

use super::{
    column::{Column, integer, real, text},
    settings::{Configured, settings},
    table::{Page, RESULTS, Source, Table},
};

/// The table, and the number of the last trial that was read.
#[derive(Default)]
pub(super) struct Trials {
    after: u64,
    /// Who is where; read once, with the first page that needs it.
    hosts: Option<HashMap<WorkerId, String>>,
}

/// A trial, and the machine of the worker that last held it.
pub(super) struct Row {
    trial: TrialRow,
    host: Option<String>,
}

impl Configured for Row {
    fn configuration(&self) -> &Configuration {
        &self.trial.configuration
    }
}

impl Table for Trials {
    type Row = Row;

    fn columns() -> Vec<Column<Row>> {
        let mut columns = vec![integer(
            "number",
            |row: &Row| Some(row.trial.number),
            "its place in the sweep, from 1",
        )];
        columns.extend(settings());
        columns.extend(standing());
        columns.extend(metrics());
        columns.extend(ponder());
        columns
    }

    fn provenance() -> Vec<Column<Row>> {
        let mut columns = of_the_trial();
        columns.extend(of_the_result());
        columns
    }

    async fn next(&mut self, source: &Source) -> Page<Row> {
        let Some(trials) = page(source, &mut self.after).await? else {
            return Ok(None);
        };
        if source.provenance && self.hosts.is_none() {
            self.hosts = Some(hosts(&*source.store).await?);
        }
        let host = |id: WorkerId| self.hosts.as_ref()?.get(&id).cloned();
        let rows = trials.into_iter().map(|trial| Row {
            host: trial.worker.and_then(host),
            trial,
        });
        Ok(Some(rows.collect()))
    }
}

/// The trials from above a number, which becomes that of the last one.
pub(super) async fn page(source: &Source, after: &mut u64) -> Page<TrialRow> {
    let sweep = source.sweep.id;
    let trials = source.store.trials(sweep, &[], *after, RESULTS).await?;
    Ok(trials.last().map(|trial| trial.number).map(|last| {
        *after = last;
        trials
    }))
}

async fn hosts(store: &dyn Store) -> Result<HashMap<WorkerId, String>, StoreError> {
    let workers = store.workers().await?.into_iter();
    Ok(workers.map(|worker| (worker.id, worker.host)).collect())
}

fn result(row: &Row) -> Option<&TrialResult> {
    row.trial.result.as_ref()
}

fn standing() -> Vec<Column<Row>> {
    vec![
        integer("seed", |row| Some(row.trial.seed.0), "its seed"),
        text(
            "state",
            |row| Some(row.trial.state.to_string()),
            "`queued`, `running`, `completed`, `failed`, `cancelled` or `pruned`",
        ),
        text(
            "metric",
            |row| Some(row.configuration().task.metric().as_str().to_owned()),
            "what the error is: `sequence_error`, a share, or `bits_per_character`",
        ),
        text(
            "verdict",
            |row| Some(result(row)?.verdict.to_string()),
            "`solved`, `learned`, `collapsed`, `saturated` or `diverged`; from here on empty before the result",
        ),
        integer(
            "step",
            |row| Some(result(row)?.evaluation.step.0),
            "updates done at the result",
        ),
    ]
}

fn metrics() -> Vec<Column<Row>> {
    vec![
        real(
            "error",
            |row| Some(result(row)?.evaluation.error),
            "the error at the end",
        ),
        real(
            "loss",
            |row| result(row)?.evaluation.loss,
            "the held-out loss per sequence in nats; empty where it is not finite",
        ),
        real(
            "training_loss",
            |row| result(row)?.evaluation.training_loss,
            "the same over the last batch",
        ),
        text(
            "digest",
            |row| Some(result(row)?.digest.to_string()),
            "BLAKE3 over the bits of every evaluation",
        ),
    ]
}

fn ponder() -> Vec<Column<Row>> {
    vec![
        real(
            "mean_ponder",
            |row| Some(result(row)?.evaluation.ponder.mean()),
            "the mean N over held-out input steps",
        ),
        integer(
            "p50_ponder",
            |row| Some(result(row)?.evaluation.ponder.percentile(0.5)),
            "half of the input steps got at most so many updates",
        ),
        integer(
            "p90_ponder",
            |row| Some(result(row)?.evaluation.ponder.percentile(0.9)),
            "the same of 90 %",
        ),
        integer(
            "p99_ponder",
            |row| Some(result(row)?.evaluation.ponder.percentile(0.99)),
            "the same of 99 %",
        ),
        integer(
            "ponder_max",
            |row| Some(result(row)?.evaluation.ponder.max()),
            "the largest N that occurred",
        ),
        real(
            "share_at_one",
            |row| Some(result(row)?.evaluation.ponder.share_at_one()),
            "the share of input steps with a single update",
        ),
        real(
            "share_at_cap",
            |row| Some(result(row)?.evaluation.ponder.share_at_cap),
            "the share of input steps at the cap M",
        ),
        real(
            "mean_batch_max",
            |row| Some(result(row)?.evaluation.ponder.mean_batch_max),
            "the mean over batches of the largest N in the batch",
        ),
        real(
            "mean_remainder",
            |row| result(row)?.evaluation.ponder.mean_remainder,
            "the mean remainder R; empty where the halting has none",
        ),
    ]
}

fn of_the_trial() -> Vec<Column<Row>> {
    vec![
        text("trial", |row| Some(row.trial.id.to_string()), "its id"),
        text(
            "configuration",
            |row| Some(row.trial.configuration_id.to_string()),
            "the id of its configuration",
        ),
        text(
            "reason",
            |row| Some(row.trial.reason.clone()).filter(|reason| !reason.is_empty()),
            "why it is in its state, where there is a reason",
        ),
        integer(
            "attempt",
            |row| Some(row.trial.attempt.0.into()),
            "the number of its last attempt, 0 before the first",
        ),
        integer(
            "since",
            |row| Some(row.trial.since.0 as u64),
            "since when it is in its state, in microseconds since the Unix epoch",
        ),
        text(
            "worker",
            |row| Some(row.trial.worker?.to_string()),
            "the id of the worker that holds or last held it",
        ),
        text("host", |row| row.host.clone(), "the machine of that worker"),
    ]
}

fn of_the_result() -> Vec<Column<Row>> {
    vec![
        text(
            "device",
            |row| Some(result(row)?.numerics.device.clone()),
            "the device that trained it",
        ),
        text(
            "libtorch",
            |row| Some(result(row)?.numerics.libtorch.clone()),
            "the version of libtorch",
        ),
        text(
            "cpu_capability",
            |row| Some(result(row)?.numerics.cpu_capability.clone()),
            "the instructions that libtorch used",
        ),
        real(
            "seconds",
            |row| Some(result(row)?.seconds),
            "how long it was trained",
        ),
        real(
            "latency_1_ms",
            |row| Some(result(row)?.latency.batch_1?.get()),
            "milliseconds per input step, one sequence at a time",
        ),
        real(
            "latency_128_ms",
            |row| Some(result(row)?.latency.batch_128?.get()),
            "milliseconds per input step, 128 sequences at a time",
        ),
    ]
}
