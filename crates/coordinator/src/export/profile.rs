//! Ponder and error by difficulty, position and character class, in the results of a sweep.

use dwell_domain::{Axis, CharacterClass, ProfilePoint, TrialId};
use dwell_store::rows::TrialRow;

use super::{
    column::{Column, integer, real, text},
    table::{Page, Source, Table},
    trials,
};

/// The table, and the number of the last trial that was read.
#[derive(Default)]
pub(super) struct Profile {
    after: u64,
}

/// A point of a result's profile.
pub(super) struct Row {
    number: u64,
    trial: TrialId,
    point: ProfilePoint,
}

impl Table for Profile {
    type Row = Row;

    fn columns() -> Vec<Column<Row>> {
        vec![
            integer(
                "number",
                |row| Some(row.number),
                "the trial's place in the sweep, from 1",
            ),
            text(
                "axis",
                |row| Some(axis(row.point.axis).to_owned()),
                "`difficulty`, `position` or, of text, `character_class`",
            ),
            integer(
                "key",
                |row| Some(row.point.key.into()),
                "the value on the axis",
            ),
            text(
                "character_class",
                |row| character_class(&row.point),
                "the class of the characters, on that axis",
            ),
            integer(
                "samples",
                |row| Some(row.point.samples),
                "held-out input steps with this value",
            ),
            real(
                "mean_ponder",
                |row| Some(row.point.mean_ponder),
                "their mean N",
            ),
            real(
                "error",
                |row| Some(row.point.error),
                "the share of them with a wrong answer; of text, their bits per character",
            ),
        ]
    }

    fn provenance() -> Vec<Column<Row>> {
        vec![text(
            "trial",
            |row| Some(row.trial.to_string()),
            "the id of the trial",
        )]
    }

    async fn next(&mut self, source: &Source) -> Page<Row> {
        let trials = trials::page(source, &mut self.after).await?;
        Ok(trials.map(|trials| trials.iter().flat_map(rows).collect()))
    }
}

/// The points of a trial's result, by axis and key.
fn rows(trial: &TrialRow) -> Vec<Row> {
    let result = trial.result.iter();
    let points = result.flat_map(|result| &result.evaluation.ponder.profile);
    let mut rows: Vec<_> = points
        .map(|point| Row {
            number: trial.number,
            trial: trial.id,
            point: point.clone(),
        })
        .collect();
    rows.sort_by_key(|row| (row.point.axis, row.point.key));
    rows
}

const fn axis(axis: Axis) -> &'static str {
    match axis {
        Axis::Difficulty => "difficulty",
        Axis::Position => "position",
        Axis::CharacterClass => "character_class",
    }
}

fn character_class(point: &ProfilePoint) -> Option<String> {
    match point.axis {
        Axis::CharacterClass => Some(CharacterClass::from_key(point.key)?.name().to_owned()),
        Axis::Difficulty | Axis::Position => None,
    }
}
