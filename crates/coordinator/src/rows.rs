//! Rows of the store as messages, and messages as what the store takes.

use std::time::Duration;

use dwell_domain::{Attempt, Step, TrialId, WorkerId};
use dwell_proto::{Malformed, limits as message, v1};
use dwell_store::{
    rows::{
        AttemptRow, CheckpointRow, EventRow, Fact, FactEvent, HandedOut, HeldRow, QueryAnswer,
        QueryLimits, QueryValue, SlotOffer, SweepRow, TrialRow, WorkerRow,
    },
    views::VIEWS,
};

use crate::limits;

/// A sweep, without its spec.
pub(crate) fn sweep(row: &SweepRow) -> v1::Sweep {
    let trials = row.trials;
    v1::Sweep {
        sweep_id: row.id.to_string(),
        name: row.name.clone(),
        state: v1::SweepState::from(row.state).into(),
        reason: row.reason.clone(),
        configurations: row.configurations,
        trials: Some(v1::TrialCounts {
            queued: trials.queued,
            running: trials.running,
            completed: trials.completed,
            failed: trials.failed,
            cancelled: trials.cancelled,
            pruned: trials.pruned,
        }),
        updates_done: row.updates_done,
        updates_total: row.updates_total,
        metric: row
            .metric
            .map_or(v1::Metric::Unspecified, Into::into)
            .into(),
        best_error: row.best_error,
        submitted_at: row.submitted_at.0,
        ended_at: row.ended_at.map(|at| at.0),
        spec: String::new(),
        price_per_hour: row.price_per_hour.map(Into::into),
    }
}

/// A trial.
pub(crate) fn trial(row: &TrialRow) -> v1::Trial {
    v1::Trial {
        trial_id: row.id.to_string(),
        sweep_id: row.sweep.to_string(),
        number: row.number,
        configuration: Some((&row.configuration).into()),
        seed: row.seed.0,
        state: v1::TrialState::from(row.state).into(),
        attempt: row.attempt.0,
        reason: row.reason.clone(),
        since: row.since.0,
        step: row.step.0,
        worker_id: row.worker.map(|id| id.to_string()).unwrap_or_default(),
        result: row.result.as_ref().map(Into::into),
    }
}

/// An attempt; one that runs has no outcome yet.
pub(crate) fn attempt(row: &AttemptRow) -> v1::AttemptRecord {
    let outcome = row.outcome.map_or("", |outcome| outcome.as_str());
    v1::AttemptRecord {
        attempt: row.attempt.0,
        worker_id: row.worker.to_string(),
        started_at: row.started_at.0,
        ended_at: row.ended_at.map(|at| at.0),
        outcome: outcome.to_owned(),
        message: row.message.clone(),
        host: row.host.clone(),
        slot: row.slot,
    }
}

/// Something that happened to a trial.
pub(crate) fn event(row: &EventRow) -> v1::Event {
    v1::Event {
        at: row.at.0,
        kind: row.entry.what.as_str().to_owned(),
        attempt: row.entry.attempt.0,
        state: v1::TrialState::from(row.entry.state).into(),
        worker_id: row.worker.map(|id| id.to_string()).unwrap_or_default(),
        message: row.message.clone(),
    }
}

/// A worker; whether it is lost is for the caller to say.
pub(crate) fn worker(row: &WorkerRow, lost: bool) -> v1::Worker {
    v1::Worker {
        worker_id: row.id.to_string(),
        host: row.host.clone(),
        pid: row.pid,
        version: row.version.clone(),
        slots: row.slots.len() as u32,
        lanes: row.slots.iter().map(|slot| slot.lanes).sum(),
        running: row.running,
        updates_per_second: row.updates_per_second,
        registered_at: row.registered_at.0,
        seen_at: row.seen_at.0,
        lost,
        devices: row.slots.iter().map(|slot| slot.device.clone()).collect(),
    }
}

/// What one slot of a worker offers.
pub(crate) fn slot(offer: &SlotOffer) -> v1::Slot {
    v1::Slot {
        index: offer.index,
        device: offer.device.clone(),
        lanes: offer.lanes,
    }
}

/// A trial that a worker holds.
pub(crate) fn held(row: &HeldRow) -> v1::HeldTrial {
    v1::HeldTrial {
        slot: row.slot,
        trial_id: row.trial.to_string(),
        sweep_id: row.sweep.to_string(),
        sweep_name: row.sweep_name.clone(),
        number: row.number,
        attempt: row.attempt.0,
        step: row.step.0,
        updates: row.updates,
        since: row.since.0,
        lease_until: row.lease_until.0,
    }
}

/// A trial that is handed out.
pub(crate) fn assignment(handed_out: &HandedOut) -> v1::Assignment {
    let checkpoints = handed_out.checkpoints.iter();
    v1::Assignment {
        attempt: Some(v1::AttemptId::new(handed_out.trial, handed_out.attempt)),
        configuration: Some((&handed_out.configuration).into()),
        seed: handed_out.seed.0,
        pack_key: handed_out.pack_key.to_string(),
        checkpoints: checkpoints
            .map(|row| v1::CheckpointRef {
                content_hash: row.content_hash.clone(),
                step: row.step.0,
                size: row.size,
            })
            .collect(),
    }
}

/// What a query may take: what it asks for, within what anybody may ask for.
pub(crate) fn query_limits(request: &v1::QueryRequest) -> QueryLimits {
    let time = Duration::from_millis(request.timeout_ms.into());
    QueryLimits {
        rows: match request.max_rows {
            0 => limits::DEFAULT_QUERY_ROWS,
            rows => rows.min(limits::QUERY_ROWS),
        },
        time: match time {
            Duration::ZERO => limits::DEFAULT_QUERY_TIME,
            time => time.min(limits::QUERY_TIME),
        },
    }
}

/// The views, as they are documented: a row for each column.
pub(crate) fn views() -> v1::QueryResponse {
    let text = |text: &str| QueryValue::Text(text.to_owned());
    let rows = VIEWS.into_iter().flat_map(|view| {
        view.columns.iter().map(move |column| {
            let kind = column.kind.as_str();
            [view.name, column.name, kind, column.unit, column.meaning]
                .map(text)
                .to_vec()
        })
    });
    query_answer(QueryAnswer {
        columns: ["view", "column", "type", "unit", "meaning"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
        truncated: false,
    })
}

/// The answer to a query.
pub(crate) fn query_answer(answer: QueryAnswer) -> v1::QueryResponse {
    let rows = answer.rows.into_iter().map(|values| v1::QueryRow {
        values: values.into_iter().map(query_value).collect(),
    });
    v1::QueryResponse {
        columns: answer.columns,
        rows: rows.collect(),
        truncated: answer.truncated,
    }
}

fn query_value(value: QueryValue) -> v1::QueryValue {
    use v1::query_value::Value;
    let value = match value {
        QueryValue::Null => None,
        QueryValue::Integer(number) => Some(Value::Integer(number)),
        QueryValue::Real(number) => Some(Value::Real(number)),
        QueryValue::Text(text) => Some(Value::Text(text)),
        QueryValue::Blob(bytes) => Some(Value::Blob(bytes)),
    };
    v1::QueryValue { value }
}

/// What a worker offers.
pub(crate) fn slot_offer(slot: v1::Slot) -> Result<SlotOffer, Malformed> {
    message::text(&slot.device, "slot.device", limits::WORD_BYTES)?;
    message::lanes(slot.lanes, "slot.lanes")?;
    Ok(SlotOffer {
        index: slot.index,
        device: slot.device,
        lanes: slot.lanes,
    })
}

/// What a person names a sweep or a trial by.
pub(crate) fn selector<'a>(text: &'a str, field: &'static str) -> Result<&'a str, Malformed> {
    message::text(text, field, limits::SELECTOR_BYTES)?;
    Ok(text)
}

/// A worker's id.
pub(crate) fn worker_id(text: &str) -> Result<WorkerId, Malformed> {
    text.parse().map_err(|_| Malformed::Form {
        field: "worker_id",
        expected: "a UUID",
    })
}

/// An attempt that a message must name.
pub(crate) fn attempt_id(message: Option<&v1::AttemptId>) -> Result<(TrialId, Attempt), Malformed> {
    message.ok_or(Malformed::Missing("attempt"))?.parts()
}

/// The attempts of a list.
pub(crate) fn attempt_ids(
    messages: &[v1::AttemptId],
) -> Result<Vec<(TrialId, Attempt)>, Malformed> {
    message::list(messages, "held", limits::HELD)?;
    messages.iter().map(v1::AttemptId::parts).collect()
}

/// Something that happened to an attempt.
pub(crate) fn fact(fact: v1::Fact) -> Result<Fact, Malformed> {
    use v1::fact::What;
    let (trial, attempt) = attempt_id(fact.attempt.as_ref())?;
    let event = match fact.what.ok_or(Malformed::Missing("fact.what"))? {
        What::Evaluated(evaluation) => FactEvent::Evaluated(evaluation.try_into()?),
        What::Completed(result) => FactEvent::Completed(result.try_into()?),
        What::Failed(failure) => FactEvent::Failed(failure.try_into()?),
        What::Released(released) => {
            message::text(&released.reason, "released.reason", limits::REASON_BYTES)?;
            FactEvent::Released(released.reason)
        }
    };
    Ok(Fact {
        trial,
        attempt,
        event,
    })
}

/// Where a lane is.
pub(crate) fn progress(progress: &v1::Progress) -> Result<(TrialId, Attempt, Step), Malformed> {
    let (trial, attempt) = attempt_id(progress.attempt.as_ref())?;
    let step = message::step(progress.step, "progress.step")?;
    Ok((trial, attempt, step))
}

/// A checkpoint that is announced; its name is written in one way only.
pub(crate) fn checkpoint(header: v1::CheckpointHeader) -> Result<CheckpointRow, Malformed> {
    let (trial, attempt) = attempt_id(header.attempt.as_ref())?;
    let (is_final, is_best) = (header.is_final, header.is_best);
    let announced = header
        .checkpoint
        .ok_or(Malformed::Missing("header.checkpoint"))?;
    Ok(CheckpointRow {
        trial,
        attempt,
        step: message::step(announced.step, "checkpoint.step")?,
        content_hash: content_hash(&announced.content_hash)?.to_hex().to_string(),
        size: announced.size,
        is_final,
        is_best,
    })
}

/// The name of a checkpoint.
pub(crate) fn content_hash(text: &str) -> Result<blake3::Hash, Malformed> {
    blake3::Hash::from_hex(text).map_err(|_| Malformed::Form {
        field: "content_hash",
        expected: "64 hexadecimal digits",
    })
}
