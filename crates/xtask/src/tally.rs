//! Adds up what test runners report, from the lines that they print.

use std::fmt;
use std::ops::AddAssign;

/// Tests that passed, failed, and were not run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// What one line of output reports: the closing line of libtest or of nextest, else nothing.
    ///
    /// nextest repeats, indented, what libtest said of a test that failed: that is counted already.
    pub(crate) fn of_line(line: &str) -> Self {
        let Some(counts) = line
            .strip_prefix("test result: ")
            .or_else(|| nextest_counts(line))
        else {
            return Self::default();
        };
        Self {
            passed: count_before(counts, "passed"),
            failed: count_before(counts, "failed") + count_before(counts, "timed"),
            skipped: count_before(counts, "ignored") + count_before(counts, "skipped"),
        }
    }
}

fn nextest_counts(line: &str) -> Option<&str> {
    let (_, counts) = line
        .trim_start()
        .strip_prefix("Summary [")?
        .split_once(" run: ")?;
    Some(counts)
}

/// The number in front of a word, as in `3 failed;`.
fn count_before(counts: &str, word: &str) -> u64 {
    let words: Vec<&str> = counts
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    words
        .windows(2)
        .find(|pair| pair[1] == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_of_libtest_is_counted() {
        let line = "test result: FAILED. 7 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        assert_eq!(
            Tally::of_line(line),
            Tally {
                passed: 7,
                failed: 2,
                skipped: 1
            }
        );
    }

    #[test]
    fn the_closing_line_of_nextest_is_counted() {
        let line = "     Summary [  10.013s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(
            Tally::of_line(line),
            Tally {
                passed: 6,
                failed: 3,
                skipped: 4
            }
        );
    }

    #[test]
    fn an_interrupted_nextest_run_is_counted() {
        let line = "     Summary [   0.213s] 3/9 tests run: 2 passed, 1 failed, 0 skipped";
        assert_eq!(
            Tally::of_line(line),
            Tally {
                passed: 2,
                failed: 1,
                skipped: 0
            }
        );
    }

    #[test]
    fn other_lines_count_for_nothing() {
        for line in [
            "test lanes::tests::one ... ok",
            "running 12 tests",
            "thread panicked: 3 failed",
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 11 filtered out",
            "",
        ] {
            assert_eq!(Tally::of_line(line), Tally::default(), "{line}");
        }
    }
}
