//! Waiting for something that another process will do, up to a deadline.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

const PAUSE: Duration = Duration::from_millis(50);

/// Far more than anything here takes on a slow machine: only what hangs reaches it.
const PATIENCE: Duration = Duration::from_mins(3);

/// Asks again and again until there is an answer; panics, saying what was waited for, when there
/// is none in time.
pub fn until<T>(what: &str, probe: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, what, probe)
}

fn within<T>(patience: Duration, what: &str, mut probe: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = probe() {
            return answer;
        }
        assert!(
            start.elapsed() < patience,
            "waited {patience:?} in vain until {what}"
        );
        sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_answer_ends_the_wait() {
        let mut answers = [None, Some(7), Some(8)].into_iter();
        assert_eq!(until("there is a number", || answers.next().flatten()), 7);
    }

    #[test]
    #[should_panic(expected = "waited 1ns in vain until the sea is dry")]
    fn a_wait_in_vain_says_for_what() {
        within::<()>(Duration::from_nanos(1), "the sea is dry", || None);
    }
}
