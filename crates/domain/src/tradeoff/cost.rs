//! What answering costs: time and money per input step, and what a point less of error adds to them.

use crate::quantity::PricePerHour;

use super::{Interval, TradeoffPoint};

/// A percentage point of sequences, or a hundredth of a bit per character.
pub const POINT: f64 = 0.01;

const MILLISECONDS_PER_HOUR: f64 = 3_600_000.0;
const MILLION: f64 = 1e6;

/// What an input step costs the trained networks of a configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnswerCost {
    /// Milliseconds per input step at batch 1, over the seeds that have it.
    pub latency_1: Option<Interval>,
    /// The same at batch 128.
    pub latency_128: Option<Interval>,
    /// The price of an hour of one device, where the sweep says so.
    pub price_per_hour: Option<PricePerHour>,
    /// The kinds of device that latencies were measured on, each once, in alphabetical order.
    pub devices: Vec<String>,
}

impl AnswerCost {
    /// The price of a million input steps at batch 128, by the median of its latency.
    pub fn price_per_million(&self) -> Option<f64> {
        let latency = self.latency_128?.median;
        let price = self.price_per_hour?.get();
        Some(latency * MILLION / MILLISECONDS_PER_HOUR * price)
    }
}

/// A configuration's place on a frontier, and what it costs in any unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CostedPoint {
    /// The place.
    pub point: TradeoffPoint,
    /// The cost, where it is known.
    pub cost: Option<f64>,
}

/// Of each point of a frontier, how much more it costs than the one with the next less ponder, for
/// each [`POINT`] of error that it has less; in the order of `frontier`, which can be any.
///
/// `None` for the point with the least ponder, and where a cost is not known. Less than 0 where more
/// ponder is cheaper, which a fixed number of updates can be.
pub fn cost_per_point(frontier: &[CostedPoint]) -> Vec<Option<f64>> {
    let next_cheaper = |of: &CostedPoint| {
        let less = |other: &&CostedPoint| other.point.ponder < of.point.ponder;
        let others = frontier.iter().filter(less);
        others.max_by(|a, b| a.point.ponder.total_cmp(&b.point.ponder))
    };
    let per_point = |of: &CostedPoint| {
        let from = next_cheaper(of)?;
        let points = (from.point.error - of.point.error) / POINT;
        Some((of.cost? - from.cost?) / points)
    };
    frontier.iter().map(per_point).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn milliseconds(median: f64) -> Interval {
        Interval {
            median,
            low: median / 2.0,
            high: median * 2.0,
        }
    }

    fn at(ponder: f64, error: f64, cost: Option<f64>) -> CostedPoint {
        let point = TradeoffPoint { ponder, error };
        CostedPoint { point, cost }
    }

    #[test]
    fn an_hour_of_steps_costs_what_an_hour_costs() {
        // 3.6 ms for a step are a million steps in an hour.
        let cost = AnswerCost {
            latency_1: Some(milliseconds(100.0)),
            latency_128: Some(milliseconds(3.6)),
            price_per_hour: PricePerHour::new(3.5).ok(),
            devices: vec!["cpu".into()],
        };
        assert!((cost.price_per_million().unwrap() - 3.5).abs() < 1e-12);
    }

    #[test]
    fn without_a_price_or_a_latency_there_is_none_of_a_million() {
        let without_price = AnswerCost {
            latency_128: Some(milliseconds(1.0)),
            ..AnswerCost::default()
        };
        assert_eq!(without_price.price_per_million(), None);
        let without_latency = AnswerCost {
            latency_1: Some(milliseconds(1.0)),
            price_per_hour: PricePerHour::new(1.0).ok(),
            ..AnswerCost::default()
        };
        assert_eq!(without_latency.price_per_million(), None);
    }

    #[test]
    fn a_point_less_of_error_is_held_against_the_next_cheaper_configuration() {
        let frontier = [
            at(5.0, 0.02, Some(1.75)),
            at(1.0, 0.40, Some(0.5)),
            at(2.0, 0.15, Some(1.0)),
        ];
        let costs = cost_per_point(&frontier);
        assert!((costs[0].unwrap() - 0.75 / 13.0).abs() < 1e-12);
        assert_eq!(costs[1], None);
        assert!((costs[2].unwrap() - 0.5 / 25.0).abs() < 1e-12);
    }

    #[test]
    fn more_ponder_can_cost_less() {
        let frontier = [at(1.8, 0.10, Some(1.0)), at(2.0, 0.05, Some(0.5))];
        assert!(cost_per_point(&frontier)[1].unwrap() < 0.0);
    }

    #[test]
    fn what_is_not_known_costs_nothing_that_can_be_said() {
        let frontier = [
            at(1.0, 0.3, Some(1.0)),
            at(2.0, 0.2, None),
            at(3.0, 0.1, Some(2.0)),
        ];
        assert_eq!(cost_per_point(&frontier), [None; 3]);
        assert_eq!(cost_per_point(&[]), [None; 0]);
    }

    #[test]
    fn equals_are_held_against_the_same_one() {
        let frontier = [
            at(1.0, 0.3, Some(1.0)),
            at(2.0, 0.2, Some(2.0)),
            at(2.0, 0.2, Some(3.0)),
        ];
        let costs = cost_per_point(&frontier);
        assert!((costs[1].unwrap() - 0.1).abs() < 1e-12);
        assert!((costs[2].unwrap() - 0.2).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_ways_along_a_frontier_add_up_to_the_whole(
            steps in prop::collection::vec((1..50_u32, 1..50_u32, 0.0..10.0), 1..8),
        ) {
            let mut last = at(1.0, 10.0, Some(1.0));
            let mut frontier = vec![last];
            for (run, fall, more) in steps {
                let TradeoffPoint { ponder, error } = last.point;
                let cost = last.cost.map(|cost| cost + more);
                last = at(ponder + f64::from(run), error - f64::from(fall) / 100.0, cost);
                frontier.push(last);
            }
            let costs = cost_per_point(&frontier);
            let ways = frontier.windows(2).zip(&costs[1..]);
            let sum: f64 = ways
                .map(|(way, cost)| cost.unwrap() * (way[0].point.error - way[1].point.error) / POINT)
                .sum();
            prop_assert!((sum - (last.cost.unwrap() - 1.0)).abs() < 1e-6);
        }
    }
}
