//! What came of a run, from what libFuzzer says of it.

use std::fmt;

/// A run, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Inputs that were tried.
    runs: u64,
    /// How many of them in a second.
    runs_per_second: u64,
    /// Edges of the program that some input has reached.
    edges: u64,
    /// The inputs that should not be, each with what it did.
    pub(crate) findings: Vec<String>,
}

impl Outcome {
    /// Reads all that was said.
    pub(crate) fn of(said: &str) -> Self {
        let mut outcome = Self::default();
        let mut trouble = String::new();
        let mut lines = said.lines();
        while let Some(line) = lines.next() {
            let statistic =
                |name: &str| -> Option<u64> { line.strip_prefix(name)?.trim().parse().ok() };
            if let Some(runs) = statistic("stat::number_of_executed_units:") {
                outcome.runs = runs;
            } else if let Some(rate) = statistic("stat::average_exec_per_sec:") {
                outcome.runs_per_second = rate;
            } else if let Some(edges) = edges(line) {
                outcome.edges = edges;
            } else if let Some((_, file)) = line.split_once("Test unit written to ") {
                outcome.findings.push(format!("{file}: {trouble}"));
            } else if let Some((_, place)) = line.split_once(" panicked at ") {
                let message = lines.next().unwrap_or_default();
                trouble = format!("{place} {message}");
            } else if is_trouble(line) {
                line.clone_into(&mut trouble);
            }
        }
        outcome
    }
}

/// The edges of a line such as `#8192 pulse  cov: 1432 ft: 5120 corp: ...`.
fn edges(line: &str) -> Option<u64> {
    let (_, rest) = line.strip_prefix('#')?.split_once(" cov: ")?;
    rest.split_whitespace().next()?.parse().ok()
}

/// Whether a line says what an input did, other than a panic: that is told before libFuzzer calls it
/// a deadly signal.
fn is_trouble(line: &str) -> bool {
    let is_told = line.starts_with("memory allocation of ") || line.starts_with("Slowest unit: ");
    is_told || (line.contains("ERROR: libFuzzer: ") && !line.contains("deadly signal"))
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            runs,
            runs_per_second,
            edges,
            findings,
        } = self;
        let findings = findings.len();
        write!(
            f,
            "{runs} runs, {runs_per_second} runs/s, {edges} edges, {findings} findings"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_told_by_its_last_words() {
        let said = "\
INFO: seed corpus: files: 8 min: 1b max: 37b total: 99b rss: 30Mb
#9\tINITED cov: 120 ft: 140 corp: 8/99b exec/s: 0 rss: 31Mb
#4096\tpulse  cov: 431 ft: 812 corp: 70/1204b lim: 43 exec/s: 2048 rss: 40Mb
#8192\tDONE   cov: 431 ft: 812 corp: 70/1204b lim: 80 exec/s: 2730 rss: 41Mb
Done 8192 runs in 3 second(s)
stat::number_of_executed_units: 8192
stat::average_exec_per_sec:     2730
";
        let outcome = Outcome::of(said);
        let line = "8192 runs, 2730 runs/s, 431 edges, 0 findings";
        assert_eq!(outcome.to_string(), line);
    }

    #[test]
    fn a_finding_is_a_file_and_what_happened() {
        let said = "\
thread '<unnamed>' (1) panicked at crates/domain/src/ponder.rs:7:5:
attempt to add with overflow
==7== ERROR: libFuzzer: deadly signal
artifact_prefix='crates/fuzz/artifacts/calls/'; Test unit written to crates/fuzz/artifacts/calls/crash-ab
";
        let findings = Outcome::of(said).findings;
        let file = "crates/fuzz/artifacts/calls/crash-ab";
        let panic = "crates/domain/src/ponder.rs:7:5: attempt to add with overflow";
        assert_eq!(findings, [format!("{file}: {panic}")]);
    }
}
