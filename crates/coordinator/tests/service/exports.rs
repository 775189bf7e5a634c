//! Whole sweeps as rows.

use dwell_proto::v1::{self, ExportTable, export_response::Part, export_value::Value, fact::What};
use tonic::{Code, Status};

use crate::{
    cluster::{Cluster, LONG, SPEC, one_trial, soon},
    fake_worker::{attempt, evaluation},
};

/// An export that was read to its end.
struct Exported {
    columns: Vec<v1::ExportColumn>,
    rows: Vec<v1::ExportRow>,
}

async fn export(
    cluster: &Cluster,
    table: ExportTable,
    provenance: bool,
) -> Result<Exported, Status> {
    let request = v1::ExportRequest {
        sweep: "last".into(),
        table: table.into(),
        provenance,
    };
    let mut messages = cluster.results().await.export(request).await?.into_inner();
    let first = soon(messages.message()).await?.unwrap().part;
    let Some(Part::Columns(columns)) = first else {
        panic!("columns come first: {first:?}");
    };
    let mut rows = Vec::new();
    while let Some(message) = soon(messages.message()).await? {
        match message.part {
            Some(Part::Rows(batch)) => rows.extend(batch.rows),
            other => panic!("rows come next: {other:?}"),
        }
    }
    let columns = columns.columns;
    Ok(Exported { columns, rows })
}

impl Exported {
    /// The values of a column.
    fn values(&self, name: &str) -> Vec<Option<Value>> {
        let place = self.columns.iter().position(|column| column.name == name);
        let place = place.unwrap_or_else(|| panic!("there is no column {name}"));
        let values = self.rows.iter().map(|row| row.values[place].value.clone());
        values.collect()
    }

    fn integers(&self, name: &str) -> Vec<i64> {
        let integer = |value| match value {
            Some(Value::Integer(number)) => number,
            other => panic!("{name}: {other:?}"),
        };
        self.values(name).into_iter().map(integer).collect()
    }
}

/// A sweep of six trials that have all completed.
async fn completed() -> Cluster {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let mut worker = cluster.worker(8).await;
    loop {
        let assignments = worker.ask(0).await;
        if assignments.is_empty() {
            return cluster;
        }
        for assignment in &assignments {
            let held = attempt(assignment);
            let half_way = evaluation(50, 0.75, vec![10]);
            worker.tell(&held, What::Evaluated(half_way)).await;
            worker.complete(&held, 0.25, 3).await;
        }
    }
}

#[tokio::test]
async fn trials_come_in_their_order_with_settings_and_results() {
    let cluster = completed().await;
    let trials = export(&cluster, ExportTable::Trials, false).await.unwrap();
    assert_eq!(trials.integers("number"), [1, 2, 3, 4, 5, 6]);
    assert_eq!(trials.integers("seed"), [0, 1, 0, 1, 0, 1]);
    let real = |number| Some(Value::Real(number));
    let costs = [None, None, real(1e-3), real(1e-3), real(1e-1), real(1e-1)];
    assert_eq!(trials.values("ponder_cost"), costs);
    assert_eq!(trials.values("error"), vec![real(0.25); 6]);
    assert_eq!(trials.integers("ponder_max"), [3; 6]);
    let name = Some(Value::Text("small".into()));
    assert_eq!(trials.values("sweep_name"), vec![name; 6]);
}

#[tokio::test]
async fn every_value_is_of_its_columns_kind() {
    let cluster = completed().await;
    for table in 1..=6 {
        let table = ExportTable::try_from(table).unwrap();
        let exported = export(&cluster, table, true).await.unwrap();
        for row in &exported.rows {
            assert_eq!(row.values.len(), exported.columns.len());
            for (column, value) in exported.columns.iter().zip(&row.values) {
                let kind = value.value.as_ref().map(|value| match value {
                    Value::Integer(_) => v1::ColumnKind::Integer,
                    Value::Real(_) => v1::ColumnKind::Real,
                    Value::Text(_) => v1::ColumnKind::Text,
                    Value::Boolean(_) => v1::ColumnKind::Boolean,
                });
                assert!(kind.is_none_or(|kind| kind == column.kind()), "{column:?}");
            }
        }
    }
}

#[tokio::test]
async fn provenance_adds_columns_and_leaves_the_others() {
    let cluster = completed().await;
    for (table, added) in [
        (ExportTable::Trials, "host"),
        (ExportTable::Configurations, "mean_seconds"),
        (ExportTable::Evaluations, "attempt"),
        (ExportTable::Histogram, "trial"),
        (ExportTable::Profile, "trial"),
        (ExportTable::Traces, "trial"),
    ] {
        let plain = export(&cluster, table, false).await.unwrap();
        let full = export(&cluster, table, true).await.unwrap();
        let common = plain.columns.len();
        assert_eq!(full.columns[..common], plain.columns[..]);
        assert_eq!(full.rows.len(), plain.rows.len());
        for (full, plain) in full.rows.iter().zip(&plain.rows) {
            assert_eq!(full.values[..common], plain.values[..]);
        }
        let has = |exported: &Exported| exported.columns.iter().any(|c| c.name == added);
        assert_eq!((has(&plain), has(&full)), (false, true), "{table:?}");
    }
    let trials = export(&cluster, ExportTable::Trials, true).await.unwrap();
    let host = Some(Value::Text("here".into()));
    assert_eq!(trials.values("host"), vec![host; 6]);
}

#[tokio::test]
async fn what_belongs_to_trials_comes_in_the_order_of_their_numbers() {
    let cluster = completed().await;
    let evaluations = export(&cluster, ExportTable::Evaluations, false);
    let evaluations = evaluations.await.unwrap();
    let each_twice: Vec<i64> = (1..=6).flat_map(|number| [number, number]).collect();
    assert_eq!(evaluations.integers("number"), each_twice);
    assert_eq!(evaluations.integers("step"), [50, 100].repeat(6));

    let histogram = export(&cluster, ExportTable::Histogram, false);
    let histogram = histogram.await.unwrap();
    assert_eq!(histogram.integers("number"), [1, 2, 3, 4, 5, 6]);
    assert_eq!(histogram.integers("ponder"), [3; 6]);
    assert_eq!(histogram.integers("samples"), [10; 6]);

    let traces = export(&cluster, ExportTable::Traces, false).await.unwrap();
    assert_eq!(traces.integers("number"), [1, 2, 3, 4, 5, 6]);
    assert_eq!(traces.values("entropy"), vec![None; 6]);
}

#[tokio::test]
async fn configurations_are_aggregated_over_their_seeds() {
    let cluster = completed().await;
    let table = ExportTable::Configurations;
    let configurations = export(&cluster, table, false).await.unwrap();
    assert_eq!(configurations.integers("place"), [0, 1, 2]);
    assert_eq!(configurations.integers("seeds"), [2; 3]);
    assert_eq!(configurations.integers("results"), [2; 3]);
    let error = Some(Value::Real(0.25));
    assert_eq!(configurations.values("median_error"), vec![error; 3]);
    assert_eq!(configurations.values("updates_to_solve"), vec![None; 3]);
    assert_eq!(configurations.integers("censored"), [2; 3]);
}

#[tokio::test]
async fn profiles_come_by_axis_and_key() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(&one_trial("profiled")).await;
    let mut worker = cluster.worker(1).await;
    let held = attempt(&worker.acquire().await[0]);
    let mut result = crate::fake_worker::result(0.5, 2);
    let point = |axis: v1::Axis, key| v1::ProfilePoint {
        axis: axis.into(),
        key,
        samples: 5,
        mean_ponder: 1.5,
        error: 0.5,
    };
    let ponder = result.evaluation.as_mut().unwrap().ponder.as_mut();
    ponder.unwrap().profile = vec![
        point(v1::Axis::CharacterClass, 4),
        point(v1::Axis::Position, 10),
        point(v1::Axis::Position, 9),
        point(v1::Axis::Difficulty, 1),
    ];
    worker.tell(&held, What::Completed(result)).await;

    let profile = export(&cluster, ExportTable::Profile, false).await.unwrap();
    assert_eq!(profile.integers("key"), [1, 9, 10, 4]);
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let axes = ["difficulty", "position", "position", "character_class"];
    assert_eq!(profile.values("axis"), axes.map(text));
    let classes = [None, None, None, text("comma")];
    assert_eq!(profile.values("character_class"), classes);
}

#[tokio::test]
async fn a_sweep_without_results_has_trials_and_nothing_else() {
    let cluster = Cluster::start(LONG).await;
    cluster.submit(SPEC).await;
    let trials = export(&cluster, ExportTable::Trials, true).await.unwrap();
    assert_eq!(trials.values("verdict"), vec![None; 6]);
    assert_eq!(trials.values("worker"), vec![None; 6]);
    for table in [
        ExportTable::Evaluations,
        ExportTable::Histogram,
        ExportTable::Profile,
        ExportTable::Traces,
    ] {
        let exported = export(&cluster, table, false).await.unwrap();
        assert_eq!(exported.rows, [], "{table:?}");
    }
}

#[tokio::test]
async fn a_sweep_of_more_trials_than_a_page_is_exported_whole() {
    let cluster = Cluster::start(LONG).await;
    let many = SPEC.replace("seeds = 2", "seeds = 150");
    cluster.submit(&many).await;
    let trials = export(&cluster, ExportTable::Trials, false).await.unwrap();
    assert_eq!(trials.integers("number"), (1..=450).collect::<Vec<_>>());
    let table = ExportTable::Configurations;
    let configurations = export(&cluster, table, false).await.unwrap();
    assert_eq!(configurations.integers("seeds"), [150; 3]);
}

#[tokio::test]
async fn what_cannot_be_exported_is_refused_before_the_columns() {
    let cluster = Cluster::start(LONG).await;
    let nothing = export(&cluster, ExportTable::Trials, false).await;
    assert_eq!(nothing.err().unwrap().code(), Code::NotFound);
    cluster.submit(SPEC).await;
    let unknown = export(&cluster, ExportTable::Unspecified, false).await;
    let unknown = unknown.err().unwrap();
    assert_eq!(unknown.code(), Code::InvalidArgument);
    assert_eq!(unknown.message(), "`table` has an unknown value");
}
