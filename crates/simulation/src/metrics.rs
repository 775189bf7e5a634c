//! What a trial measures that trains nothing: made-up numbers that follow from its configuration, its
//! seed and the step alone, as those of a real trainer do.

use dwell_domain::{
    Axis, Configuration, Evaluation, Latency, MetricsDigest, Numerics, PonderStatistics,
    ProfilePoint, Seed, Step, TrialResult, Verdict,
};

/// A trial in training: where it is, and all that it has measured.
#[derive(Clone, Debug)]
pub(crate) struct Training {
    pub(crate) configuration: Configuration,
    pub(crate) seed: Seed,
    pub(crate) step: Step,
    pub(crate) digest: MetricsDigest,
}

/// What a checkpoint says, beside ballast.
#[derive(serde::Serialize, serde::Deserialize)]
struct Checkpoint {
    configuration: Configuration,
    seed: Seed,
    step: Step,
    digest: String,
    ballast: String,
}

/// About the size of a small network's weights: several frames on the wire.
const BALLAST: usize = 40_000;

impl Training {
    /// A trial before its first update.
    pub(crate) fn afresh(configuration: Configuration, seed: Seed) -> Self {
        Self {
            configuration,
            seed,
            step: Step(0),
            digest: MetricsDigest::empty(),
        }
    }

    /// The same trial where a checkpoint left it; `None` if it is another trial's.
    pub(crate) fn resumed(self, checkpoint: &[u8]) -> Option<Self> {
        let found: Checkpoint = serde_json::from_slice(checkpoint).ok()?;
        let is_own = found.configuration == self.configuration && found.seed == self.seed;
        is_own.then_some(Self {
            step: found.step,
            digest: MetricsDigest::from_hex(&found.digest)?,
            ..self
        })
    }

    /// What to go on from.
    pub(crate) fn checkpoint(&self) -> Vec<u8> {
        let checkpoint = Checkpoint {
            configuration: self.configuration.clone(),
            seed: self.seed,
            step: self.step,
            digest: self.digest.to_string(),
            ballast: "x".repeat(BALLAST),
        };
        serde_json::to_vec(&checkpoint).expect("a checkpoint is plain data")
    }

    /// Makes one update.
    pub(crate) fn advance(&mut self) {
        self.step.0 += 1;
    }

    /// Whether all updates are made.
    pub(crate) fn is_done(&self) -> bool {
        self.step.0 >= self.configuration.train.updates
    }

    /// The evaluation that is due, which the digest covers from now on.
    pub(crate) fn evaluate_if_due(&mut self) -> Option<Evaluation> {
        let is_due = self.is_done()
            || self
                .step
                .0
                .is_multiple_of(self.configuration.train.evaluate_every);
        is_due.then(|| {
            let evaluation = self.evaluation();
            self.digest = self.digest.and(&evaluation);
            evaluation
        })
    }

    /// Whether it is time for a checkpoint.
    pub(crate) fn is_checkpoint_due(&self) -> bool {
        self.step
            .0
            .is_multiple_of(self.configuration.train.checkpoint_every)
    }

    /// The result of a trial that is done.
    pub(crate) fn result(&self, seconds: f64) -> TrialResult {
        let evaluation = self.evaluation();
        TrialResult {
            verdict: Verdict::of(&self.configuration, &evaluation),
            evaluation,
            traces: vec![],
            digest: self.digest,
            numerics: Numerics {
                device: "cpu".to_owned(),
                libtorch: "simulated".to_owned(),
                cpu_capability: "none".to_owned(),
            },
            seconds,
            latency: Latency::default(),
        }
    }

    /// What is measured at this step.
    fn evaluation(&self) -> Evaluation {
        let number = |what| self.number(what);
        let histogram = [1, 2, 3].map(|what| (number(what) * 1e3) as u64 + 1);
        let point = |key| ProfilePoint {
            axis: Axis::Difficulty,
            key,
            samples: u64::from(key) + 1,
            mean_ponder: 1.0 + number(10 + key),
            error: number(20 + key),
        };
        Evaluation {
            step: self.step,
            loss: Some(number(4)),
            training_loss: Some(number(5)),
            error: number(6),
            ponder: PonderStatistics {
                histogram: histogram.to_vec(),
                mean_remainder: Some(number(7)),
                mean_batch_max: 1.0 + number(8),
                share_at_cap: number(9),
                profile: (1..4).map(point).collect(),
            },
        }
    }

    /// A number in [0, 1) that depends on nothing else.
    fn number(&self, what: u32) -> f64 {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.configuration.hash().0);
        hasher.update(&self.seed.0.to_le_bytes());
        hasher.update(&self.step.0.to_le_bytes());
        hasher.update(&what.to_le_bytes());
        let bytes = hasher.finalize();
        let (head, _) = bytes.as_bytes().split_first_chunk().expect("32 bytes");
        (u64::from_le_bytes(*head) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
