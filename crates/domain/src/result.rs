//! How a trial ends: the accepted result with its verdict and digest, or a failure.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    configuration::Configuration, evaluation::Evaluation, latency::Latency, task::Metric,
    trace::Trace,
};

/// What became of a completed trial, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The final error is at most [`Verdict::SOLVED_ERROR`].
    Solved,
    /// Trained to its end, with none of the other outcomes.
    Learned,
    /// Adaptive halting that gives every input step a single update.
    Collapsed,
    /// Adaptive halting that sits at the cap M on most input steps.
    Saturated,
    /// The loss stopped being finite.
    Diverged,
}

impl Verdict {
    /// A trial solves its task at 98 % of right sequences (Fojo et al. 2018).
    pub const SOLVED_ERROR: f64 = 0.02;

    /// Every verdict.
    pub const ALL: [Self; 5] = [
        Self::Solved,
        Self::Learned,
        Self::Collapsed,
        Self::Saturated,
        Self::Diverged,
    ];

    /// Judges a final evaluation.
    pub fn of(configuration: &Configuration, last: &Evaluation) -> Self {
        let thinks = configuration.model.halting.is_adaptive();
        let can_be_solved = configuration.task.metric() == Metric::SequenceError;
        if last.loss.is_none() {
            Self::Diverged
        } else if can_be_solved && last.error <= Self::SOLVED_ERROR {
            Self::Solved
        } else if thinks && last.ponder.max() <= 1 {
            Self::Collapsed
        } else if thinks && last.ponder.share_at_cap > 0.5 {
            Self::Saturated
        } else {
            Self::Learned
        }
    }

    /// The word for it in tables, in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Learned => "learned",
            Self::Collapsed => "collapsed",
            Self::Saturated => "saturated",
            Self::Diverged => "diverged",
        }
    }

    /// The verdict that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == word)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// BLAKE3 over the bits of every evaluation of a trial: a repeated attempt on the same kind of
/// machine has the same digest, or something is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MetricsDigest(pub [u8; 32]);

impl MetricsDigest {
    /// Chains one more evaluation onto the digest of those before it.
    #[must_use]
    pub fn and(self, evaluation: &Evaluation) -> Self {
        let json = serde_json::to_vec(evaluation).expect("an evaluation is plain data");
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0).update(&json);
        Self(*hasher.finalize().as_bytes())
    }

    /// Chains all evaluations of a trial, in the order of their steps.
    pub fn of<'a>(evaluations: impl IntoIterator<Item = &'a Evaluation>) -> Self {
        evaluations.into_iter().fold(Self::empty(), Self::and)
    }

    /// The digest of no evaluation at all.
    pub const fn empty() -> Self {
        Self([0; 32])
    }

    /// Reads the 64 hexadecimal digits that `Display` writes.
    pub fn from_hex(text: &str) -> Option<Self> {
        blake3::Hash::from_hex(text)
            .ok()
            .map(|hash| Self(*hash.as_bytes()))
    }
}

impl fmt::Display for MetricsDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        blake3::Hash::from_bytes(self.0).to_hex().fmt(f)
    }
}

impl fmt::Debug for MetricsDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MetricsDigest({self})")
    }
}

/// What decides the low bits of a result; digests are compared only where these agree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Numerics {
    /// `cpu`, or the name of the CUDA device.
    pub device: String,
    /// Version of libtorch.
    pub libtorch: String,
    /// The vector instructions that libtorch uses on the CPU, such as `AVX2`.
    pub cpu_capability: String,
}

/// The accepted end of a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialResult {
    /// The last evaluation.
    pub evaluation: Evaluation,
    /// Some of its sequences, step by step.
    pub traces: Vec<Trace>,
    /// What became of the trial.
    pub verdict: Verdict,
    /// Over all its evaluations, also those before a resume.
    pub digest: MetricsDigest,
    /// What decided its low bits.
    pub numerics: Numerics,
    /// Seconds of training in this attempt, evaluations included; differs from run to run.
    pub seconds: f64,
    /// How long the trained network takes to answer; differs from run to run.
    pub latency: Latency,
}

/// Why an attempt failed, as far as it decides what happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The trainer died or could not be started; the trial may or may not be at fault.
    Crashed,
    /// The device had not enough memory.
    OutOfMemory,
    /// The trial cannot be trained as it is.
    Invalid,
}

impl FailureKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Crashed, Self::OutOfMemory, Self::Invalid];

    /// The word for it in tables, in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crashed => "crashed",
            Self::OutOfMemory => "out_of_memory",
            Self::Invalid => "invalid",
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A failed attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// What the trainer or the daemon said.
    pub message: String,
}
