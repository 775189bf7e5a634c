//! How long to wait before the next try: exponential, with jitter, without an end.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(5);

/// The waits of a new series of tries.
pub(crate) fn delays() -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_max_delay(LONGEST)
        .without_max_times()
        .with_jitter()
        .build()
}

/// The next wait of a series.
pub(crate) fn next(delays: &mut ExponentialBackoff) -> Duration {
    delays.next().unwrap_or(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_never_end() {
        let waits: Vec<_> = delays().take(200).collect();
        assert_eq!(waits.len(), 200);
        assert!(waits[0] < Duration::from_millis(250), "{:?}", waits[0]);
        assert!(waits[100] >= LONGEST);
        assert!(waits.iter().all(|wait| *wait <= 2 * LONGEST));
    }
}
