//! `docs/python/evaluate.py`, with what `dwell trial weights` and `dwell trial data` write, finds what
//! Dwell itself has found: names, shapes and equations of `docs/reference/weights.md` hold.
//!
//! PyTorch's kernels add up in another order than Dwell's, so that the last bits of a state differ and
//! an answer, or the choice of N, on the very edge may fall to the other side. The tolerances leave
//! room for a few of these and no more: two gates in the wrong order, no flag, another epsilon or
//! another way to round N cost several times as much.

use std::{path::Path, process::Command};

use dwell_testkit::{Dwell, Sweep};
use serde_json::Value;

/// What an evaluation found.
#[derive(Clone, Copy, Debug)]
struct Scores {
    error: f64,
    ponder: f64,
}

impl Scores {
    /// How far two evaluations of the same network on the same data may lie apart.
    fn tolerance(configuration: &Value) -> Self {
        let sequences = configuration["train"]["evaluation_sequences"].as_f64();
        let one_sequence = 1.0 / sequences.expect("a number of sequences");
        if halts_by_coin(configuration) {
            // The script tosses coins of its own: five standard deviations of the difference of two
            // means over 500 sequences.
            return Self {
                error: 0.16,
                ponder: 0.6,
            };
        }
        Self {
            error: one_sequence + f64::EPSILON,
            ponder: 3e-3,
        }
    }

    fn is_near(self, other: Self, tolerance: Self) -> bool {
        (self.error - other.error).abs() <= tolerance.error
            && (self.ponder - other.ponder).abs() <= tolerance.ponder
    }
}

fn halts_by_coin(configuration: &Value) -> bool {
    configuration["model"]["halting"]["sampler"] == "bernoulli"
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

/// Which weights are looked at, as an option of `dwell trial weights`.
const LAST: &str = "";
const BEST: &str = "--best";

/// What PyTorch finds with the files that Dwell writes of a trial.
fn in_pytorch(dwell: &Dwell, trial: &str, which: &str) -> Scores {
    let (weights, data) = (
        dwell.path("weights.safetensors"),
        dwell.path("data.safetensors"),
    );
    dwell.succeed(&format!(
        "trial weights {trial} {which} -o {weights} --force"
    ));
    dwell.succeed(&format!("trial data {trial} -o {data} --force"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/python/evaluate.py");
    let mut command = Command::new("python3");
    let output = command
        .arg(script)
        .args([weights, data])
        .output()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed on {trial}:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Value = serde_json::from_slice(&output.stdout).expect("it prints one JSON object");
    Scores {
        error: number(&found["error"]),
        ponder: number(&found["mean_ponder"]),
    }
}

/// The evaluation with the least error, of several the one with the least mean ponder.
fn best_of(evaluations: &Value) -> Scores {
    let evaluations = evaluations.as_array().expect("a list");
    let scores = evaluations.iter().map(|evaluation| Scores {
        error: number(&evaluation["error"]),
        ponder: mean(&evaluation["ponder"]["histogram"]),
    });
    let order = |a: &Scores, b: &Scores| {
        let by_error = a.error.total_cmp(&b.error);
        by_error.then(a.ponder.total_cmp(&b.ponder))
    };
    scores.min_by(order).expect("there are some")
}

/// The mean of updates, from how many input steps took 1, 2, and so on.
fn mean(histogram: &Value) -> f64 {
    let counts: Vec<f64> = histogram
        .as_array()
        .map(|counts| counts.iter().map(number).collect())
        .expect("a list");
    let updates = (1..).map(f64::from).zip(&counts);
    let sum: f64 = updates.map(|(updates, count)| updates * count).sum();
    sum / counts.iter().sum::<f64>()
}

/// Trains a sweep and evaluates each of its trials anew; says how many those were.
fn evaluate_every_trial(dwell: &Dwell, sweep: &Sweep) -> usize {
    dwell.run_to_end(sweep);
    let trials = dwell.trials();
    for trial in &trials {
        let name = format!("last/{}", trial.number);
        let detail = dwell.json(&format!("trial show {name}"));
        let last = Scores {
            error: number(&detail["trial"]["error"]),
            ponder: number(&detail["trial"]["ponder"]),
        };
        let configuration = &detail["configuration"];
        let tolerance = Scores::tolerance(configuration);
        for (which, in_dwell) in [(LAST, last), (BEST, best_of(&detail["evaluations"]))] {
            let in_pytorch = in_pytorch(dwell, &name, which);
            assert!(
                in_pytorch.is_near(in_dwell, tolerance),
                "PyTorch finds {in_pytorch:?}, Dwell {in_dwell:?}, of {configuration} {which}"
            );
        }
    }
    trials.len()
}

#[test]
fn pytorch_repeats_the_evaluation_of_every_cell_and_halting() {
    let dwell = Dwell::new();
    let evaluated = evaluate_every_trial(&dwell, &Sweep::of_every_cell_and_halting());
    assert_eq!(evaluated, 15);
}

#[test]
fn pytorch_repeats_the_evaluation_of_every_task() {
    let dwell = Dwell::new();
    let words = include_bytes!("../../../docs/reference/sweep-file.md");
    dwell.put_corpus(Sweep::CORPUS, words);
    let evaluated = evaluate_every_trial(&dwell, &Sweep::of_every_task());
    assert_eq!(evaluated, 5);
}
