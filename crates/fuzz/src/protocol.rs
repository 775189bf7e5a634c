//! Messages of the protocol, one at a time, from the wire to the domain and back.

use dwell_domain::{self as domain, tradeoff};
use dwell_proto::{Malformed, v1};
use prost::Message;

use crate::stored;

/// Reads a message: the first byte says which, by its place among the kinds.
pub fn protocol(bytes: &[u8]) {
    if let [kind, message @ ..] = bytes
        && let Some(read) = KINDS.get(usize::from(*kind))
    {
        read(message);
    }
}

/// What reads each kind of message. Seeds go by the places: new ones come last.
const KINDS: &[fn(&[u8])] = &[
    configuration,
    evaluation,
    result,
    // Converted both ways.
    converted::<v1::Trace, domain::Trace>,
    converted::<v1::Numerics, domain::Numerics>,
    converted::<v1::Failure, domain::Failure>,
    converted::<v1::SeedOutcome, tradeoff::SeedOutcome>,
    converted::<v1::AnswerCost, tradeoff::AnswerCost>,
    converted::<v1::TradeoffRow, tradeoff::TradeoffRow>,
    attempt,
    // Of the services.
    decoded::<v1::PlanRequest>,
    decoded::<v1::SubmitRequest>,
    decoded::<v1::GetSweepRequest>,
    decoded::<v1::ListSweepsRequest>,
    decoded::<v1::CancelSweepRequest>,
    decoded::<v1::WatchSweepRequest>,
    decoded::<v1::TrialsRequest>,
    decoded::<v1::TrialRequest>,
    decoded::<v1::TradeoffRequest>,
    decoded::<v1::QueryRequest>,
    decoded::<v1::ViewsRequest>,
    decoded::<v1::ExportRequest>,
    decoded::<v1::WorkersRequest>,
    decoded::<v1::StatusRequest>,
    decoded::<v1::ExplainRequest>,
    decoded::<v1::RegisterRequest>,
    decoded::<v1::AcquireRequest>,
    decoded::<v1::ReportRequest>,
    decoded::<v1::PutCheckpointRequest>,
    decoded::<v1::GetCheckpointRequest>,
    // And their answers, which clients and workers read.
    decoded::<v1::PlanResponse>,
    decoded::<v1::SubmitResponse>,
    decoded::<v1::Sweep>,
    decoded::<v1::ListSweepsResponse>,
    decoded::<v1::TrialsResponse>,
    decoded::<v1::TrialDetail>,
    decoded::<v1::TradeoffResponse>,
    decoded::<v1::QueryResponse>,
    decoded::<v1::WeightsResponse>,
    decoded::<v1::ExportResponse>,
    decoded::<v1::WorkersResponse>,
    decoded::<v1::StatusResponse>,
    decoded::<v1::ExplainResponse>,
    decoded::<v1::RegisterResponse>,
    decoded::<v1::AcquireResponse>,
    decoded::<v1::ReportResponse>,
    decoded::<v1::PutCheckpointResponse>,
    decoded::<v1::GetCheckpointResponse>,
];

/// A configuration, which a trainer trains.
fn configuration(bytes: &[u8]) {
    if let Some(configuration) = round_trip::<v1::Configuration, domain::Configuration>(bytes) {
        stored::comes_back(&configuration);
        assert!(!configuration.pack_key().as_str().is_empty());
    }
}

/// An evaluation, which is looked at in every way that one is.
fn evaluation(bytes: &[u8]) {
    if let Some(evaluation) = round_trip::<v1::Evaluation, domain::Evaluation>(bytes) {
        look_at(&evaluation);
    }
}

fn result(bytes: &[u8]) {
    if let Some(result) = round_trip::<v1::TrialResult, domain::TrialResult>(bytes) {
        look_at(&result.evaluation);
    }
}

fn look_at(evaluation: &domain::Evaluation) {
    stored::comes_back(evaluation);
    let ponder = &evaluation.ponder;
    let (mean, most) = (ponder.mean(), ponder.max());
    let percentiles = [0.5, 0.9, 0.99].map(|q| ponder.percentile(q));
    assert!(percentiles.is_sorted() && percentiles[2] <= most);
    assert!((0.0..=most as f64).contains(&mean), "mean {mean}");
    assert!((0.0..=1.0).contains(&ponder.share_at_one()));
}

/// The name of an attempt.
fn attempt(bytes: &[u8]) {
    let message = read::<v1::AttemptId>(bytes);
    if let Some(Ok((trial, attempt))) = message.map(|message| message.parts()) {
        let again = v1::AttemptId::new(trial, attempt).parts();
        assert_eq!(again.expect("it was made from one"), (trial, attempt));
    }
}

fn converted<W, D>(bytes: &[u8])
where
    W: Message + Default + for<'a> From<&'a D>,
    D: TryFrom<W, Error = Malformed>,
{
    round_trip::<W, D>(bytes);
}

/// What a message means, if it means anything: the same after another way over the wire.
fn round_trip<W, D>(bytes: &[u8]) -> Option<D>
where
    W: Message + Default + for<'a> From<&'a D>,
    D: TryFrom<W, Error = Malformed>,
{
    let meaning = D::try_from(read::<W>(bytes)?).ok()?;
    // Compared as bytes: a number that is none does not equal itself.
    let written = W::from(&meaning).encode_to_vec();
    let again = W::decode(&written[..]).expect("what was written is read");
    let again = D::try_from(again).expect("it was made from a meaning");
    assert_eq!(W::from(&again).encode_to_vec(), written);
    Some(meaning)
}

fn decoded<M: Message + Default>(bytes: &[u8]) {
    read::<M>(bytes);
}

/// The message that bytes are, if they are one: the same bytes when it is read and written again.
pub(crate) fn read<M: Message + Default>(bytes: &[u8]) -> Option<M> {
    let message = M::decode(bytes).ok()?;
    let written = message.encode_to_vec();
    assert_eq!(written.len(), message.encoded_len());
    let again = M::decode(&written[..]).expect("what was written is read");
    assert_eq!(again.encode_to_vec(), written);
    Some(message)
}
