//! The facts that the coordinator has not acknowledged yet, in order.
//!
//! Pure. What the outbox holds is bounded by what the held attempts can still say: with the
//! coordinator gone no new attempt arrives, so the facts end when the attempts do.

use std::collections::VecDeque;

use dwell_proto::{
    limits,
    v1::{self, fact::What},
};
use prost::Message as _;

use crate::attempt::AttemptKey;

/// The most that one report carries, far below the limit of a message.
const BATCH_BYTES: usize = 1 << 20;

/// The place of a fact in the order of one daemon's life, from 1.
pub(crate) type Sequence = u64;

/// Facts in ascending order of their sequence.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    facts: VecDeque<v1::Fact>,
    last: Sequence,
}

impl Outbox {
    /// Adds a fact behind all others, and says which place it got.
    pub(crate) fn push(&mut self, attempt: AttemptKey, what: What) -> Sequence {
        self.last += 1;
        self.facts.push_back(v1::Fact {
            sequence: self.last,
            attempt: Some(attempt.into()),
            what: Some(what),
        });
        self.last
    }

    /// The oldest facts, as many as fit into a report: at least one unless there is none.
    pub(crate) fn batch(&self) -> Vec<v1::Fact> {
        let mut bytes = 0;
        let oldest = self.facts.iter().take(limits::FACTS);
        let fits = oldest.take_while(|fact| {
            let first = bytes == 0;
            bytes += fact.encoded_len();
            first || bytes <= BATCH_BYTES
        });
        fits.cloned().collect()
    }

    /// Forgets the facts up to this one: they are committed.
    pub(crate) fn acknowledge(&mut self, up_to: Sequence) {
        let kept = self.facts.partition_point(|fact| fact.sequence <= up_to);
        self.facts.drain(..kept);
    }

    /// Forgets the facts of an attempt that nobody wants to hear of any more.
    pub(crate) fn forget(&mut self, attempt: AttemptKey) {
        let attempt = Some(attempt.into());
        self.facts.retain(|fact| fact.attempt != attempt);
    }

    /// The place of the last fact.
    pub(crate) const fn last(&self) -> Sequence {
        self.last
    }

    /// Up to which place nothing is left to be acknowledged.
    pub(crate) fn told(&self) -> Sequence {
        let oldest = self.facts.front();
        oldest.map_or(self.last, |fact| fact.sequence - 1)
    }

    /// Whether every fact is acknowledged.
    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }
}
