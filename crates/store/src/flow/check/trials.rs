//! Trials, each with all that is written down of it.

use dwell_domain::{
    Attempt, Configuration, Evaluation, MetricsDigest, Step, SweepId, TrialId, Verdict,
    lifecycle::{History, Recount, Recounted},
};
use uuid::Uuid;

use super::super::dialect::Connection;
use crate::{
    Finding, Inspection, StoreError, Subject, Wrong, decode,
    records::{EvaluationRecord, entry},
    statement::statements,
};

/// Trials that are looked at together.
const AT_ONCE: i64 = 64;

statements! {
    /// Some trials, from above an id.
    TRIALS = "
        SELECT t.id, t.sweep, t.number, t.state, t.attempt, t.lease_until IS NOT NULL,
               CAST(c.configuration AS TEXT)
        FROM trials AS t LEFT JOIN configurations AS c ON c.id = t.configuration
        WHERE t.id > $1 ORDER BY t.id LIMIT $2";
    /// The attempts of a range of trials.
    ATTEMPTS = "
        SELECT trial, attempt, outcome FROM attempts
        WHERE trial BETWEEN $1 AND $2 ORDER BY trial, attempt";
    /// The events of a range of trials.
    EVENTS = "
        SELECT trial, attempt, kind, state FROM events
        WHERE trial BETWEEN $1 AND $2 ORDER BY trial, sequence";
    /// The results of a range of trials.
    RESULTS = "
        SELECT trial, attempt, step, digest, error, mean_ponder, low_error_step
        FROM results WHERE trial BETWEEN $1 AND $2";
    /// The evaluations of a range of trials.
    EVALUATIONS = "
        SELECT trial, attempt, step, loss, training_loss, error, share_at_cap, mean_batch_max,
               mean_remainder, CAST(histogram AS TEXT) AS histogram,
               CAST(profile AS TEXT) AS profile
        FROM evaluations WHERE trial BETWEEN $1 AND $2 ORDER BY trial, step";
}

/// A trial with what is written down of it.
struct Looked {
    id: Uuid,
    subject: Subject,
    configuration: Option<String>,
    history: History,
    results: Vec<KeptResult>,
    evaluations: Vec<(Attempt, Evaluation)>,
}

/// What follows from the evaluations in a result.
struct KeptResult {
    attempt: Attempt,
    step: Step,
    digest: MetricsDigest,
    metrics: FinalMetrics,
}

/// Error, mean N, and the step of the first low error.
type FinalMetrics = (Option<f64>, Option<f64>, Option<i64>);

/// Looks at some trials from above an id; the last one of them, if there are any.
pub(super) async fn look(
    conn: &mut Connection,
    after: Uuid,
    inspection: &mut Inspection,
) -> Result<Option<Uuid>, StoreError> {
    let looked = read(conn, after).await?;
    for trial in &looked {
        let contradictions = trial.history.contradictions();
        inspection
            .findings
            .extend(contradictions.iter().map(|contradiction| Finding {
                wrong: Wrong::History,
                subject: trial.subject.clone(),
                detail: contradiction.to_string(),
            }));
        for result in &trial.results {
            match trial.recounted(result)? {
                Some(Recounted::Same) => inspection.digests += 1,
                Some(recounted) => inspection.findings.extend(trial.told(recounted)),
                None => {}
            }
            inspection.findings.extend(trial.other_metrics(result));
        }
    }
    Ok(looked.last().map(|trial| trial.id))
}

impl Looked {
    /// What its evaluations say of a result; `None` without its configuration.
    fn recounted(&self, result: &KeptResult) -> Result<Option<Recounted>, StoreError> {
        let Some(configuration) = &self.configuration else {
            return Ok(None);
        };
        let configuration: Configuration = decode::configuration(configuration)?;
        let recount = Recount {
            every: configuration.train.evaluate_every,
            attempt: result.attempt,
            step: result.step,
            digest: result.digest,
            kept: &self.evaluations,
        };
        Ok(Some(recount.judge()))
    }

    /// A finding where a result does not have the final metrics of its evaluations.
    fn other_metrics(&self, result: &KeptResult) -> Option<Finding> {
        let evaluations = self.evaluations.iter().map(|(_, evaluation)| evaluation);
        let mut until = evaluations.take_while(|evaluation| evaluation.step <= result.step);
        let last = until.clone().last()?;
        let low = until.find(|evaluation| evaluation.error <= Verdict::SOLVED_ERROR);
        let metrics = (
            Some(last.error),
            Some(last.ponder.mean()),
            low.map(|evaluation| evaluation.step.0 as i64),
        );
        let is_other = last.step == result.step && metrics != result.metrics;
        is_other.then(|| Finding {
            wrong: Wrong::Digest,
            subject: self.subject.clone(),
            detail: "its result has other final metrics than its evaluations".to_owned(),
        })
    }

    fn told(&self, recounted: Recounted) -> Option<Finding> {
        let (wrong, detail) = Wrong::of_recount(recounted)?;
        Some(Finding {
            wrong,
            subject: self.subject.clone(),
            detail,
        })
    }
}

type TrialRecord = (Uuid, Uuid, i64, String, i64, bool, Option<String>);

/// Reads some trials from above an id.
async fn read(conn: &mut Connection, after: Uuid) -> Result<Vec<Looked>, StoreError> {
    let found: Vec<TrialRecord> = sqlx::query_as(TRIALS)
        .bind(after)
        .bind(AT_ONCE)
        .fetch_all(&mut *conn)
        .await?;
    let mut looked = Vec::with_capacity(found.len());
    for (id, sweep, number, state, last, is_leased, configuration) in found {
        looked.push(Looked {
            id,
            subject: Subject::Trial {
                id: TrialId::from_uuid(id),
                place: Some((SweepId::from_uuid(sweep), number as u64)),
            },
            configuration,
            history: History {
                state: decode::trial_state(&state)?,
                last: Attempt(last as u32),
                is_leased,
                attempts: Vec::new(),
                events: Vec::new(),
                results: Vec::new(),
            },
            results: Vec::new(),
            evaluations: Vec::new(),
        });
    }
    if let (Some(first), Some(last)) = (looked.first(), looked.last()) {
        let range = (first.id, last.id);
        read_attempts(conn, range, &mut looked).await?;
        read_events(conn, range, &mut looked).await?;
        read_results(conn, range, &mut looked).await?;
        read_evaluations(conn, range, &mut looked).await?;
    }
    Ok(looked)
}

/// The trial of an id among those that are looked at; that there is none is told as an orphan.
fn find(looked: &mut [Looked], id: Uuid) -> Option<&mut Looked> {
    let place = looked.binary_search_by_key(&id, |trial| trial.id).ok()?;
    Some(&mut looked[place])
}

async fn read_attempts(
    conn: &mut Connection,
    (first, last): (Uuid, Uuid),
    looked: &mut [Looked],
) -> Result<(), StoreError> {
    let found: Vec<(Uuid, i64, Option<String>)> = sqlx::query_as(ATTEMPTS)
        .bind(first)
        .bind(last)
        .fetch_all(conn)
        .await?;
    for (id, attempt, outcome) in found {
        let outcome = decode::outcome(outcome.as_deref())?;
        if let Some(trial) = find(looked, id) {
            trial
                .history
                .attempts
                .push((Attempt(attempt as u32), outcome));
        }
    }
    Ok(())
}

async fn read_events(
    conn: &mut Connection,
    (first, last): (Uuid, Uuid),
    looked: &mut [Looked],
) -> Result<(), StoreError> {
    let found: Vec<(Uuid, Option<i64>, String, String)> = sqlx::query_as(EVENTS)
        .bind(first)
        .bind(last)
        .fetch_all(conn)
        .await?;
    for (id, attempt, kind, state) in found {
        let entry = entry(attempt, &kind, &state)?;
        if let Some(trial) = find(looked, id) {
            trial.history.events.push(entry);
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ResultRecord {
    trial: Uuid,
    attempt: i64,
    step: i64,
    digest: Vec<u8>,
    error: Option<f64>,
    mean_ponder: Option<f64>,
    low_error_step: Option<i64>,
}

async fn read_results(
    conn: &mut Connection,
    (first, last): (Uuid, Uuid),
    looked: &mut [Looked],
) -> Result<(), StoreError> {
    let found: Vec<ResultRecord> = sqlx::query_as(RESULTS)
        .bind(first)
        .bind(last)
        .fetch_all(conn)
        .await?;
    for record in found {
        if let Some(trial) = find(looked, record.trial) {
            let attempt = Attempt(record.attempt as u32);
            trial.history.results.push(attempt);
            trial.results.push(KeptResult {
                attempt,
                step: Step(record.step as u64),
                digest: decode::digest(&record.digest)?,
                metrics: (record.error, record.mean_ponder, record.low_error_step),
            });
        }
    }
    Ok(())
}

/// An evaluation and whose it is.
#[derive(sqlx::FromRow)]
struct OwnedEvaluation {
    trial: Uuid,
    attempt: i64,
    #[sqlx(flatten)]
    evaluation: EvaluationRecord,
}

async fn read_evaluations(
    conn: &mut Connection,
    (first, last): (Uuid, Uuid),
    looked: &mut [Looked],
) -> Result<(), StoreError> {
    let found: Vec<OwnedEvaluation> = sqlx::query_as(EVALUATIONS)
        .bind(first)
        .bind(last)
        .fetch_all(conn)
        .await?;
    for owned in found {
        let evaluation = owned.evaluation.try_into()?;
        if let Some(trial) = find(looked, owned.trial) {
            trial
                .evaluations
                .push((Attempt(owned.attempt as u32), evaluation));
        }
    }
    Ok(())
}
