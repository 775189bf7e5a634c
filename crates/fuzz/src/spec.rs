//! The text of a sweep file.

use std::{collections::HashSet, str};

use dwell_domain::{
    Configuration, Task,
    spec::{Diagnostics, MOST_TRIALS, Spec, parse, place_of_corpus},
};
use dwell_proto::v1;
use dwell_search::{plan, predicted_cost};

use crate::stored;

/// A sweep of more trials is read, and not expanded: how long that takes is known.
const MOST_EXPANDED: u64 = 2_000;

/// Reads a sweep file, and expands it.
pub fn spec(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    match parse(text) {
        Ok(spec) => holds(text, &spec),
        Err(refused) => can_be_drawn(text, &refused),
    }
}

/// What is refused is refused in words, each at a place of the text.
fn can_be_drawn(text: &str, refused: &Diagnostics) {
    assert!(!refused.0.is_empty(), "it is refused without a word");
    for diagnostic in &refused.0 {
        let place = text.get(diagnostic.span.clone());
        assert!(place.is_some(), "{diagnostic:?} is at no place of the text");
        assert!(!diagnostic.message.is_empty(), "{diagnostic:?}");
        assert!(!diagnostic.label.is_empty(), "{diagnostic:?}");
    }
}

fn holds(text: &str, spec: &Spec) {
    let again = parse(text).expect("it was accepted before");
    assert_eq!(again, *spec);
    assert_eq!(again.hash(), spec.hash());
    assert!(spec.clone().named(spec.name.clone()).is_ok());
    assert!(spec.trials() <= MOST_TRIALS);
    for (place, task) in spec.tasks.iter().enumerate() {
        let is_text = matches!(task, Task::Text { .. });
        let corpus = place_of_corpus(text, place);
        assert_eq!(corpus.is_some(), is_text);
        assert!(corpus.is_none_or(|corpus| text.get(corpus).is_some()));
    }
    if spec.trials() <= MOST_EXPANDED {
        can_be_planned(spec);
    }
}

fn can_be_planned(spec: &Spec) {
    let plan = plan(spec);
    assert_eq!(plan.configurations.len() as u64, spec.configurations());
    assert_eq!(plan.trials.len() as u64, spec.trials());
    let hashes: HashSet<_> = (plan.configurations.iter())
        .map(Configuration::hash)
        .collect();
    assert_eq!(hashes.len(), plan.configurations.len(), "two are equal");
    for configuration in &plan.configurations {
        let cost = predicted_cost(configuration);
        assert!(cost.is_finite() && cost > 0.0, "{configuration:?}: {cost}");
        stored::comes_back(configuration);
        let wire = v1::Configuration::from(configuration);
        let again = Configuration::try_from(wire).expect("it was made from one");
        assert_eq!(again, *configuration);
    }
}
