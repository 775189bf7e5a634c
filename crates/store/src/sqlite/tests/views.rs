//! What the views say, beyond what the suite asks of them.

use dwell_domain::{
    Axis, CharacterClass, Corpus, Halting, Latency, Milliseconds, PonderCost, PricePerHour,
    PriorMean, ProfilePoint, Sampler, Task,
};
use sqlx::Row;

use super::{Opened, open};
use crate::{
    rows::HandedOut,
    suite::story::{Story, draft, plain_configuration, result},
    views::VIEWS,
};

#[tokio::test]
async fn every_view_is_documented() {
    let opened = open().await;
    let views = "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name";
    let views: Vec<String> = sqlx::query_scalar(views)
        .fetch_all(&opened.store.readers)
        .await
        .unwrap();
    let mut documented = VIEWS.map(|view| view.name);
    documented.sort_unstable();
    assert_eq!(views, documented);
}

/// Two configurations, one of them beaten, and a third without a result.
async fn a_sweep_with_results(opened: &Opened) {
    let story = Story::on(&opened.store);
    let mut sweep = draft("views", &[1e-3, 1e-2, 0.0], 2);
    sweep.configurations[2].configuration = plain_configuration();
    story.submits(sweep).await;
    let worker = story.worker().await;
    let act: Vec<HandedOut> = story.takes(worker, 4, &[]).await;
    for (held, error) in act.iter().zip([0.125, 0.375, 0.5, 1.0]) {
        story
            .says(worker)
            .completed(held, result(error))
            .sends()
            .await;
    }
}

async fn table(opened: &Opened, sql: &'static str) -> String {
    let rows = sqlx::query(sql)
        .fetch_all(&opened.store.readers)
        .await
        .unwrap();
    let rows: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    rows.join("\n")
}

#[tokio::test]
async fn the_tradeoff_is_one_query() {
    let opened = open().await;
    a_sweep_with_results(&opened).await;
    let rows = table(
        &opened,
        "SELECT concat_ws(' ', halting, ponder_cost, seeds, results, median_error, mean_error,
                          median_ponder, on_frontier)
         FROM v_tradeoff WHERE sweep_name = 'views' ORDER BY place",
    )
    .await;
    insta::assert_snapshot!(rows, @r"
    act 0.001 2 2 0.25 0.25 2.0 1
    act 0.01 2 2 0.75 0.75 2.0 0
    ");
}

#[tokio::test]
async fn latencies_are_medians_over_the_seeds_that_have_them_and_have_a_price() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    let mut sweep = draft("costs", &[1e-3, 1e-2], 3);
    sweep.price_per_hour = PricePerHour::new(3.6).ok();
    story.submits(sweep).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 6, &[]).await;
    let milliseconds = |number| Milliseconds::new(number).ok();
    let latencies = [Some(0.5), None, Some(0.25), None, None, None];
    for (held, latency) in held.iter().zip(latencies) {
        let mut result = result(0.5);
        result.latency = Latency {
            batch_1: Some(4.0).and_then(milliseconds),
            batch_128: latency.and_then(milliseconds),
        };
        story.says(worker).completed(held, result).sends().await;
    }
    let rows = table(
        &opened,
        "SELECT concat_ws(' ', results, median_latency_1_ms, median_latency_128_ms,
                          price_per_million)
         FROM v_tradeoff ORDER BY place",
    )
    .await;
    insta::assert_snapshot!(rows, @r"
    3 4.0 0.375 0.375
    3 4.0
    ");
    let told = "SELECT concat_ws(' ', number, device, latency_1_ms, latency_128_ms)
                FROM v_trials WHERE number < 3 ORDER BY number";
    insta::assert_snapshot!(table(&opened, told).await, @r"
    1 cpu 4.0 0.5
    2 cpu 4.0
    ");
    let price = "SELECT CAST(price_per_hour AS TEXT) FROM v_sweeps";
    assert_eq!(table(&opened, price).await, "3.6");
}

#[tokio::test]
async fn the_frontier_keeps_equals_and_leaves_out_what_is_beaten() {
    let points = [(0.1, 3), (0.1, 3), (0.1, 4), (0.2, 2), (0.3, 2), (0.5, 1)];
    let opened = open().await;
    let story = Story::on(&opened.store);
    story.sweep(&[0.0; 6], 1).await;
    let worker = story.worker().await;
    let held = story.takes(worker, 6, &[]).await;
    for (held, (error, ponder)) in held.iter().zip(points) {
        let mut result = result(error);
        result.evaluation.ponder.histogram = vec![0; ponder];
        result.evaluation.ponder.histogram[ponder - 1] = 4;
        story.says(worker).completed(held, result).sends().await;
    }
    let rows = table(
        &opened,
        "SELECT concat_ws(' ', median_error, median_ponder, on_frontier)
         FROM v_tradeoff ORDER BY place",
    )
    .await;
    insta::assert_snapshot!(rows, @r"
    0.1 3.0 1
    0.1 3.0 1
    0.1 4.0 0
    0.2 2.0 1
    0.3 2.0 0
    0.5 1.0 1
    ");
}

#[tokio::test]
async fn ponder_is_unfolded_by_n_difficulty_and_position() {
    let opened = open().await;
    a_sweep_with_results(&opened).await;
    let rows = table(
        &opened,
        "SELECT concat_ws(' ', 'n', ponder, samples) FROM v_ponder_histogram WHERE number = 1
         UNION ALL
         SELECT concat_ws(' ', 'difficulty', difficulty, samples, round(mean_ponder, 3))
         FROM v_ponder_by_difficulty WHERE number = 1
         UNION ALL
         SELECT concat_ws(' ', 'position', position, samples, round(mean_ponder, 3))
         FROM v_ponder_by_position WHERE number = 1",
    )
    .await;
    insta::assert_snapshot!(rows, @r"
    n 1 2
    n 2 1
    n 4 1
    difficulty 1 3 1.333
    difficulty 2 1 2.333
    position 1 4 1.333
    ");
}

#[tokio::test]
async fn traces_are_unfolded_by_step() {
    let opened = open().await;
    a_sweep_with_results(&opened).await;
    let rows = table(
        &opened,
        "SELECT concat_ws(' | ', row, step, input, ponder, round(loss, 3), round(entropy, 3))
         FROM v_ponder_traces WHERE number = 1 ORDER BY row, step",
    )
    .await;
    insta::assert_snapshot!(rows, @r"
    0 | 1 | 2 of → | 2 | 0.667 | 0.286
    0 | 2 | 1 of → | 1
    7 | 1 | 4 of → | 4 | 1.333 | 0.571
    ");
}

#[tokio::test]
async fn classes_of_characters_have_names() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    story.sweep(&[0.0], 1).await;
    let worker = story.worker().await;
    let held = story.takes_one(worker).await;
    let mut result = result(0.5);
    result.evaluation.ponder.profile = CharacterClass::ALL
        .map(|class| ProfilePoint {
            axis: Axis::CharacterClass,
            key: class.key(),
            samples: 1,
            mean_ponder: 1.0,
            error: 2.0,
        })
        .to_vec();
    story.says(worker).completed(&held, result).sends().await;
    let names = table(
        &opened,
        "SELECT character_class FROM v_ponder_by_character_class",
    )
    .await;
    let expected = CharacterClass::ALL.map(CharacterClass::name);
    assert_eq!(names, expected.join("\n"));
}

#[tokio::test]
async fn haltings_and_metrics_are_told_in_words() {
    let opened = open().await;
    let story = Story::on(&opened.store);
    let pondernet = |prior_mean, sampler| Halting::PonderNet {
        ponder_cost: PonderCost::new(1e-2).unwrap(),
        prior_mean: PriorMean::new(prior_mean).unwrap(),
        sampler,
    };
    let haltings = [
        pondernet(3.0, Sampler::Bernoulli),
        pondernet(2.5, Sampler::Mean),
        Halting::Repeat { updates: 2 },
    ];
    let mut sweep = draft("words", &[1e-3; 4], 1);
    for (new, halting) in sweep.configurations.iter_mut().zip(haltings) {
        new.configuration.model.halting = halting;
    }
    sweep.configurations[3].configuration.task = Task::Text {
        corpus: Corpus {
            file: "a.txt".into(),
            content: None,
        },
        length: 50,
    };
    story.submits(sweep).await;
    let rows = table(
        &opened,
        "SELECT concat_ws(' ', halting, ponder_cost, metric) FROM v_configurations ORDER BY place",
    )
    .await;
    insta::assert_snapshot!(rows, @r"
    pondernet:3 0.01 sequence_error
    pondernet:2.5:mean 0.01 sequence_error
    repeat:2 sequence_error
    act 0.001 bits_per_character
    ");
}

#[tokio::test]
async fn trials_attempts_and_workers_can_be_read_together() {
    let opened = open().await;
    a_sweep_with_results(&opened).await;
    let rows = table(
        &opened,
        "SELECT concat_ws(' ', t.number, t.task, t.cell, t.halting, t.state, t.verdict, t.error,
                          a.attempt, a.outcome, w.host, w.devices, w.running)
         FROM v_trials AS t
         LEFT JOIN v_attempts AS a ON a.trial = t.trial
         LEFT JOIN v_workers AS w ON w.worker = a.worker
         ORDER BY t.number",
    )
    .await;
    insta::assert_snapshot!(rows, @r"
    1 parity rnn act completed learned 0.125 1 completed ada cpu cpu 2
    2 parity rnn act completed learned 0.375 1 completed ada cpu cpu 2
    3 parity rnn act completed learned 0.5 1 completed ada cpu cpu 2
    4 parity rnn act completed learned 1.0 1 completed ada cpu cpu 2
    5 parity rnn none running 1 ada cpu cpu 2
    6 parity rnn none running 1 ada cpu cpu 2
    ");
}
