//! Samples as compact values, and the sizes of a task as a network sees it.

use std::ops::Range;

use dwell_domain::{Seed, Task};

use crate::{
    parity,
    stream::{Draws, Stream},
};

/// The sizes of a task as the network sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Input steps of a sequence.
    pub steps: usize,
    /// Inputs of one step.
    pub inputs: usize,
    /// Answers of one step; each is yes or no, and is one logit of the network.
    pub outputs: usize,
}

/// Sequences in row-major order, one after another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Samples {
    /// `[rows, steps, inputs]`, each -1, 0 or +1.
    pub inputs: Vec<i8>,
    /// `[rows, steps, outputs]`, the right answers.
    pub targets: Vec<bool>,
    /// `[rows]`, the task's own measure of how hard each sequence is.
    pub difficulty: Vec<u32>,
}

/// The sizes of `task`.
pub const fn shape(task: &Task) -> Shape {
    match task {
        Task::Parity { bits } => Shape {
            steps: 1,
            inputs: *bits as usize,
            outputs: 1,
        },
    }
}

/// The batch of `rows` sequences that a trial with this seed learns from at `step`.
pub fn training(task: &Task, seed: Seed, step: u64, rows: u32) -> Samples {
    draw(
        task,
        (0..rows).map(|row| Draws::new(Stream::Training, seed, step, row)),
    )
}

/// Some of the sequences that every trial of this task is judged on.
pub fn held_out(task: &Task, rows: Range<u32>) -> Samples {
    draw(
        task,
        rows.map(|row| Draws::new(Stream::HeldOut, Seed(0), 0, row)),
    )
}

fn draw(task: &Task, rows: impl Iterator<Item = Draws>) -> Samples {
    let mut samples = Samples::default();
    for mut draws in rows {
        match task {
            Task::Parity { bits } => parity::draw(*bits, &mut draws, &mut samples),
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: Task = Task::Parity { bits: 9 };

    #[test]
    fn a_sample_does_not_depend_on_the_size_of_its_batch() {
        let (few, many) = (
            training(&TASK, Seed(3), 4, 5),
            training(&TASK, Seed(3), 4, 8),
        );
        assert_eq!(few.inputs, many.inputs[..few.inputs.len()]);
        assert_eq!(few.targets, many.targets[..5]);
    }

    #[test]
    fn held_out_sequences_can_be_drawn_in_parts() {
        let whole = held_out(&TASK, 0..6);
        let (first, second) = (held_out(&TASK, 0..4), held_out(&TASK, 4..6));
        assert_eq!(whole.inputs, [first.inputs, second.inputs].concat());
        assert_eq!(
            whole.difficulty,
            [first.difficulty, second.difficulty].concat()
        );
    }

    #[test]
    fn seeds_steps_and_streams_give_other_samples() {
        let draws = [
            training(&TASK, Seed(0), 0, 8),
            training(&TASK, Seed(1), 0, 8),
            training(&TASK, Seed(0), 1, 8),
            held_out(&TASK, 0..8),
        ];
        for (at, samples) in draws.iter().enumerate() {
            assert!(!draws[at + 1..].contains(samples), "{at}");
        }
    }
}
