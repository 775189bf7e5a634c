//! What single settings accept: words, names, flags and the limits of real numbers.

use toml::{Spanned, de::DeValue};

use super::{
    diagnostic::Diagnostic,
    kind::{Kind, Real, Word, wrong_type},
    name,
    resolved::Strategy,
};
use crate::{
    model::Cell,
    quantity::{LearningRate, PonderCost, PricePerHour},
};

/// `cell`.
pub(super) static CELL: Word<Cell> = Word {
    known: &[("rnn", Cell::Rnn), ("lstm", Cell::Lstm), ("gru", Cell::Gru)],
    planned: &[],
};

/// `strategy`.
pub(super) static STRATEGY: Word<Strategy> = Word {
    known: &[("grid", Strategy::Grid)],
    planned: &["random", "target-ponder", "refine-frontier", "tpe"],
};

/// `rule` of `[prune]`.
pub(super) static PRUNE_RULE: Word<()> = Word {
    known: &[("none", ())],
    planned: &["asha", "median", "hyperband"],
};

/// `learning_rate`.
pub(super) static LEARNING_RATE: Real<LearningRate> = Real {
    expected: "a number above 0 and at most 1",
    accept: |number| {
        LearningRate::new(number)
            .ok()
            .filter(|rate| rate.get() <= 1.0)
    },
};

/// One value of `ponder_cost`.
pub(super) static PONDER_COST: Real<PonderCost> = Real {
    expected: "a number from 0 to 1000",
    accept: |number| {
        PonderCost::new(number)
            .ok()
            .filter(|cost| cost.get() <= 1000.0)
    },
};

/// `stop_at_error`.
pub(super) static ERROR: Real<Option<f64>> = Real {
    expected: "a share from 0 to 1, or bits per character from 0 to 8",
    accept: |number| (0.0..=8.0).contains(&number).then_some(Some(number + 0.0)),
};

/// `gradient_clip`.
pub(super) static GRADIENT_CLIP: Real<Option<f64>> = Real {
    expected: "a finite number above 0",
    accept: |number| (number.is_finite() && number > 0.0).then_some(Some(number)),
};

/// `price_per_hour`.
pub(super) static PRICE: Real<PricePerHour> = Real {
    expected: "a number from 1e-6 to 1e9",
    accept: |number| PricePerHour::new(number).ok(),
};

/// `true` or `false`.
pub(super) struct Flag;

impl Kind for Flag {
    type Value = bool;

    fn read(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<bool, Diagnostic> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Ok(*flag),
            _ => Err(wrong_type(key, value, &self.expected())),
        }
    }

    fn expected(&self) -> String {
        "true or false".to_owned()
    }
}

/// The name of a sweep: what a person types to mean it.
pub(super) struct Name;

impl Kind for Name {
    type Value = String;

    fn read(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<String, Diagnostic> {
        let DeValue::String(text) = value.get_ref() else {
            return Err(wrong_type(key, value, &self.expected()));
        };
        match name::fault(text) {
            None => Ok(text.clone().into_owned()),
            Some(fault) => Err(Diagnostic {
                code: "invalid-name",
                message: format!("`{key}` must be {}", name::EXPECTED),
                span: value.span(),
                label: fault.to_owned(),
                help: String::new(),
            }),
        }
    }

    fn expected(&self) -> String {
        name::EXPECTED.to_owned()
    }
}
