//! What the domain says survives the wire: encoded, decoded and converted back, it is the same.

use dwell_domain::{
    Attempt, Axis, Cell, Configuration, ConfigurationId, Corpus, CorpusContent, Evaluation,
    Failure, FailureKind, Halting, Latency, LearningRate, MetricsDigest, Milliseconds, Model,
    Numerics, PonderCost, PonderStatistics, PricePerHour, PriorMean, ProfilePoint, Sampler, Seed,
    Step, Task, Trace, TraceStep, Training, TrialId, TrialResult, Verdict,
    tradeoff::{AnswerCost, Interval, SeedOutcome, TradeoffRow},
};
use dwell_proto::{Malformed, limits, v1};
use proptest::{collection::vec, option, prelude::*, sample::select};
use prost::Message;
use uuid::Uuid;

/// Sends a value over the wire and back.
fn sent<D, W>(value: &D) -> Result<D, Malformed>
where
    W: for<'a> From<&'a D> + Message + Default,
    D: TryFrom<W>,
    Malformed: From<D::Error>,
{
    let bytes = W::from(value).encode_to_vec();
    let message = W::decode(bytes.as_slice()).expect("what was encoded decodes");
    Ok(D::try_from(message)?)
}

fn finite() -> impl Strategy<Value = f64> {
    prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL
}

fn halting() -> impl Strategy<Value = Halting> {
    prop_oneof![
        Just(Halting::None),
        (1..50_u32).prop_map(|updates| Halting::Repeat { updates }),
        (0.0..1e3_f64).prop_map(|cost| Halting::Act {
            ponder_cost: PonderCost::new(cost).unwrap()
        }),
        (
            0.0..1e3_f64,
            1.0..1e3_f64,
            select(vec![Sampler::Bernoulli, Sampler::Mean])
        )
            .prop_map(|(cost, mean, sampler)| Halting::PonderNet {
                ponder_cost: PonderCost::new(cost).unwrap(),
                prior_mean: PriorMean::new(mean).unwrap(),
                sampler,
            }),
    ]
}

fn corpus() -> impl Strategy<Value = Corpus> {
    let content = option::of((any::<u64>(), "[0-9a-f]{64}"));
    ("[a-z/.]{1,12}", content).prop_map(|(file, content)| Corpus {
        file,
        content: content.map(|(bytes, blake3)| CorpusContent { bytes, blake3 }),
    })
}

fn task() -> impl Strategy<Value = Task> {
    prop_oneof![
        any::<u32>().prop_map(|bits| Task::Parity { bits }),
        any::<(u32, u32)>().prop_map(|(gates, length)| Task::Logic { gates, length }),
        any::<(u32, u32)>().prop_map(|(digits, length)| Task::Addition { digits, length }),
        any::<u32>().prop_map(|length| Task::Sort { length }),
        (corpus(), any::<u32>()).prop_map(|(corpus, length)| Task::Text { corpus, length }),
    ]
}

prop_compose! {
    fn training()(
        batch: u32,
        updates: u64,
        learning_rate in 1e-9..1.0_f64,
        evaluate_every: u64,
        evaluation_sequences: u32,
        checkpoint_every: u64,
        stop_at_error in option::of(0.0..1.0_f64),
        gradient_clip in option::of(0.1..10.0_f64),
        keep_weights: bool,
    ) -> Training {
        Training {
            batch,
            updates,
            learning_rate: LearningRate::new(learning_rate).unwrap(),
            evaluate_every,
            evaluation_sequences,
            checkpoint_every,
            stop_at_error,
            gradient_clip,
            keep_weights,
        }
    }
}

prop_compose! {
    fn configuration()(
        task in task(),
        cell in select(Cell::ALL.to_vec()),
        hidden: u32,
        max_ponder: u32,
        halting in halting(),
        train in training(),
    ) -> Configuration {
        Configuration {
            task,
            model: Model { cell, hidden, max_ponder, halting },
            train,
        }
    }
}

prop_compose! {
    fn profile_point()(
        axis in select(vec![Axis::Difficulty, Axis::Position, Axis::CharacterClass]),
        key: u32,
        samples in 0..=limits::COUNT,
        mean_ponder in finite(),
        error in 0.0..1.0_f64,
    ) -> ProfilePoint {
        ProfilePoint { axis, key, samples, mean_ponder, error }
    }
}

prop_compose! {
    fn evaluation()(
        step in 0..=limits::STEP,
        loss in option::of(finite()),
        training_loss in option::of(finite()),
        error in 0.0..1.0_f64,
        histogram in vec(0..limits::COUNT / 400, 0..20),
        mean_remainder in option::of(0.0..1.0_f64),
        mean_batch_max in finite(),
        share_at_cap in 0.0..1.0_f64,
        profile in vec(profile_point(), 0..8),
    ) -> Evaluation {
        let ponder =
            PonderStatistics { histogram, mean_remainder, mean_batch_max, share_at_cap, profile };
        Evaluation { step: Step(step), loss, training_loss, error, ponder }
    }
}

prop_compose! {
    fn trace_step()(
        input in "[a-z +-]{0,6}",
        ponder: u32,
        loss in option::of(finite()),
        entropy in option::of(finite()),
    ) -> TraceStep {
        TraceStep { input, ponder, loss, entropy }
    }
}

prop_compose! {
    fn trace()(row: u32, steps in vec(trace_step(), 0..5)) -> Trace {
        Trace { row, steps }
    }
}

fn milliseconds() -> impl Strategy<Value = Milliseconds> {
    (1e-6..1e6).prop_map(|number| Milliseconds::new(number).unwrap())
}

prop_compose! {
    fn latency()(
        batch_1 in option::of(milliseconds()),
        batch_128 in option::of(milliseconds()),
    ) -> Latency {
        Latency { batch_1, batch_128 }
    }
}

prop_compose! {
    fn result()(
        evaluation in evaluation(),
        traces in vec(trace(), 0..3),
        verdict in select(Verdict::ALL.to_vec()),
        digest: [u8; 32],
        words in ("[a-z0-9:]{0,8}", "[0-9.]{0,8}", "[A-Z0-9]{0,8}"),
        seconds in finite(),
        latency in latency(),
    ) -> TrialResult {
        let (device, libtorch, cpu_capability) = words;
        let numerics = Numerics { device, libtorch, cpu_capability };
        let digest = MetricsDigest(digest);
        TrialResult { evaluation, traces, verdict, digest, numerics, seconds, latency }
    }
}

prop_compose! {
    fn interval()(median in finite(), low in finite(), high in finite()) -> Interval {
        Interval { median, low, high }
    }
}

prop_compose! {
    fn seed_outcome()(
        seed: u64,
        error in finite(),
        ponder in finite(),
        solved_at in option::of(any::<u64>()),
    ) -> SeedOutcome {
        SeedOutcome { seed: Seed(seed), error, ponder, solved_at: solved_at.map(Step) }
    }
}

prop_compose! {
    fn answer_cost()(
        latency_1 in option::of(interval()),
        latency_128 in option::of(interval()),
        price in option::of(1e-3..1e3),
        devices in vec("[a-z0-9 ]{1,8}", 0..3),
    ) -> AnswerCost {
        let price_per_hour = price.map(|price| PricePerHour::new(price).unwrap());
        AnswerCost { latency_1, latency_128, price_per_hour, devices }
    }
}

prop_compose! {
    fn tradeoff_row()(
        sweep in ".{0,12}",
        id: u128,
        configuration in configuration(),
        counts: (u32, u32, u32),
        metrics in option::of((interval(), interval())),
        on_frontier: bool,
        digests in vec(any::<[u8; 32]>(), 0..4),
        outcomes in vec(seed_outcome(), 0..4),
        cost in answer_cost(),
    ) -> TradeoffRow {
        let (seeds, completed, solved) = counts;
        TradeoffRow {
            sweep,
            configuration_id: ConfigurationId::from_uuid(Uuid::from_u128(id)),
            configuration,
            seeds,
            completed,
            solved,
            error: metrics.map(|(error, _)| error),
            ponder: metrics.map(|(_, ponder)| ponder),
            on_frontier,
            digests: digests.into_iter().map(MetricsDigest).collect(),
            outcomes,
            cost,
        }
    }
}

proptest! {
    #[test]
    fn a_configuration_survives_the_wire(configuration in configuration()) {
        let back = sent::<_, v1::Configuration>(&configuration).unwrap();
        prop_assert_eq!(back.hash(), configuration.hash());
        prop_assert_eq!(back, configuration);
    }

    #[test]
    fn a_result_survives_the_wire(result in result()) {
        prop_assert_eq!(sent::<_, v1::TrialResult>(&result).unwrap(), result);
    }

    #[test]
    fn a_failure_survives_the_wire(
        kind in select(FailureKind::ALL.to_vec()),
        message in ".{0,40}",
    ) {
        let failure = Failure { kind, message };
        prop_assert_eq!(sent::<_, v1::Failure>(&failure).unwrap(), failure);
    }

    #[test]
    fn a_row_of_a_tradeoff_survives_the_wire(row in tradeoff_row()) {
        prop_assert_eq!(sent::<_, v1::TradeoffRow>(&row).unwrap(), row);
    }

    #[test]
    fn an_attempt_survives_the_wire(id: u128, number: u32) {
        let trial = TrialId::from_uuid(Uuid::from_u128(id));
        let message = v1::AttemptId::new(trial, Attempt(number));
        prop_assert_eq!(message.parts().unwrap(), (trial, Attempt(number)));
    }
}

#[test]
fn a_diagnostic_points_at_the_same_bytes() {
    let diagnostic = dwell_domain::spec::Diagnostic {
        code: "unknown-key",
        message: "`sed` is not a key".into(),
        span: 12..15,
        label: "here".into(),
        help: String::new(),
    };
    let message = v1::Diagnostic::from(&diagnostic);
    assert_eq!(message.code, "unknown-key");
    let span = v1::Span {
        offset: 12,
        length: 3,
    };
    assert_eq!(message.span, Some(span));
}
