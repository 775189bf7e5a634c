//! Two sweeps compared, and two configurations.

use dwell_domain::{
    Cell, ConfigurationId, Seed, Task,
    tradeoff::{AnswerCost, Comparison, SeedOutcome, TradeoffRow},
};
use dwell_report::compare::{compare, table};
use uuid::Uuid;

use crate::rows::{act, configuration};

/// A configuration with an error for each of its seeds, 0, 1, ...; ponder falls with the seed.
fn row(sweep: &str, cell: Cell, ponder_cost: f64, errors: &[f64]) -> TradeoffRow {
    let outcomes = (0..).zip(errors).map(|(seed, error)| SeedOutcome {
        seed: Seed(seed),
        error: *error,
        ponder: 3.0 - 0.125 * seed as f64,
        solved_at: None,
    });
    let mut configuration = configuration(act(ponder_cost));
    configuration.model.cell = cell;
    TradeoffRow {
        sweep: sweep.into(),
        configuration_id: ConfigurationId::from_uuid(Uuid::nil()),
        configuration,
        seeds: 6,
        completed: errors.len() as u32,
        solved: 0,
        error: None,
        ponder: None,
        on_frontier: false,
        digests: vec![],
        cost: AnswerCost::default(),
        outcomes: outcomes.collect(),
    }
}

const HIGH: [f64; 6] = [0.3, 0.31, 0.32, 0.33, 0.34, 0.35];
const LOW: [f64; 6] = [0.2, 0.22, 0.21, 0.23, 0.24, 0.26];

#[test]
fn sweeps_are_matched_by_the_settings_that_do_not_tell_them_apart() {
    let a = [
        row("rnn", Cell::Rnn, 1e-3, &HIGH),
        row("rnn", Cell::Rnn, 1e-2, &HIGH[..2]),
        row("rnn", Cell::Rnn, 1e-1, &HIGH),
    ];
    let b = [
        row("gru", Cell::Gru, 1e-2, &LOW),
        row("gru", Cell::Gru, 1e-3, &LOW),
        row("gru", Cell::Gru, 1.0, &LOW),
    ];
    let matches = compare(&a, &b);
    let verdicts: Vec<_> = matches
        .iter()
        .map(|one| one.error.unwrap().difference.verdict)
        .collect();
    assert_eq!(
        verdicts,
        [Comparison::Better, Comparison::NoDifferenceShown]
    );
    insta::assert_snapshot!(table(&matches), @r"
    A  sweep rnn, cell rnn
    B  sweep gru, cell gru

    halting  ponder cost            pairs      A      B                   B - A  B is
    act      1e-3         error %       6  32.50  22.50  -10.00 [-11.00, -9.00]  better
    act      1e-3         ponder N      6   2.69   2.69    +0.00 [+0.00, +0.00]  no difference shown
    act      0.01         error %       2  30.50  21.00                   -9.50  no difference shown
    act      0.01         ponder N      2   2.94   2.94                   +0.00  no difference shown

    B - A: median difference by seed [95 % interval of the sign test]; less is better
    fewer than 6 pairs have no such interval and can show no difference
    ");
}

#[test]
fn two_configurations_belong_together_whatever_they_are() {
    let a = [row("a", Cell::Rnn, 1e-3, &HIGH)];
    let mut b = [row("a", Cell::Lstm, 1e-2, &[0.4, 0.5])];
    b[0].configuration.train.batch = 4;
    insta::assert_snapshot!(table(&compare(&a, &b)), @r"
    A  sweep a, cell rnn, ponder cost 1e-3, batch 128
    B  sweep a, cell lstm, ponder cost 0.01, batch 4

    halting            pairs      A      B   B - A  B is
    act      error %       2  30.50  45.00  +14.50  no difference shown
    act      ponder N      2   2.94   2.94   +0.00  no difference shown

    B - A: median difference by seed [95 % interval of the sign test]; less is better
    fewer than 6 pairs have no such interval and can show no difference
    ");
}

#[test]
fn only_seeds_of_both_are_pairs() {
    let a = [row("a", Cell::Rnn, 1e-3, &HIGH)];
    let mut b = [row("b", Cell::Rnn, 1e-3, &LOW)];
    for outcome in &mut b[0].outcomes {
        outcome.seed.0 += 4;
    }
    let error = compare(&a, &b)[0].error.unwrap();
    assert_eq!(error.difference.pairs, 2);
    b[0].outcomes.clear();
    let matches = compare(&a, &b);
    assert_eq!((matches[0].error, matches[0].ponder), (None, None));
}

#[test]
fn errors_of_different_tasks_are_not_compared() {
    let a = [row("a", Cell::Rnn, 1e-3, &HIGH)];
    let mut b = [row("b", Cell::Rnn, 1e-3, &LOW)];
    b[0].configuration.task = Task::Parity { bits: 8 };
    assert_eq!(compare(&a, &b), []);
}
