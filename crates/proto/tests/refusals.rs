//! What the domain cannot be told is refused, by the name of its place.

use dwell_domain::{Configuration, Evaluation, Latency, tradeoff::TradeoffRow};
use dwell_proto::v1;
use uuid::Uuid;

/// A message that converts, to be broken by each test in one place.
fn parity() -> v1::Configuration {
    let task = v1::task::Kind::Parity(v1::Parity { bits: 16 });
    let halting = v1::halting::Kind::Act(v1::halting::Act { ponder_cost: 0.01 });
    v1::Configuration {
        task: Some(v1::Task { kind: Some(task) }),
        model: Some(v1::Model {
            cell: v1::Cell::Rnn.into(),
            hidden: 8,
            max_ponder: 10,
            halting: Some(v1::Halting {
                kind: Some(halting),
            }),
        }),
        train: Some(v1::Training {
            learning_rate: 1e-3,
            ..Default::default()
        }),
    }
}

fn refusal(configuration: v1::Configuration) -> String {
    Configuration::try_from(configuration)
        .expect_err("a broken message is refused")
        .to_string()
}

#[test]
fn a_missing_part_is_named() {
    let mut broken = parity();
    broken.model = None;
    assert_eq!(refusal(broken), "`configuration.model` is missing");
}

#[test]
fn a_cell_of_a_later_version_is_refused() {
    let mut broken = parity();
    broken.model.as_mut().unwrap().cell = 99;
    assert_eq!(refusal(broken), "`model.cell` has an unknown value");
}

#[test]
fn a_number_out_of_range_is_refused() {
    let mut broken = parity();
    broken.train.as_mut().unwrap().learning_rate = f64::NAN;
    let refused = refusal(broken);
    assert_eq!(
        refused,
        "a learning rate must be finite and above 0, not NaN"
    );
}

#[test]
fn a_number_that_is_not_finite_is_refused() {
    let ponder = v1::PonderStatistics {
        mean_remainder: Some(f64::INFINITY),
        ..Default::default()
    };
    let broken = v1::Evaluation {
        ponder: Some(ponder),
        ..Default::default()
    };
    let refused = Evaluation::try_from(broken).expect_err("infinity is no mean");
    assert_eq!(refused.to_string(), "`ponder.mean_remainder` is not finite");

    let diverged = v1::Evaluation {
        loss: Some(f64::NAN),
        ..Default::default()
    };
    let refused = Evaluation::try_from(diverged).expect_err("a diverged loss is absent");
    assert_eq!(refused.to_string(), "`evaluation.loss` is not finite");
}

#[test]
fn a_bound_that_is_no_number_is_refused() {
    let mut broken = parity();
    let train = broken.train.as_mut().unwrap();
    train.stop_at_error = Some(f64::NAN);
    assert_eq!(refusal(broken), "`train.stop_at_error` is not finite");
}

#[test]
fn a_latency_of_no_time_is_refused() {
    let broken = v1::Latency {
        batch_1_ms: Some(0.0),
        batch_128_ms: None,
    };
    let refused = Latency::try_from(broken).expect_err("every pass takes time");
    assert_eq!(
        refused.to_string(),
        "a latency must be from 1e-9 to 1e12 ms, not 0"
    );
}

#[test]
fn a_short_digest_is_refused() {
    let row = v1::TradeoffRow {
        configuration_id: Uuid::nil().to_string(),
        configuration: Some(parity()),
        digests: vec![vec![0; 31]],
        ..Default::default()
    };
    let refused = TradeoffRow::try_from(row).expect_err("31 bytes are no digest");
    assert_eq!(refused.to_string(), "`row.digests` is not 32 bytes");
}
