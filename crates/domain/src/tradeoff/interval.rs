//! The median of a few seeds, with the 95 % percentile interval of its bootstrap distribution.
//!
//! The bootstrap of a median needs no resampling: Efron (1979, "Bootstrap methods: another look at
//! the jackknife", section 3) gives its distribution in closed form, because the order statistics
//! of a resample are governed by binomial counts. So the interval is exact, the same on every
//! machine, and needs no randomness.

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
    /// `at_most[i]`: the chance that the lower middle draw is among the `i` smallest values.
    at_most: Vec<f64>,
}

impl MedianBootstrap {
    fn of(values: &[f64]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        let lower_middle = n.div_ceil(2);
        let coefficients = log_binomials(n);
        let at_most = (0..=n)
            .map(|i| binomial_tail(&coefficients, i as f64 / n as f64, lower_middle))
            .collect();
        Some(Self { sorted, at_most })
    }

    fn median(&self) -> f64 {
        let n = self.sorted.len();
        middle(self.sorted[(n - 1) / 2], self.sorted[n / 2])
    }

    /// The smallest number that the median of a resample does not exceed with chance `q`.
    ///
    /// Medians of resamples are floats between the extremes, so bisecting over floats is exact.
    fn quantile(&self, q: f64) -> f64 {
        let (mut low, mut high) = (
            ordinal(self.sorted[0]),
            ordinal(self.sorted[self.sorted.len() - 1]),
        );
        while low < high {
            let between = low.midpoint(high);
            if self.cumulative(from_ordinal(between)) >= q {
                high = between;
            } else {
                low = between + 1;
            }
        }
        from_ordinal(low)
    }

    /// The chance that the median of a resample is at most `v`.
    fn cumulative(&self, v: f64) -> f64 {
        let n = self.sorted.len();
        if n % 2 == 1 {
            self.at_most[self.sorted.partition_point(|x| *x <= v)]
        } else {
            self.cumulative_of_pairs(v)
        }
    }

    /// The same for an even number `n = 2m` of values, where the median is the mean of two draws.
    ///
    /// Let the `m`-th draw in order be the `i`-th value. It and the next draw exceed `v` together
    /// exactly if that next draw is beyond the `j`-th value, `j` being the last whose mean with
    /// the `i`-th is at most `v`; then `m` draws have the `i`-th value as their largest, and all
    /// others are among the `n - j` values above, which has the chance
    /// `C(n, m) ((i/n)^m - ((i-1)/n)^m) ((n-j)/n)^m`.
    fn cumulative_of_pairs(&self, v: f64) -> f64 {
        let n = self.sorted.len();
        let m = (n / 2) as f64;
        let log_ways = log_binomials(n)[n / 2];
        let log_power = |count: usize| m * (count as f64 / n as f64).ln();
        let mut total = 0.0;
        for i in 1..=n {
            let x = self.sorted[i - 1];
            if x > v {
                break;
            }
            let j = self.sorted.partition_point(|y| middle(x, *y) <= v).max(i);
            let beyond = log_ways + log_power(n - j);
            let exceeds = (beyond + log_power(i)).exp() - (beyond + log_power(i - 1)).exp();
            total += self.at_most[i] - self.at_most[i - 1] - exceeds;
        }
        total
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

/// The chance of at least `k` successes in `n` tries, each with the chance `p`.
fn binomial_tail(log_coefficients: &[f64], p: f64, k: usize) -> f64 {
    let n = log_coefficients.len() - 1;
    if p <= 0.0 || p >= 1.0 {
        return p;
    }
    (k..=n)
        .map(|x| {
            let failures = (n - x) as f64 * (1.0 - p).ln();
            (log_coefficients[x] + x as f64 * p.ln() + failures).exp()
        })
        .sum()
}

/// A finite float's place among all floats.
fn ordinal(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits() as i64;
    if bits < 0 { i64::MIN - bits } else { bits }
}

/// The float at a place; the inverse of [`ordinal`].
fn from_ordinal(place: i64) -> f64 {
    let bits = if place < 0 { i64::MIN - place } else { place };
    f64::from_bits(bits as u64)
}
