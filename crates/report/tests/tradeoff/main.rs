//! Trade-offs, one or two held against each other, the way people and programs see them.

mod compare;
mod costs;
mod plot;
mod rows;

use dwell_domain::{ConfigurationId, LearningRate, tradeoff::Interval};
use dwell_report::{
    export,
    figures::tradeoff::figures,
    question::{Question, sentences},
    render::terminal::{Canvas, draw},
    table,
};
use uuid::Uuid;

use self::rows::{around, priced, quickstart, text};

const TERMINAL: Canvas = Canvas {
    width: 80,
    height: 20,
    colour: false,
};

#[test]
fn the_table_of_the_quickstart() {
    insta::assert_snapshot!(table::tradeoff(&quickstart(), 80));
}

#[test]
fn a_wide_table_says_how_sure_solving_is_and_how_long_it_takes() {
    let mut rows = quickstart();
    rows[4].on_frontier = true;
    rows[4].ponder = Some(around(1.3));
    rows[3].solved = 1;
    rows[3].outcomes[1].solved_at = None;
    insta::assert_snapshot!(table::tradeoff(&rows, 200));
}

const QUESTIONS: [Question; 3] = [
    Question::Within(0.01),
    Question::Budget(1.9),
    Question::Budget(0.5),
];

#[test]
fn every_question_is_answered_in_a_sentence() {
    insta::assert_snapshot!(sentences(&quickstart(), &QUESTIONS), @r"
    error within 1.00 % of the least: halting act, ponder cost 1e-3 has the least ponder, 1.84 (error 2.00 %, least 2.00 %)
    at most 1.9 updates per input: halting act, ponder cost 1e-3 has the least error, 2.00 % (ponder 1.84)
    at most 0.5 updates per input: no configuration with a result
    ");
}

#[test]
fn the_answers_for_several_tasks_name_them() {
    let rows = [text(), quickstart()].concat();
    insta::assert_snapshot!(sentences(&rows, &QUESTIONS[..2]), @r"
    text(wiki.txt, 50), error within 0.01 bpc of the least: halting act, ponder cost 1e-3 has the least ponder, 1.40 (error 1.91 bpc, least 1.91 bpc)
    parity(16), error within 1.00 % of the least: halting act, ponder cost 1e-3 has the least ponder, 1.84 (error 2.00 %, least 2.00 %)
    text(wiki.txt, 50), at most 1.9 updates per input: halting act, ponder cost 1e-3 has the least error, 1.91 bpc (ponder 1.40)
    parity(16), at most 1.9 updates per input: halting act, ponder cost 1e-3 has the least error, 2.00 % (ponder 1.84)
    ");
}

#[test]
fn without_results_a_question_has_no_answer() {
    insta::assert_snapshot!(sentences(&quickstart()[5..], &QUESTIONS[..1]), @"error within 1.00 % of the least: no configuration with a result");
}

#[test]
fn the_table_of_two_sweeps_that_differ_in_more() {
    let mut rows = quickstart();
    for row in &mut rows[3..] {
        row.sweep = "wider".into();
        row.configuration.model.hidden = 128;
        row.configuration.train.learning_rate = LearningRate::new(5e-4).unwrap();
    }
    insta::assert_snapshot!(table::tradeoff(&rows, 80));
}

#[test]
fn each_task_has_a_table_and_a_plot_in_its_own_unit() {
    let rows = [text(), quickstart()].concat();
    let plots = figures(&rows);
    let plots = plots.iter().map(|figure| draw(figure, TERMINAL));
    let parts: Vec<_> = [table::tradeoff(&rows, 80)]
        .into_iter()
        .chain(plots)
        .collect();
    insta::assert_snapshot!(parts.join("\n\n"));
}

#[test]
fn what_is_said_of_solving_is_left_out_for_a_text() {
    let table = table::tradeoff(&text(), 80);
    assert!(!table.contains("solved:"), "{table}");
}

#[test]
fn an_export_names_the_metric() {
    let json = export::tradeoff_json(&text(), &[]);
    assert_eq!(json.matches(r#""metric": "bits_per_character""#).count(), 4);
    let csv = export::tradeoff_csv(&text());
    assert_eq!(csv.matches(",bits_per_character,").count(), 4);
    assert!(csv.contains(",pondernet:2.5:mean,0.01,"), "{csv}");
}

#[test]
fn the_json_of_the_quickstart() {
    let rows = priced();
    insta::assert_snapshot!(export::tradeoff_json(
        &[rows[0].clone(), rows[2].clone(), rows[5].clone()],
        &QUESTIONS
    ));
}

#[test]
fn the_csv_of_the_quickstart() {
    insta::assert_snapshot!(export::tradeoff_csv(&priced()));
}

#[test]
fn an_export_does_not_know_the_run() {
    let mut again = quickstart();
    for row in &mut again {
        row.configuration_id = ConfigurationId::from_uuid(Uuid::max());
    }
    assert_eq!(
        export::tradeoff_json(&again, &QUESTIONS),
        export::tradeoff_json(&quickstart(), &QUESTIONS)
    );
    assert_eq!(
        export::tradeoff_csv(&again),
        export::tradeoff_csv(&quickstart())
    );
}

#[test]
fn a_table_of_a_few_settings_fits_into_80_columns() {
    let mut rows = quickstart();
    rows[1].sweep = "a-sweep-with-a-rather-long-name".into();
    rows[2].configuration.model.hidden = 8_192;
    rows[3].error = Some(Interval {
        median: 1.0,
        low: 1.0,
        high: 1.0,
    });
    let table = table::tradeoff(&rows, 80);
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
}
