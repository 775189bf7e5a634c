//! The median of a few seeds, with the 95 % percentile interval of its bootstrap distribution.
//!
//! The bootstrap of a median needs no resampling: Efron (1979, "Bootstrap methods: another look at
//! the jackknife", section 3) gives its distribution in closed form, because the order statistics
//! of a resample are governed by binomial counts. So the interval is exact, the same on every
//! machine, and needs no randomness.

use std::{cell::RefCell, iter, rc::Rc};

use serde::Serialize;

/// A median with its 95 % interval, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The median; of an even number of values, the mean of the two in the middle.
    pub median: f64,
    /// The 2.5 % quantile of the bootstrap distribution of the median.
    pub low: f64,
    /// The 97.5 % quantile of it.
    pub high: f64,
}

impl Interval {
    /// The median of `values` and its interval; `None` without values.
    pub fn of_median(values: &[f64]) -> Option<Self> {
        let bootstrap = MedianBootstrap::of(values)?;
        Some(Self {
            median: bootstrap.median(),
            low: bootstrap.quantile(0.025),
            high: bootstrap.quantile(0.975),
        })
    }
}

/// The distribution of the median of `n` draws with replacement from `n` values.
struct MedianBootstrap {
    /// The values in ascending order.
    sorted: Vec<f64>,
    draws: Rc<Draws>,
}

impl MedianBootstrap {
    fn of(values: &[f64]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let draws = Draws::from(values.len());
        Some(Self { sorted, draws })
    }

    fn median(&self) -> f64 {
        let n = self.sorted.len();
        middle(self.sorted[(n - 1) / 2], self.sorted[n / 2])
    }

    /// The smallest number that the median of a resample does not exceed with chance `q`.
    ///
    /// It is at most a value and more than the one before. Medians of resamples are floats, so
    /// bisecting over the floats between the two is exact.
    fn quantile(&self, q: f64) -> f64 {
        let is_below = |limit: f64| self.cumulative(limit) < q;
        let below = self.sorted.partition_point(|value| is_below(*value));
        let beyond = below.min(self.sorted.len() - 1);
        let mut low = ordinal(self.sorted[beyond.saturating_sub(1)]);
        let mut high = ordinal(self.sorted[beyond]);
        while low < high {
            let between = low.midpoint(high);
            if is_below(from_ordinal(between)) {
                low = between + 1;
            } else {
                high = between;
            }
        }
        from_ordinal(low)
    }

    /// The chance that the median of a resample is at most `limit`: that of its lower middle draw,
    /// less the chance that the mean with the upper one is beyond.
    fn cumulative(&self, limit: f64) -> f64 {
        let n = self.sorted.len();
        let within = self.sorted.partition_point(|value| *value <= limit);
        let lower = self.draws.at_most[within];
        if n % 2 == 1 {
            return lower;
        }
        let mut partners = n;
        let beyond = (1..=within).zip(&self.sorted).map(|(i, lower)| {
            while middle(*lower, self.sorted[partners - 1]) > limit {
                partners -= 1;
            }
            self.draws.apart(i, partners)
        });
        lower - beyond.sum::<f64>()
    }
}

/// Which of `n` values in order the middle ones of `n` draws are.
struct Draws {
    /// `at_most[i]`: the chance that the lower middle draw is among the `i` smallest values.
    at_most: Vec<f64>,
    /// For an even number `n = 2m`: `ln C(n, m)`, the ways to split the draws into two halves.
    log_splits: f64,
    /// `m ln(i/n)`: the chance that all of one half are among `i` values.
    log_half: Vec<f64>,
    /// `1 - ((i-1)/i)^m`: the share of those halves that have the `i`-th of them.
    with_last: Vec<f64>,
}

thread_local! {
    /// Those of the last number: configurations mostly have equally many seeds.
    static LAST: RefCell<Option<Rc<Draws>>> = const { RefCell::new(None) };
}

impl Draws {
    /// `n` draws from as many values.
    fn from(n: usize) -> Rc<Self> {
        LAST.with_borrow_mut(|last| match last {
            Some(draws) if draws.at_most.len() == n + 1 => Rc::clone(draws),
            _ => Rc::clone(last.insert(Rc::new(Self::compute(n)))),
        })
    }

    fn compute(n: usize) -> Self {
        let log_ways = log_binomials(n);
        let share = |i: usize| i as f64 / n as f64;
        let half = (n / 2) as f64;
        let log_half: Vec<f64> = (0..=n).map(|i| half * share(i).ln()).collect();
        let last_of = |i: usize| 1.0 - (log_half[i - 1] - log_half[i]).exp();
        Self {
            at_most: (0..=n)
                .map(|i| binomial_tail(&log_ways, share(i), n.div_ceil(2)))
                .collect(),
            log_splits: log_ways[n / 2],
            with_last: iter::once(0.0).chain((1..=n).map(last_of)).collect(),
            log_half,
        }
    }

    /// For an even number `n = 2m`: the chance that the `m`-th draw in order is the `i`-th value, and
    /// the next is beyond the `j`-th, where `j >= i`.
    ///
    /// Then `m` draws have the `i`-th value as their largest, and the others are among the `n - j`
    /// values above: `C(n, m) ((i/n)^m - ((i-1)/n)^m) ((n-j)/n)^m`.
    fn apart(&self, i: usize, j: usize) -> f64 {
        let n = self.log_half.len() - 1;
        let log_chance = self.log_splits + self.log_half[i] + self.log_half[n - j];
        log_chance.exp() * self.with_last[i]
    }
}

fn middle(low: f64, high: f64) -> f64 {
    low.midpoint(high)
}

/// `ln C(n, k)` for every `k`.
fn log_binomials(n: usize) -> Vec<f64> {
    let mut logs = vec![0.0];
    for k in 1..=n {
        logs.push(logs[k - 1] + ((n - k + 1) as f64 / k as f64).ln());
    }
    logs
}

/// The chance of at least `least` successes, each try having the chance `p`; `log_ways` are the
/// coefficients of as many tries.
fn binomial_tail(log_ways: &[f64], p: f64, least: usize) -> f64 {
    let tries = log_ways.len() - 1;
    if p <= 0.0 || p >= 1.0 {
        return p;
    }
    (least..=tries)
        .map(|hits| {
            let (hit, miss) = (hits as f64, (tries - hits) as f64);
            (log_ways[hits] + hit * p.ln() + miss * (1.0 - p).ln()).exp()
        })
        .sum()
}

/// A finite float's place among all floats, -0 and 0 having the same.
fn ordinal(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

/// The float at a place; the inverse of [`ordinal`].
fn from_ordinal(place: u64) -> f64 {
    let bits = if place & SIGN == 0 {
        !place
    } else {
        place & !SIGN
    };
    f64::from_bits(bits) + 0.0
}

/// The sign bit of a float.
const SIGN: u64 = 1 << 63;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The median of every one of the `n^n` resamples, ascending.
    fn all_medians(values: &[f64]) -> Vec<f64> {
        let n = values.len();
        let mut medians: Vec<f64> = (0..n.pow(n as u32))
            .map(|resample| {
                let mut drawn: Vec<f64> = (0..n)
                    .map(|draw| values[resample / n.pow(draw as u32) % n])
                    .collect();
                drawn.sort_by(f64::total_cmp);
                middle(drawn[(n - 1) / 2], drawn[n / 2])
            })
            .collect();
        medians.sort_by(f64::total_cmp);
        medians
    }

    #[test]
    fn no_value_has_no_median() {
        assert_eq!(Interval::of_median(&[]), None);
    }

    #[test]
    fn one_value_is_its_own_interval() {
        let interval = Interval::of_median(&[0.3]).unwrap();
        assert_eq!(
            (interval.low, interval.median, interval.high),
            (0.3, 0.3, 0.3)
        );
    }

    #[test]
    fn two_values_span_their_interval() {
        let interval = Interval::of_median(&[3.0, 1.0]).unwrap();
        assert_eq!(
            (interval.low, interval.median, interval.high),
            (1.0, 2.0, 3.0)
        );
    }

    #[test]
    fn twenty_seeds_of_two_kinds_are_told_apart() {
        let mut values = vec![0.0; 14];
        values.extend([0.5; 6]);
        let interval = Interval::of_median(&values).unwrap();
        assert_eq!((interval.low, interval.median), (0.0, 0.0));
        assert!(interval.high < 0.5 + f64::EPSILON);
    }

    proptest! {
        #[test]
        fn the_distribution_is_that_of_every_resample(
            values in prop::collection::vec(-3_i32..3, 1..7),
            limit in -3.0..3.0,
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let medians = all_medians(&values);
            let within = medians.partition_point(|median| *median <= limit);
            let counted = within as f64 / medians.len() as f64;
            let computed = MedianBootstrap::of(&values).unwrap().cumulative(limit);
            prop_assert!((counted - computed).abs() < 1e-9, "{counted} {computed}");
        }

        #[test]
        fn the_quantiles_are_those_of_every_resample(
            values in prop::collection::vec(-3_i32..3, 1..7),
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let medians = all_medians(&values);
            let quantile = |q: f64| medians[(q * medians.len() as f64).ceil() as usize - 1];
            let interval = Interval::of_median(&values).unwrap();
            let expected = (quantile(0.025), quantile(0.975));
            prop_assert_eq!((interval.low, interval.high), expected);
        }

        #[test]
        fn the_interval_contains_the_median_and_lies_within_the_values(
            values in prop::collection::vec(-1e6..1e6, 1..60),
        ) {
            let interval = Interval::of_median(&values).unwrap();
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            prop_assert!(least <= interval.low && interval.low <= interval.median);
            prop_assert!(interval.median <= interval.high && interval.high <= most);
        }

        #[test]
        fn the_order_of_seeds_does_not_matter(
            values in prop::collection::vec(0.0..1.0, 1..30),
        ) {
            let reversed: Vec<f64> = values.iter().rev().copied().collect();
            prop_assert_eq!(Interval::of_median(&values), Interval::of_median(&reversed));
        }
    }
}
