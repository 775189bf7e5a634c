//! What answers cost.

use dwell_report::{cost, export};

use crate::{
    QUESTIONS,
    rows::{around, priced, quickstart, text},
};

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
