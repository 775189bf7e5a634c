//! One trade-off, the way people and programs see it.

use dwell_domain::{
    Cell, Configuration, ConfigurationId, Corpus, Halting, LearningRate, MetricsDigest, Model,
    PonderCost, PricePerHour, PriorMean, Sampler, Seed, Step, Task, Training,
    tradeoff::{AnswerCost, Interval, SeedOutcome, TradeoffRow},
};
use dwell_report::{
    cost, export,
    figure::Figure,
    figures::tradeoff::figures,
    question::{Question, sentences},
    render::terminal::{Canvas, draw},
    table,
};
use proptest::prelude::*;
use uuid::Uuid;

fn configuration(halting: Halting) -> Configuration {
    Configuration {
        task: Task::Parity { bits: 16 },
        model: Model {
            cell: Cell::Rnn,
            hidden: 64,
            max_ponder: 20,
            halting,
        },
        train: Training {
            batch: 128,
            updates: 10_000,
            learning_rate: LearningRate::new(1e-3).unwrap(),
            evaluate_every: 1_000,
            evaluation_sequences: 10_000,
            checkpoint_every: 1_000,
            stop_at_error: None,
            gradient_clip: None,
            keep_weights: true,
        },
    }
}

fn around(median: f64) -> Interval {
    Interval {
        median,
        low: median * 0.9,
        high: median * 1.15,
    }
}

/// Half of what solves the task does so after 3,000 updates, the other half later.
fn outcome(seed: u64, error: f64, ponder: f64) -> SeedOutcome {
    SeedOutcome {
        seed: Seed(seed),
        error,
        ponder,
        solved_at: (error < 0.05).then_some(Step(3_000 + 1_000 * seed)),
    }
}

fn row(halting: Halting, error: f64, ponder: f64, on_frontier: bool) -> TradeoffRow {
    TradeoffRow {
        sweep: "quickstart".into(),
        configuration_id: ConfigurationId::from_uuid(Uuid::nil()),
        configuration: configuration(halting),
        seeds: 2,
        completed: 2,
        solved: u32::from(error < 0.05) * 2,
        error: Some(around(error)),
        ponder: Some(Interval {
            low: ponder.max(1.0),
            ..around(ponder)
        }),
        on_frontier,
        digests: vec![MetricsDigest([7; 32]); 2],
        outcomes: vec![outcome(0, error, ponder), outcome(1, error, ponder)],
        cost: AnswerCost::default(),
    }
}

fn act(ponder_cost: f64) -> Halting {
    Halting::Act {
        ponder_cost: PonderCost::new(ponder_cost).unwrap(),
    }
}

/// The trade-off that was measured for parity with 16 bits.
fn quickstart() -> Vec<TradeoffRow> {
    let one = Interval {
        median: 1.0,
        low: 1.0,
        high: 1.0,
    };
    let two = Interval {
        median: 2.0,
        low: 2.0,
        high: 2.0,
    };
    vec![
        TradeoffRow {
            ponder: Some(one),
            ..row(Halting::None, 0.312, 1.0, true)
        },
        TradeoffRow {
            ponder: Some(two),
            ..row(Halting::Repeat { updates: 2 }, 0.024, 2.0, false)
        },
        row(act(1e-3), 0.02, 1.84, true),
        row(act(1e-2), 0.024, 2.06, false),
        row(act(1e-1), 0.106, 1.97, false),
        TradeoffRow {
            completed: 0,
            solved: 0,
            error: None,
            ponder: None,
            on_frontier: false,
            digests: vec![],
            outcomes: vec![],
            ..row(act(1.0), 0.31, 1.05, false)
        },
    ]
}

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
fn the_plot_of_the_quickstart() {
    let figures = figures(&quickstart());
    let plots: Vec<_> = figures
        .iter()
        .map(|figure| draw(figure, TERMINAL))
        .collect();
    insta::assert_snapshot!(plots.join("\n\n"));
}

#[test]
fn a_wide_range_of_ponder_is_drawn_in_logarithms() {
    let rows = [
        row(act(1e-4), 0.01, 19.7, true),
        row(act(1e-3), 0.05, 8.9, true),
        row(act(1e-2), 0.2, 3.0, true),
        row(act(1e-1), 0.4, 1.0, true),
    ];
    let figure = &figures(&rows)[0];
    insta::assert_snapshot!(draw(
        figure,
        Canvas {
            width: 60,
            height: 14,
            colour: false
        }
    ));
}

/// Rows of a text, some of them of PonderNet.
fn text() -> Vec<TradeoffRow> {
    let pondernet = |prior_mean, sampler| Halting::PonderNet {
        ponder_cost: PonderCost::new(0.01).unwrap(),
        prior_mean: PriorMean::new(prior_mean).unwrap(),
        sampler,
    };
    let mut rows = vec![
        row(Halting::None, 1.98, 1.0, true),
        row(act(1e-3), 1.91, 1.4, true),
        row(pondernet(3.0, Sampler::Bernoulli), 1.93, 2.7, false),
        row(pondernet(2.5, Sampler::Mean), 1.95, 2.4, false),
    ];
    for row in &mut rows {
        row.configuration.task = Task::Text {
            corpus: Corpus {
                file: "wiki.txt".into(),
                content: None,
            },
            length: 50,
        };
        let bits = row.error.unwrap().median;
        row.error = Some(Interval {
            median: bits,
            low: bits - 0.02,
            high: bits + 0.01,
        });
    }
    rows
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
fn colour_changes_nothing_but_colour() {
    let figure = &figures(&quickstart())[0];
    let plain = draw(figure, TERMINAL);
    let coloured = draw(
        figure,
        Canvas {
            colour: true,
            ..TERMINAL
        },
    );
    assert_ne!(coloured, plain);
    let mut stripped = String::new();
    for (i, part) in coloured.split('\x1b').enumerate() {
        let text = if i == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        };
        stripped.push_str(text);
    }
    assert_eq!(stripped, plain);
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

/// The quickstart with latencies, and with a price of an hour.
fn priced() -> Vec<TradeoffRow> {
    let mut rows = quickstart();
    for row in &mut rows[..5] {
        let ponder = row.point().unwrap().ponder;
        row.cost = AnswerCost {
            latency_1: Some(around(0.04 + 0.02 * ponder)),
            latency_128: Some(around(0.001 * ponder.ceil())),
            price_per_hour: PricePerHour::new(3.5).ok(),
            devices: vec!["cpu".into()],
        };
    }
    rows
}

#[test]
fn the_costs_of_the_quickstart() {
    insta::assert_snapshot!(cost::table(&priced(), 80));
}

#[test]
fn without_a_price_costs_are_times() {
    let mut rows = [text(), priced()].concat();
    for row in &mut rows {
        row.cost.price_per_hour = None;
    }
    rows[5].cost.devices = vec!["NVIDIA H200".into()];
    let table = cost::table(&rows, 80);
    assert!(!table.contains("price"), "{table}");
    let devices = "measured on different devices: NVIDIA H200, cpu";
    assert!(table.contains(devices), "{table}");
}

#[test]
fn costs_that_nobody_has_measured_are_dashes() {
    let table = cost::table(&quickstart(), 80);
    assert!(table.ends_with("nothing has been measured yet"), "{table}");
    assert!(!table.contains("along the frontier"), "{table}");
}

#[test]
fn costs_fit_into_80_columns() {
    let mut rows = priced();
    rows[1].sweep = "a-sweep-with-a-rather-long-name".into();
    rows[2].configuration.model.hidden = 8_192;
    rows[3].cost.latency_1 = Some(around(12_345.678));
    let table = cost::table(&rows, 80);
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
}

#[test]
fn only_costs_differ_where_only_times_do() {
    let documents = [priced(), quickstart()].map(|rows| {
        let json = export::tradeoff_json(&rows, &QUESTIONS);
        let mut document: serde_json::Value = serde_json::from_str(&json).unwrap();
        for row in document["rows"].as_array_mut().unwrap() {
            row.as_object_mut().unwrap().remove("cost").unwrap();
        }
        document
    });
    assert_eq!(documents[0], documents[1]);
}

#[test]
fn without_results_there_is_nothing_to_draw() {
    assert_eq!(figures(&quickstart()[5..]), Vec::<Figure>::new());
    assert_eq!(figures(&[]), Vec::<Figure>::new());
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

proptest! {
    #[test]
    fn any_figure_fits_into_its_canvas(
        points in prop::collection::vec((0.0..1.0, 1.0..1000.0, any::<bool>()), 1..12),
        width in 0..120_usize,
        height in 0..40_usize,
    ) {
        let rows: Vec<_> = points
            .into_iter()
            .map(|(error, ponder, on_frontier)| row(act(0.1), error, ponder, on_frontier))
            .collect();
        let canvas = Canvas { width, height, colour: false };
        let plot = draw(&figures(&rows)[0], canvas);
        prop_assert_eq!(plot.lines().count(), height.max(Canvas::LEAST_HEIGHT));
        let widest = plot.lines().skip(1).map(|line| line.chars().count()).max();
        prop_assert!(widest <= Some(width.max(Canvas::LEAST_WIDTH + 20)));
    }
}
