//! What a sweep file means: values, defaults, ranges, and which files mean the same.

use std::fs;

use dwell_domain::{
    Cell, Corpus, CorpusContent, LearningRate, PricePerHour, PriorMean, Sampler, Seed, Task,
    spec::{HaltingSetting, MOST_BYTES, Spec, parse},
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
    assert_eq!(*spec.train.gradient_clip, [None]);
    assert!(spec.train.keep_weights);
    assert_eq!(spec.trials(), 1);
}

#[test]
fn a_task_without_sizes_has_those_of_the_paper() {
    let task = r#"{ kind = "parity", bits = 8 }"#;
    let every = r#"{ kind = "parity" }, { kind = "logic" }, { kind = "addition" },
        { kind = "sort" }, { kind = "text", file = "wiki/enwik8" }"#;
    let expected = [
        Task::Parity { bits: 64 },
        Task::Logic {
            gates: 10,
            length: 10,
        },
        Task::Addition {
            digits: 5,
            length: 5,
        },
        Task::Sort { length: 15 },
        Task::Text {
            corpus: Corpus {
                file: "wiki/enwik8".to_owned(),
                content: None,
            },
            length: 500,
        },
    ];
    assert_eq!(*small_with(task, every).tasks, expected);
}

#[test]
fn the_sizes_of_each_task_can_be_given() {
    let task = r#"{ kind = "parity", bits = 8 }"#;
    let tasks = r#"{ kind = "logic", gates = 4, length = 3 },
        { kind = "addition", digits = 2, length = 4 }, { kind = "sort", length = 5 }"#;
    let expected = [
        Task::Logic {
            gates: 4,
            length: 3,
        },
        Task::Addition {
            digits: 2,
            length: 4,
        },
        Task::Sort { length: 5 },
    ];
    assert_eq!(*small_with(task, tasks).tasks, expected);
}

#[test]
fn a_text_can_be_pinned_to_a_content_however_its_digest_is_written() {
    let digest = "0123456789abcdef".repeat(4);
    let pinned = |digest: &str| {
        let task = format!(
            r#"{{ kind = "text", file = "enwik8", length = 50, bytes = 100, blake3 = "{digest}" }}"#
        );
        small_with(r#"{ kind = "parity", bits = 8 }"#, &task)
    };
    let spec = pinned(&digest.to_ascii_uppercase());
    let Task::Text { corpus, length } = &spec.tasks[0] else {
        panic!("{}", spec.tasks[0]);
    };
    assert_eq!(*length, 50);
    let content = CorpusContent {
        bytes: 100,
        blake3: digest.clone(),
    };
    assert_eq!(corpus.content, Some(content));
    assert_eq!(spec.hash(), pinned(&digest).hash());
}

#[test]
fn every_cell_and_every_halting_has_its_word() {
    let cells = small_with(r#"cell = "rnn""#, r#"cell = ["rnn", "lstm", "gru"]"#);
    assert_eq!(*cells.model.cell, Cell::ALL);
    let haltings = small_with(
        r#"["act"]"#,
        r#"["none", "repeat:100", "act", "pondernet:3", "pondernet:2.5:mean"]"#,
    );
    let pondernet = |mean, sampler| HaltingSetting::PonderNet {
        prior_mean: PriorMean::new(mean).unwrap(),
        sampler,
    };
    let expected = [
        HaltingSetting::None,
        HaltingSetting::Repeat(100),
        HaltingSetting::Act,
        pondernet(3.0, Sampler::Bernoulli),
        pondernet(2.5, Sampler::Mean),
    ];
    assert_eq!(*haltings.model.halting, expected);
}

#[test]
fn pondernet_alone_can_use_a_ponder_cost() {
    let spec = small_with(r#""act""#, r#""pondernet:1""#);
    assert_eq!(spec.trials(), 1);
}

#[test]
fn gradient_clips_are_an_axis_and_weights_can_be_dropped() {
    let spec = small_with(
        "updates = 100",
        "updates = 100\ngradient_clip = { log = [0.1, 10], points = 3 }\nkeep_weights = false",
    );
    assert_eq!(
        *spec.train.gradient_clip,
        [Some(0.1), Some(1.0), Some(10.0)]
    );
    assert!(!spec.train.keep_weights);
    assert_eq!(spec.trials(), 3);
}

#[test]
fn only_text_alone_can_stop_at_more_than_a_bit_per_character() {
    let text = SMALL.replace(
        r#"{ kind = "parity", bits = 8 }"#,
        r#"{ kind = "text", file = "a" }"#,
    );
    let spec = parse(&text.replace("updates", "stop_at_error = 1.5\nupdates")).unwrap();
    assert_eq!(*spec.train.stop_at_error, [Some(1.5)]);
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
        ("[search]", "keep_weights = true\n[search]"),
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
fn a_price_is_kept_and_is_no_part_of_the_hash() {
    let unpriced = parse(SMALL).unwrap();
    assert_eq!(unpriced.price_per_hour, None);
    let priced = |price: &str| {
        let resources = format!("seeds = 1\n[resources]\nprice_per_hour = {price}");
        small_with("seeds = 1", &resources)
    };
    for (price, expected) in [("3", 3.0), ("3.5", 3.5), ("1e-3", 1e-3)] {
        let spec = priced(price);
        assert_eq!(spec.price_per_hour, PricePerHour::new(expected).ok());
        assert_eq!(spec.hash(), unpriced.hash());
    }
    assert_ne!(priced("3"), priced("4"));
}

#[test]
fn files_that_mean_something_else_have_another_hash() {
    let hash = parse(SMALL).unwrap().hash();
    for (from, to) in [
        ("small", "smaller"),
        ("seeds = 1", "seeds = [1]"),
        ("0.1", "0.2"),
        ("[search]", "stop_at_error = 0.0\n[search]"),
        ("[search]", "gradient_clip = 1.0\n[search]"),
        ("[search]", "keep_weights = false\n[search]"),
        ("\"rnn\"", "\"gru\""),
        ("\"act\"", "\"pondernet:3\""),
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
        r#"(hidden|seeds|tasks|kind|file|bytes|log|points|\[model\]|act) ?= ?(-?[0-9]{1,20}|"é"|\[\]|\{ *\}|nan|inf|1e400)\n"#,
        r#""(pondernet|repeat|act|é)(:[-0-9.a-zé]{0,4}){0,3}""#,
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
