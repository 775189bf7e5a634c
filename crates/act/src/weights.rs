//! The weights of a trial, as a safetensors file for other programs to load.
//!
//! Names and shapes are part of what Dwell promises its users; `docs/reference/weights.md` has them.

use std::{borrow::Cow, collections::HashMap, fmt, path::Path};

use dwell_domain::{Configuration, Seed, Step};
use safetensors::{Dtype, View};

use crate::{
    checkpoint::{access, replace},
    error::ActError,
    lane::Lane,
    layout::{Matrix, Parameter},
};

/// What is kept of a trial that has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptWeights {
    /// Those at its end.
    pub last: Weights,
    /// Those of its best evaluation, unless they are the last: of those with the least error, the
    /// first with the least mean ponder.
    pub best: Option<Weights>,
}

/// The weights of a trial after some updates.
#[derive(Clone, PartialEq)]
pub struct Weights {
    configuration: Configuration,
    seed: Seed,
    step: Step,
    tensors: Vec<(&'static str, Weight)>,
}

/// One tensor, row by row.
#[derive(Clone, PartialEq)]
struct Weight {
    shape: Vec<usize>,
    values: Vec<f32>,
}

impl Weights {
    /// The weights of a lane.
    pub(crate) fn of(lane: &Lane, step: Step, matrices: Vec<Matrix>) -> Self {
        Self {
            configuration: lane.configuration.clone(),
            seed: lane.seed,
            step,
            tensors: matrices.into_iter().flat_map(named).collect(),
        }
    }

    /// How many updates they have learned from.
    pub const fn step(&self) -> Step {
        self.step
    }

    /// Writes the file so that `path` holds either all of it or what was there before. Its metadata
    /// have one entry, `trial`: the configuration, the seed and the step as JSON. Equal weights of a
    /// trial make equal files.
    pub fn write(&self, path: &Path) -> Result<(), ActError> {
        let trial = serde_json::json!({
            "configuration": self.configuration,
            "seed": self.seed,
            "step": self.step,
        });
        let metadata = HashMap::from([("trial".to_owned(), trial.to_string())]);
        let tensors = self.tensors.iter().map(|(name, weight)| (*name, weight));
        let bytes = safetensors::serialize(tensors, Some(metadata))
            .expect("tensors are whole and their names differ");
        replace(path, &bytes).map_err(|source| access(path, source))
    }
}

impl fmt::Debug for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shapes = self
            .tensors
            .iter()
            .map(|(name, weight)| (name, &weight.shape));
        f.debug_map().entries(shapes).finish()
    }
}

/// A parameter under the names that users know. The bias of the inputs, a row of their matrix within
/// the engine, is a tensor of its own, and vectors have one dimension.
fn named(matrix: Matrix) -> Vec<(&'static str, Weight)> {
    let [rows, columns] = matrix.shape;
    let vector = |values: Vec<f32>| Weight {
        shape: vec![values.len()],
        values,
    };
    let of = |rows, values| Weight {
        shape: vec![rows, columns],
        values,
    };
    let mut values = matrix.values;
    match matrix.parameter {
        Parameter::Input => {
            let bias = values.split_off((rows - 1) * columns);
            vec![
                ("input_weight", of(rows - 1, values)),
                ("input_bias", vector(bias)),
            ]
        }
        Parameter::Flag => vec![("flag_weight", vector(values))],
        Parameter::Recurrent => vec![("recurrent_weight", of(rows, values))],
        Parameter::RecurrentBias => vec![("recurrent_bias", vector(values))],
        Parameter::Halting => vec![("halting_weight", vector(values))],
        Parameter::HaltingBias => vec![("halting_bias", vector(values))],
        Parameter::Output => vec![("output_weight", of(rows, values))],
        Parameter::OutputBias => vec![("output_bias", vector(values))],
    }
}

impl View for &Weight {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let bytes = self.values.iter().flat_map(|value| value.to_le_bytes());
        bytes.collect()
    }

    fn data_len(&self) -> usize {
        self.values.len() * size_of::<f32>()
    }
}
