//! What a sweep file means: values, defaults, ranges, and which files mean the same.

use std::fs;

use dwell_domain::{
    HaltingKind, LearningRate, Seed, Task,
    spec::{MOST_BYTES, Spec, parse},
};
use proptest::prelude::*;

const SMALL: &str = r#"
name = "small"
tasks = [{ kind = "parity", bits = 8 }]
[model]
cell = "rnn"
hidden = 32
halting = ["act"]
[train]
batch = 16
updates = 100
learning_rate = 1e-3
[search]
ponder_cost = 0.1
seeds = 1
"#;

fn read(path: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    fs::read_to_string(format!("{root}{path}")).unwrap()
}

/// The small spec with one text replaced.
fn small_with(from: &str, to: &str) -> Spec {
    assert!(SMALL.contains(from), "{from}");
    let text = SMALL.replace(from, to);
    parse(&text).unwrap_or_else(|refused| panic!("{refused}"))
}

fn ponder_costs(spec: &Spec) -> Vec<f64> {
    spec.search
        .ponder_cost
        .iter()
        .map(|cost| cost.get())
        .collect()
}

#[test]
fn the_quickstart_covers_four_decades_and_two_baselines() {
    let spec = parse(&read("configs/quickstart.toml")).unwrap();
    assert_eq!(*spec.tasks, [Task::Parity { bits: 16 }]);
    assert_eq!(
        *spec.model.halting,
        [HaltingKind::None, HaltingKind::Repeat(2), HaltingKind::Act]
    );
    assert_eq!(ponder_costs(&spec), [1e-3, 1e-2, 1e-1, 1.0]);
    assert_eq!(spec.trials(), 6 * spec.search.seeds.len() as u64);
}

#[test]
fn the_paper_has_its_37_ponder_costs_and_20_seeds() {
    let spec = parse(&read("configs/paper/parity.toml")).unwrap();
    let costs = ponder_costs(&spec);
    assert_eq!(costs.len(), 37);
    assert_eq!((costs[0], costs[9], costs[36]), (1e-4, 1e-3, 1.0));
    assert!(costs.is_sorted_by(|a, b| a < b));
    assert_eq!(spec.trials(), 39 * 20);
}

#[test]
fn the_example_of_the_reference_is_accepted() {
    let page = read("docs/reference/sweep-file.md");
    let example = page.split("```toml").nth(1).unwrap();
    parse(example.split("```").next().unwrap()).unwrap();
}

#[test]
fn what_is_left_out_has_its_default() {
    let spec = parse(SMALL).unwrap();
    assert_eq!(*spec.model.max_ponder, [100]);
    assert_eq!(*spec.train.evaluate_every, [500]);
    assert_eq!(*spec.train.evaluation_sequences, [10_000]);
    assert_eq!(*spec.train.checkpoint_every, [1_000]);
    assert_eq!(*spec.train.stop_at_error, [None]);
    assert_eq!(spec.trials(), 1);
}

#[test]
fn any_number_of_model_and_train_becomes_an_axis() {
    let hidden = small_with("32", "{ log = [64, 512], points = 4 }");
    assert_eq!(*hidden.model.hidden, [64, 128, 256, 512]);
    let batch = small_with("16", "{ linear = [16, 64], points = 4 }");
    assert_eq!(*batch.train.batch, [16, 32, 48, 64]);
    let rates = small_with("1e-3", "[3e-3, 1e-3]");
    let expected = [3e-3, 1e-3].map(|rate| LearningRate::new(rate).unwrap());
    assert_eq!(*rates.train.learning_rate, expected);
}

#[test]
fn decades_of_a_log_range_are_exact() {
    let spec = small_with("0.1", "{ log = [1e-4, 1], points = 13 }");
    let costs = ponder_costs(&spec);
    assert_eq!(costs.len(), 13);
    assert_eq!(
        (costs[0], costs[3], costs[6], costs[9], costs[12]),
        (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
    );
}

#[test]
fn seeds_are_counted_from_zero_or_named() {
    let counted = small_with("seeds = 1", "seeds = 3");
    assert_eq!(*counted.search.seeds, [Seed(0), Seed(1), Seed(2)]);
    let named = small_with("seeds = 1", "seeds = [7, 3]");
    assert_eq!(*named.search.seeds, [Seed(3), Seed(7)]);
}

#[test]
fn files_that_mean_the_same_have_the_same_hash() {
    let hash = parse(SMALL).unwrap().hash();
    for (from, to) in [
        ("hidden = 32", "hidden = 0x20  # units"),
        ("seeds = 1", "seeds = [0]"),
        ("0.1", "[1e-1]"),
        ("updates = 100", "evaluate_every = 500\nupdates = 1_00"),
        (
            "[search]",
            "[prune]\nrule = \"none\"\n[search]\nstrategy = \"grid\"",
        ),
    ] {
        assert_eq!(small_with(from, to).hash(), hash, "{to}");
    }
}

#[test]
fn files_that_mean_something_else_have_another_hash() {
    let hash = parse(SMALL).unwrap().hash();
    for (from, to) in [
        ("small", "smaller"),
        ("seeds = 1", "seeds = [1]"),
        ("0.1", "0.2"),
        ("[search]", "stop_at_error = 0.0\n[search]"),
    ] {
        assert_ne!(small_with(from, to).hash(), hash, "{to}");
    }
}

#[test]
fn endless_lists_and_files_are_refused_as_a_whole() {
    let codes = |text: &str| -> Vec<_> {
        let refused = parse(text).unwrap_err();
        refused.0.iter().map(|diagnostic| diagnostic.code).collect()
    };
    let seeds: Vec<String> = (0..1_001).map(|seed| seed.to_string()).collect();
    let many_seeds = SMALL.replace("seeds = 1", &format!("seeds = [{}]", seeds.join(", ")));
    assert_eq!(codes(&many_seeds), ["too-many-values"]);
    let long = format!("{SMALL}#{}", " ".repeat(MOST_BYTES));
    assert_eq!(codes(&long), ["too-large"]);
}

/// A refusal has a reason, and its places can be drawn.
fn accepts_or_says_why(text: &str) {
    if let Err(refused) = parse(text) {
        assert!(!refused.0.is_empty());
        for diagnostic in &refused.0 {
            assert!(
                text.get(diagnostic.span.clone()).is_some(),
                "{diagnostic:?}"
            );
        }
    }
}

/// Pieces that a hand might put into a sweep file.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~\n]{0,6}",
        r#"(hidden|seeds|tasks|kind|log|points|\[model\]|act) ?= ?(-?[0-9]{1,20}|"é"|\[\]|\{ *\}|nan|inf|1e400)\n"#,
        Just("{ log = [1e-3, 1], points = 10_000 }".to_owned()),
        Just("{ paper_decades = 4 }".to_owned()),
        Just("[[[[[[[[".to_owned()),
        any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #[test]
    fn any_text_is_accepted_or_told_why_not(text in any::<String>()) {
        accepts_or_says_why(&text);
    }

    #[test]
    fn any_change_of_a_good_file_is_accepted_or_told_why_not(
        from in 0..SMALL.len(),
        length in 0..12_usize,
        piece in piece(),
    ) {
        let to = (from + length).min(SMALL.len());
        accepts_or_says_why(&[&SMALL[..from], &piece, &SMALL[to..]].concat());
    }
}
