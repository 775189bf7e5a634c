//! From compact samples to the tensors of a pass.

use dwell_tasks::Samples;
use tch::{Device, Kind, Tensor};

use crate::sizes::Sizes;

/// The samples of a pass as tensors.
#[derive(Debug)]
pub(crate) struct Expanded {
    /// `[lanes, steps * batch, inputs + 1]`, step by step; the last input is 1 and carries the bias.
    pub(crate) inputs: Tensor,
    /// `[lanes, steps * batch, O]`, 1 for yes; padding is 0.
    pub(crate) targets: Tensor,
}

/// Expands one batch for each lane.
pub(crate) fn expand(lanes: &[Samples], sizes: &Sizes, options: (Kind, Device)) -> Expanded {
    let rows = (sizes.steps * sizes.batch) as usize;
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    inputs.reserve_exact(lanes.len() * rows * (sizes.inputs as usize + 1));
    targets.reserve_exact(lanes.len() * rows * sizes.logits() as usize);
    for samples in lanes {
        for (step, row) in steps_then_rows(sizes) {
            let at = row * sizes.steps as usize + step;
            inputs.extend(part(&samples.inputs, at, sizes.inputs).map(f32::from));
            inputs.push(1.0);
            let answers =
                part(&samples.targets, at, sizes.outputs).map(|yes| f32::from(u8::from(yes)));
            targets.extend(answers.chain((sizes.outputs..sizes.logits()).map(|_| 0.0)));
        }
    }
    let tensor = |values: &[f32], width| {
        let shape = [lanes.len() as i64, rows as i64, width];
        Tensor::from_slice(values)
            .view(shape)
            .to_kind(options.0)
            .to_device(options.1)
    };
    Expanded {
        inputs: tensor(&inputs, sizes.inputs + 1),
        targets: tensor(&targets, sizes.logits()),
    }
}

/// The order of rows in a tensor: all sequences' first steps, then all second ones.
fn steps_then_rows(sizes: &Sizes) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (steps, batch) = (sizes.steps as usize, sizes.batch as usize);
    (0..steps).flat_map(move |step| (0..batch).map(move |row| (step, row)))
}

fn part<T: Copy>(values: &[T], at: usize, width: i64) -> impl Iterator<Item = T> + '_ {
    let width = width as usize;
    values[at * width..(at + 1) * width].iter().copied()
}
