//! Rows apart by task: errors of different tasks cannot be compared, and may not even share a unit.
//! What can be said of the rows of one task together is said here, for every renderer the same.

use dwell_domain::{
    Metric, Task,
    tradeoff::{
        TradeoffPoint, TradeoffRow, best_within_budget, hypervolume, knee, least_ponder_within,
    },
};

/// The rows of one task, in their order.
pub(crate) struct TaskRows<'a> {
    /// The task.
    pub(crate) task: &'a Task,
    /// Its rows, at least one.
    pub(crate) rows: Vec<&'a TradeoffRow>,
}

/// The rows of each task, in the order of each task's first row.
pub(crate) fn by_task(rows: &[TradeoffRow]) -> Vec<TaskRows<'_>> {
    let mut tasks: Vec<TaskRows<'_>> = Vec::new();
    for row in rows {
        let task = &row.configuration.task;
        match tasks.iter_mut().find(|known| known.task == task) {
            Some(known) => known.rows.push(row),
            None => tasks.push(TaskRows {
                task,
                rows: vec![row],
            }),
        }
    }
    tasks
}

impl<'a> TaskRows<'a> {
    /// Whether the rows are of more than one sweep.
    pub(crate) fn several_sweeps(&self) -> bool {
        self.rows.iter().any(|row| row.sweep != self.rows[0].sweep)
    }

    /// The knee of the frontier, if it has one.
    pub(crate) fn knee(&self) -> Option<&'a TradeoffRow> {
        self.choose(|row| row.on_frontier, knee)
    }

    /// The row with the least error whose median N is at most `budget`.
    pub(crate) fn best_within_budget(&self, budget: f64) -> Option<&'a TradeoffRow> {
        self.choose(|_| true, |points| best_within_budget(points, budget))
    }

    /// The row with the least ponder whose error is at most `tolerance` above the least.
    pub(crate) fn least_ponder_within(&self, tolerance: f64) -> Option<&'a TradeoffRow> {
        self.choose(|_| true, |points| least_ponder_within(points, tolerance))
    }

    /// The row with the least error.
    pub(crate) fn best(&self) -> Option<&'a TradeoffRow> {
        self.least_ponder_within(0.0)
    }

    /// How much of the box up to [`Self::reference`] is covered; `None` before the first result.
    pub(crate) fn hypervolume(&self) -> Option<f64> {
        let points: Vec<_> = self.rows.iter().filter_map(|row| row.point()).collect();
        (!points.is_empty()).then(|| hypervolume(&points, self.reference()))
    }

    /// The worst place that counts: the greatest M of the rows, and every sequence wrong, or the
    /// eight bits that a byte has. It follows from settings alone, so it is known beforehand.
    pub(crate) fn reference(&self) -> TradeoffPoint {
        let caps = self
            .rows
            .iter()
            .map(|row| row.configuration.model.max_ponder);
        TradeoffPoint {
            ponder: caps.max().map_or(1.0, f64::from),
            error: match self.task.metric() {
                Metric::SequenceError => 1.0,
                Metric::BitsPerCharacter => 8.0,
            },
        }
    }

    /// The row that is chosen by its place among those with results that are `admitted`.
    fn choose(
        &self,
        admitted: impl Fn(&TradeoffRow) -> bool,
        chosen: impl Fn(&[TradeoffPoint]) -> Option<usize>,
    ) -> Option<&'a TradeoffRow> {
        let admitted = self.rows.iter().filter(|row| admitted(row));
        let places = admitted.filter_map(|row| Some((*row, row.point()?)));
        let (rows, points): (Vec<_>, Vec<_>) = places.unzip();
        chosen(&points).map(|index| rows[index])
    }
}
