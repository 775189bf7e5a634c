//! The frontier: the configurations that no other beats on both error and ponder.

use super::TradeoffRow;

/// Marks the rows on the frontier of their task; rows without results are never on it.
///
/// A row is beaten when another one is at most its error and at most its ponder, and less in one
/// of them. Equal rows do not beat each other: both stay.
pub(super) fn mark(rows: &mut [TradeoffRow]) {
    for i in 0..rows.len() {
        let beaten = rows.iter().any(|other| {
            other.configuration.task == rows[i].configuration.task && beats(other, &rows[i])
        });
        rows[i].on_frontier = medians(&rows[i]).is_some() && !beaten;
    }
}

fn beats(one: &TradeoffRow, other: &TradeoffRow) -> bool {
    let (Some((error, ponder)), Some((other_error, other_ponder))) = (medians(one), medians(other))
    else {
        return false;
    };
    error <= other_error && ponder <= other_ponder && (error < other_error || ponder < other_ponder)
}

/// Median error and median ponder of a row with results.
fn medians(row: &TradeoffRow) -> Option<(f64, f64)> {
    Some((row.error?.median, row.ponder?.median))
}
