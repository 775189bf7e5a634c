//! The views, as they are documented.

use std::time::Duration;

use dwell_domain::{
    Axis, CharacterClass, Corpus, FailureKind, Halting, PricePerHour, ProfilePoint, Task,
    TrialResult,
};

use super::story::{Story, draft, evaluation, plain_configuration, result};
use crate::{
    Store,
    rows::{QueryAnswer, QueryLimits, QueryValue},
    views::{Kind, VIEWS, View},
};

const LIMITS: QueryLimits = QueryLimits {
    rows: 10_000,
    time: Duration::from_secs(30),
};

/// Something for every column of every view: a sweep with three configurations of parity, one of
/// which fails, and one of text, all of it done; and one that has begun.
pub(crate) async fn tell(store: &dyn Store) {
    let story = Story::on(store);
    let mut sweep = draft("quickstart", &[1e-3, 1e-2, 0.0, 1e-3], 2);
    sweep.price_per_hour = PricePerHour::new(3.5).ok();
    sweep.configurations[2].configuration = plain_configuration();
    sweep.configurations[3].configuration.task = Task::Text {
        corpus: Corpus {
            file: "a.txt".into(),
            content: None,
        },
        length: 50,
    };
    story.submits(sweep).await;
    let worker = story.worker().await;
    for (number, held) in (1..).zip(story.takes(worker, 9, &[]).await) {
        let error = f64::from(number) / 8.0;
        let report = story.says(worker).evaluated(&held, evaluation(100, 1.0));
        let report = match held.configuration.model.halting {
            Halting::None => report.failed(&held, FailureKind::Invalid),
            _ => report.completed(&held, told(error)),
        };
        report.sends().await;
    }
    story.submits(draft("begun", &[1e-3], 2)).await;
    let held = story.takes_one(worker).await;
    let report = story.says(worker).evaluated(&held, evaluation(100, 0.75));
    report.sends().await;
}

/// A result with a point for each class of characters.
fn told(error: f64) -> TrialResult {
    let mut result = result(error);
    let classes = CharacterClass::ALL.map(|class| ProfilePoint {
        axis: Axis::CharacterClass,
        key: class.key(),
        samples: 1,
        mean_ponder: 1.0,
        error,
    });
    result.evaluation.ponder.profile.extend(classes);
    result
}

async fn ask(store: &dyn Store, sql: &str) -> QueryAnswer {
    let answer = store.query(sql, LIMITS).await;
    answer.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The type that a view's column has in every row that says something.
fn kind(value: &QueryValue) -> Option<Kind> {
    match value {
        QueryValue::Null => None,
        QueryValue::Integer(_) => Some(Kind::Integer),
        QueryValue::Real(_) => Some(Kind::Real),
        QueryValue::Text(_) => Some(Kind::Text),
        QueryValue::Blob(_) => panic!("no view has bytes"),
    }
}

fn hold_against(view: &View, answer: &QueryAnswer) {
    let documented: Vec<&str> = view.columns.iter().map(|column| column.name).collect();
    assert_eq!(answer.columns, documented, "{}", view.name);
    for (place, column) in view.columns.iter().enumerate() {
        let kinds = answer.rows.iter().filter_map(|row| kind(&row[place]));
        let mut kinds = kinds.peekable();
        let name = format!("{}.{}", view.name, column.name);
        assert!(kinds.peek().is_some(), "{name} says something");
        assert!(kinds.all(|kind| kind == column.kind), "{name}");
    }
}

pub(crate) async fn names_order_and_types_are_those_that_are_documented(store: &dyn Store) {
    tell(store).await;
    for view in VIEWS {
        let answer = ask(store, &format!("SELECT * FROM {}", view.name)).await;
        hold_against(view, &answer);
    }
}

pub(crate) async fn every_example_has_an_answer(store: &dyn Store) {
    tell(store).await;
    for view in VIEWS {
        assert!(!view.examples.is_empty(), "{}", view.name);
        for example in view.examples {
            let answer = ask(store, example.sql).await;
            assert!(!answer.rows.is_empty(), "{}", example.question);
            assert!(example.sql.contains(view.name), "{}", example.question);
        }
    }
}
