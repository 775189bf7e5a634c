//! Trials and the trade-off.

use dwell_proto::v1::{self, TrialState, fact::What};
use tonic::Code;

use crate::{
    cluster::{Cluster, LONG, SPEC, one_trial},
    fake_worker::{FakeWorker, attempt, evaluation, result},
};

/// Completes everything in the queue: the error and N of a trial follow from its halting.
async fn complete_all(worker: &mut FakeWorker) {
    loop {
        let assignments = worker.ask(0).await;
        if assignments.is_empty() {
            return;
        }
        for assignment in &assignments {
            let (error, ponder) = outcome(assignment);
            worker.complete(&attempt(assignment), error, ponder).await;
        }
    }
}

fn outcome(assignment: &v1::Assignment) -> (f64, usize) {
    use v1::halting::Kind;
    let model = assignment.configuration.as_ref().unwrap().model.as_ref();
    match model.unwrap().halting.as_ref().unwrap().kind.unwrap() {
        Kind::None(_) => (0.5, 1),
        Kind::Act(act) if act.ponder_cost < 1e-2 => (0.01, 4),
        Kind::Act(_) | Kind::Repeat(_) | Kind::PonderNet(_) => (0.6, 2),
    }
}

#[tokio::test]
async fn the_tradeoff_aggregates_seeds_and_marks_the_frontier() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    complete_all(&mut cluster.worker(4).await).await;
    assert_eq!(cluster.last().await.state(), v1::SweepState::Completed);

    let request = v1::TradeoffRequest {
        sweeps: vec!["last".into()],
    };
    let response = cluster.results().await.tradeoff(request).await.unwrap();
    let rows = response.into_inner().rows;
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            let (error, ponder) = (row.error.unwrap(), row.ponder.unwrap());
            (
                (row.seeds, row.completed, row.solved),
                (error.median, ponder.median),
                row.on_frontier,
            )
        })
        .collect();
    let expected = [
        ((2, 2, 0), (0.5, 1.0), true),
        ((2, 2, 2), (0.01, 4.0), true),
        ((2, 2, 0), (0.6, 2.0), false),
    ];
    assert_eq!(shown, expected);
    assert!(rows.iter().all(|row| row.digests == [[7; 32], [7; 32]]));
}

#[tokio::test]
async fn the_tradeoff_says_what_answers_cost_at_the_price_that_was_said_last() {
    let cluster = Cluster::start(LONG).await;
    let priced = |price: f64| format!("{SPEC}\n[resources]\nprice_per_hour = {price}\n");
    cluster.submit(&priced(2.5)).await;
    complete_all(&mut cluster.worker(4).await).await;
    cluster.submit(&priced(3.5)).await;

    let request = v1::TradeoffRequest {
        sweeps: vec!["last".into()],
    };
    let response = cluster.results().await.tradeoff(request).await.unwrap();
    let costs = response.into_inner().rows.into_iter().map(|row| row.cost);
    let costs: Vec<v1::AnswerCost> = costs.map(Option::unwrap).collect();
    let latencies: Vec<_> = costs
        .iter()
        .map(|cost| (cost.latency_1_ms.unwrap(), cost.latency_128_ms.unwrap()))
        .map(|(one, batch)| (one.median, batch.median))
        .collect();
    assert_eq!(latencies, [(0.5, 0.125), (2.0, 0.5), (1.0, 0.25)]);
    for cost in &costs {
        assert_eq!(cost.price_per_hour, Some(3.5));
        assert_eq!(cost.devices, ["cpu"]);
    }
}

#[tokio::test]
async fn a_configuration_can_be_asked_for_alone() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    complete_all(&mut cluster.worker(4).await).await;
    let mut client = cluster.results().await;
    let request = |selector: &str| v1::TradeoffRequest {
        sweeps: vec![selector.to_owned()],
    };
    let all = client.tradeoff(request("last")).await.unwrap();
    let all = all.into_inner().rows;
    let one = client.tradeoff(request(&all[1].configuration_id)).await;
    assert_eq!(one.unwrap().into_inner().rows, all[1..2]);

    let refused = client.tradeoff(request("nothing")).await.unwrap_err();
    assert_eq!(refused.message(), "no sweep is named `nothing`");
}

#[tokio::test]
async fn before_the_first_result_a_row_has_no_numbers() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("early")).await;
    let request = v1::TradeoffRequest {
        sweeps: vec!["early".into()],
    };
    let response = cluster.results().await.tradeoff(request).await.unwrap();
    let row = &response.into_inner().rows[0];
    assert_eq!((row.seeds, row.completed, row.error), (1, 0, None));
    assert!(!row.on_frontier);
}

#[tokio::test]
async fn trials_are_listed_by_number_page_by_page() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut client = cluster.results().await;
    let mut numbers = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = v1::TrialsRequest {
            sweep: "last".into(),
            states: vec![TrialState::Queued.into()],
            page_size: 4,
            page_token,
        };
        let page = client.trials(request).await.unwrap().into_inner();
        numbers.push(page.trials.iter().map(|t| t.number).collect::<Vec<_>>());
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(numbers, [vec![1, 2, 3, 4], vec![5, 6]]);
}

#[tokio::test]
async fn a_state_of_a_later_version_is_refused() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let request = v1::TrialsRequest {
        sweep: "last".into(),
        states: vec![0],
        ..Default::default()
    };
    let status = cluster.results().await.trials(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.message(), "`trial.state` has an unknown value");
}

#[tokio::test]
async fn a_trial_shows_its_evaluations_and_attempts() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("told")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let half_way = evaluation(50, 0.4, vec![10]);
    worker.tell(&held, What::Evaluated(half_way.clone())).await;
    assert_eq!(cluster.last().await.best_error, Some(0.4));

    let crash = v1::Failure {
        kind: v1::FailureKind::Invalid.into(),
        message: "cannot be trained".into(),
    };
    worker.tell(&held, What::Failed(crash)).await;
    let detail = cluster.trial(1).await;
    assert_eq!(detail.evaluations, [half_way]);
    let trial = detail.trial.unwrap();
    assert_eq!(trial.state(), TrialState::Failed);
    assert_eq!(trial.worker_id, worker.id);
    let only = &detail.attempts[0];
    assert_eq!(only.outcome, "failed");
    assert!(only.message.contains("cannot be trained"));
}

#[tokio::test]
async fn a_completed_trial_shows_its_traces_and_a_list_does_not() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("traced")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    worker.complete(&held, 0.5, 3).await;

    let shown = cluster.trial(1).await.trial.unwrap().result;
    assert_eq!(shown, Some(result(0.5, 3)));
    let request = v1::TrialsRequest {
        sweep: "traced".into(),
        ..Default::default()
    };
    let page = cluster.results().await.trials(request).await.unwrap();
    let listed = page.into_inner().trials.remove(0).result.unwrap();
    assert_eq!(listed.traces, []);
}

#[tokio::test]
async fn a_result_that_says_two_things_of_one_is_refused() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("twice")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let mut spoiled = result(0.5, 3);
    let again = spoiled.traces[0].clone();
    spoiled.traces.push(again);
    let request = v1::ReportRequest {
        worker_id: worker.id.clone(),
        facts: vec![v1::Fact {
            sequence: 1,
            attempt: Some(held),
            what: Some(What::Completed(spoiled)),
        }],
        ..Default::default()
    };
    let status = worker.client.report(request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.message(), "a sequence's trace is told twice");
}
